/** What of a job may still change once it exists. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import { NO_ERRORS } from '../pods/field-rules.ts';
import type { Affinity, PodSpec, PodTemplate } from '../pods/pod-spec.ts';
import type { JobSpec } from './job-spec.ts';
import { specOf, templateOf } from './template.ts';
import { statusOf, unchangedErrors } from './workload-rules.ts';

const FIXED = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

export function jobUpdateErrors(object: ApiObject, old: ApiObject): readonly FieldError[] {
  const [spec, before] = [specOf<JobSpec>(object), specOf<JobSpec>(old)];
  const isWaiting = before.suspend === true && !('startTime' in statusOf(old));
  const [template, oldTemplate] = [templateOf(spec), templateOf(before)];
  return [
    ...completionsErrors(spec, before),
    ...unchangedErrors(spec.selector, before.selector, 'spec.selector'),
    ...unchangedErrors(template, isWaiting ? withDirectives(oldTemplate, template) : oldTemplate, 'spec.template'),
    ...FIXED.flatMap((name) => unchangedErrors(spec[name], before[name], `spec.${name}`)),
  ];
}

/** Indexed jobs grow and shrink with their parallelism. */
function completionsErrors(spec: JobSpec, before: JobSpec): readonly FieldError[] {
  const { completions, parallelism } = spec;
  if (spec.completionMode !== 'Indexed') return unchangedErrors(completions, before.completions, 'spec.completions');
  if (completions === undefined || completions === before.completions || completions === parallelism) return NO_ERRORS;
  return [invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')];
}

/** The old template with what may be said about scheduling before a job starts for the first time. */
function withDirectives(old: PodTemplate, now: PodTemplate): PodTemplate {
  const spec: PodSpec = { ...old.spec };
  for (const name of ['nodeSelector', 'tolerations', 'schedulingGates'] as const) take(spec, now.spec?.[name], name);
  take(spec, affinityOf(old.spec?.affinity, now.spec?.affinity), 'affinity');
  const metadata: Record<string, unknown> = { ...old.metadata };
  for (const name of ['labels', 'annotations'] as const) take(metadata, now.metadata?.[name], name);
  return { ...old, ...(old.metadata || now.metadata ? { metadata } : {}), spec };
}

function take(target: Record<string, unknown>, value: unknown, name: string): void {
  if (value === undefined) delete target[name];
  else target[name] = value;
}

function affinityOf(old: Affinity | undefined, now: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _, ...rest } = old ?? {};
  if (!now) return sameJson(rest, {}) ? undefined : rest;
  return now.nodeAffinity ? { ...rest, nodeAffinity: now.nodeAffinity } : rest;
}

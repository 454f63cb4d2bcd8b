/** The status of an Experiment and what is told of its changes. */
import { validate } from '../../crds/validate/validate.ts';
import { type Statement, timestamp, withCondition, withoutCondition } from '../../kube/conditions.ts';
import type { KubeObject } from '../../kube/types.ts';
import { isOver } from '../analysis/objects.ts';
import type { TemplateStatus } from '../experiment-contract.ts';
import type { Notice } from '../runtime/plan.ts';
import type { RunStatus, Status } from './objects.ts';
import { type Judged, phaseAfter, worstTemplate } from './phase.ts';
import type { Snapshot } from './snapshot.ts';

export function statusAfter(
  s: Snapshot,
  templateStatuses: readonly TemplateStatus[],
  analysisRuns: readonly RunStatus[],
): Status {
  const { now, status } = s;
  const judged = phaseAfter(s, templateStatuses, analysisRuns);
  const isThere = !isOver(status.phase) && worstTemplate(templateStatuses).status === 'Running';
  const availableAt = status.availableAt ?? (isThere ? timestamp(now) : undefined);
  return {
    ...{ phase: judged.phase, templateStatuses: [...templateStatuses] },
    ...(judged.message && { message: judged.message }),
    ...(analysisRuns.length > 0 && { analysisRuns: [...analysisRuns] }),
    ...(availableAt !== undefined && { availableAt }),
    conditions: [...conditionsAfter(s, judged)],
  };
}

function conditionsAfter({ object, status, now }: Snapshot, { phase }: Judged) {
  const valid = withoutCondition(status.conditions, 'InvalidSpec');
  return withCondition(valid, progress(JSON.stringify(object.metadata.name), phase), now);
}

function progress(name: string, phase: Judged['phase']): Statement {
  const told = { type: 'Progressing', status: 'True' } as const;
  if (isOver(phase)) {
    const message = `Experiment ${name} has successfully ran and completed.`;
    return { ...told, status: 'False', reason: 'ExperimentCompleted', message };
  }
  return phase === 'Running'
    ? { ...told, reason: 'NewReplicaSetAvailable', message: `Experiment ${name} is running.` }
    : { ...told, reason: 'ReplicaSetUpdated', message: `Experiment ${name} is progressing.` };
}

/** Why nothing at all is done; undefined if nothing is wrong. */
export function problemIn({ object }: Pick<Snapshot, 'object'>): string | undefined {
  const first = validate('Experiment', object).find(({ severity }) => severity === 'error');
  return first && `The Experiment "${object.metadata.name}" is invalid: ${first.message}`;
}

/** Everything else stays as it was told. A condition is not renewed while its message stays. */
export function invalidStatus({ status, now }: Snapshot, message: string): Status {
  const before = status.conditions ?? [];
  const isTold = before.some((one) => one.type === 'InvalidSpec' && one.message === message);
  if (isTold) return status;
  const statement: Statement = { type: 'InvalidSpec', status: 'True', reason: 'InvalidSpec', message };
  return { ...status, conditions: [...withCondition(withoutCondition(before, 'InvalidSpec'), statement, now)] };
}

/** Each change once. */
export function noticesBetween(object: KubeObject, before: Status, after: Status): readonly Notice[] {
  const templates = (after.templateStatuses ?? []).flatMap(({ name, status = '', message }) => {
    const previous = before.templateStatuses?.find((one) => one.name === name)?.status ?? '';
    return changed(`Template${status}`, `Template '${name}'`, { previous, next: status, message });
  });
  const runs = (after.analysisRuns ?? []).flatMap(({ name, phase = '' }) => {
    const previous = before.analysisRuns?.find((one) => one.name === name)?.phase ?? '';
    return changed(`AnalysisRun${phase}`, `AnalysisRun '${name}'`, { previous, next: phase });
  });
  const { phase = '' } = after;
  const owner = ownerOf(object);
  return [
    ...templates,
    ...runs,
    // The reference warns the Rollout of whatever becomes of a run.
    ...(owner ? runs.map((one): Notice => ({ ...one, type: 'Warning', about: owner })) : []),
    ...changed(`Experiment${phase}`, 'Experiment', { previous: before.phase ?? '', next: phase }),
  ];
}

interface Move {
  readonly previous: string;
  readonly next: string;
  readonly message?: string | undefined;
}

function changed(reason: string, what: string, { previous, next, message }: Move): readonly Notice[] {
  if (previous === next) return [];
  const type = next === 'Failed' || next === 'Error' ? 'Warning' : 'Normal';
  const text = `${what} transitioned from ${previous} -> ${next}`;
  return [{ type, reason, message: message ? `${text}: ${message}` : text }];
}

function ownerOf({ metadata }: KubeObject): KubeObject | undefined {
  const owner = metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Rollout');
  if (!owner) return undefined;
  const { apiVersion, kind, name, uid } = owner;
  return { apiVersion, kind, metadata: { name, namespace: metadata.namespace ?? '', uid } };
}

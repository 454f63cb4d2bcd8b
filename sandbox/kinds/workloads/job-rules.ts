/** What jobs may say, alone or in the template of a cron job. */
import { type FieldError, invalid, required, tooLong, unsupported } from '../../api/field-error.ts';
import { invalidIf, NO_ERRORS, optionalChoiceErrors } from '../pods/field-rules.ts';
import { templateErrors } from '../pods/template-rules.ts';
import { dnsSubdomain, ruleErrors } from '../rules/names.ts';
import { failurePolicyErrors, successPolicyErrors } from './job-policy-rules.ts';
import type { JobSpec } from './job-spec.ts';
import { templateOf } from './template.ts';
import { countErrors } from './workload-rules.ts';

const FIGURES: readonly string[] = [
  ...['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'],
  ...['backoffLimitPerIndex', 'maxFailedIndexes'],
];
const MOST_INDEXES = 100_000;
/** Where more than that many completions are wanted, the rest must be smaller. */
const MOST_BESIDES = 10_000;
const LONGEST_MANAGER = 63;
const PATH = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

export function jobSpecErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { maxFailedIndexes, backoffLimitPerIndex, managedBy, completionMode } = spec;
  const isAlone = maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined;
  return [
    ...countErrors(spec, FIGURES, field),
    ...(isAlone ? [required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : NO_ERRORS),
    ...(managedBy === undefined ? NO_ERRORS : managerErrors(managedBy, `${field}.managedBy`)),
    ...optionalChoiceErrors(completionMode, `${field}.completionMode`, ['NonIndexed', 'Indexed']),
    ...(completionMode === 'Indexed' ? indexedErrors(spec, field) : unindexedErrors(spec, field)),
    ...failurePolicyErrors(spec, `${field}.podFailurePolicy`),
    ...successPolicyErrors(spec, `${field}.successPolicy`),
    ...replacementErrors(spec, `${field}.podReplacementPolicy`),
    ...templateErrors(templateOf(spec), `${field}.template`),
    ...restartErrors(spec, `${field}.template.spec.restartPolicy`),
  ];
}

function managerErrors(manager: string, field: string): readonly FieldError[] {
  const long = manager.length > LONGEST_MANAGER ? [tooLong(field, LONGEST_MANAGER)] : NO_ERRORS;
  if (manager === '') return [required(field), ...long];
  const slash = manager.indexOf('/');
  const [host, path] = [manager.slice(0, Math.max(slash, 0)), manager.slice(slash + 1)];
  if (host === '' || path === '')
    return [invalid(field, manager, 'must be a domain-prefixed path (such as "acme.io/foo")'), ...long];
  const why = `Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')`;
  return [...ruleErrors(field, host, dnsSubdomain), ...invalidIf(!PATH.test(path), field, path, why), ...long];
}

function indexedErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes = 0 } = spec;
  const at = `${field}.maxFailedIndexes`;
  const isMore = completions !== undefined && maxFailedIndexes > completions;
  return [
    ...(completions === undefined ? [required(`${field}.completions`, 'when completion mode is Indexed')] : NO_ERRORS),
    ...invalidIf(
      parallelism > MOST_INDEXES,
      `${field}.parallelism`,
      parallelism,
      `must be less than or equal to ${MOST_INDEXES} when completion mode is Indexed`,
    ),
    ...invalidIf(isMore, at, maxFailedIndexes, 'must be less than or equal to completions'),
    ...invalidIf(
      maxFailedIndexes > MOST_INDEXES,
      at,
      maxFailedIndexes,
      `must be less than or equal to ${MOST_INDEXES}`,
    ),
    ...manyErrors(spec, field),
  ];
}

function manyErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { completions = 0, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions <= MOST_INDEXES || backoffLimitPerIndex === undefined) return NO_ERRORS;
  const at = `${field}.maxFailedIndexes`;
  const why = `must be less than or equal to ${MOST_BESIDES} when completions are above ${MOST_INDEXES} and used with backoff limit per index`;
  return [
    ...(maxFailedIndexes === undefined
      ? [required(at, `must be specified when completions is above ${MOST_INDEXES}`)]
      : NO_ERRORS),
    ...invalidIf(parallelism > MOST_BESIDES, `${field}.parallelism`, parallelism, why),
    ...invalidIf((maxFailedIndexes ?? 0) > MOST_BESIDES, at, maxFailedIndexes, why),
  ];
}

const unindexedErrors = (spec: JobSpec, field: string): readonly FieldError[] =>
  spec.completionMode !== undefined && spec.completionMode !== 'NonIndexed'
    ? NO_ERRORS
    : (['backoffLimitPerIndex', 'maxFailedIndexes'] as const).flatMap((name) =>
        invalidIf(spec[name] !== undefined, `${field}.${name}`, spec[name], 'requires indexed completion mode'),
      );

function replacementErrors({ podReplacementPolicy, podFailurePolicy }: JobSpec, field: string): readonly FieldError[] {
  const allowed = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return optionalChoiceErrors(podReplacementPolicy, field, allowed);
}

/** The default of pods is none of jobs, so it has to be said. */
function restartErrors(spec: JobSpec, field: string): readonly FieldError[] {
  const { restartPolicy = 'Always' } = templateOf(spec).spec ?? {};
  if (restartPolicy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [unsupported(field, restartPolicy, ['OnFailure', 'Never'])];
  const isWrong = spec.podFailurePolicy !== undefined && restartPolicy !== 'Never';
  return invalidIf(isWrong, field, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified');
}

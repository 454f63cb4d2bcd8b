/** How the status of a job may develop: what has ended stays so, and figures fit each other. */
import { duplicate, type FieldError, invalid, required } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import { invalidIf, NO_ERRORS } from '../pods/field-rules.ts';
import { indexesOf } from './indexes.ts';
import type { JobSpec } from './job-spec.ts';
import { specOf } from './template.ts';
import { countErrors } from './workload-rules.ts';

interface JobStatus {
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  startTime?: string;
  completionTime?: string;
  completedIndexes?: string;
  failedIndexes?: string;
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
  conditions?: { type?: string; status?: string }[];
}

interface Step {
  readonly status: JobStatus;
  readonly old: JobStatus;
  readonly spec: JobSpec;
}

const COUNTS: readonly string[] = ['active', 'succeeded', 'failed', 'ready', 'terminating'];
const CONDITIONS = 'status.conditions';

export function jobStatusErrors(object: ApiObject, before: ApiObject): readonly FieldError[] {
  const status = (object['status'] ?? {}) as JobStatus;
  const old = (before['status'] ?? {}) as JobStatus;
  const step: Step = { status, old, spec: specOf<JobSpec>(object) };
  return [
    ...countErrors(status, COUNTS, 'status'),
    ...uncountedErrors(status.uncountedTerminatedPods ?? {}),
    ...conditionErrors(step),
    ...timeErrors(step),
    ...finishedErrors(step),
    ...indexErrors(step),
    ...readyErrors(step),
    ...setbackErrors(step),
  ];
}

const holds = ({ conditions = [] }: JobStatus, type: string): boolean =>
  conditions.some((one) => one.type === type && one.status === 'True');

const isFinished = (status: JobStatus): boolean => holds(status, 'Complete') || holds(status, 'Failed');

const hasChanged = ({ status, old }: Step, ...names: readonly (keyof JobStatus)[]): boolean =>
  names.some((name) => !sameJson(status[name], old[name]));

const hasTurned = ({ status, old }: Step, ...types: readonly string[]): boolean =>
  types.some((type) => holds(status, type) !== holds(old, type));

function uncountedErrors(pods: NonNullable<JobStatus['uncountedTerminatedPods']>): readonly FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    (pods[list] ?? []).flatMap((uid, index) => {
      const field = `status.uncountedTerminatedPods.${list}[${index}]`;
      if (uid === '') return [invalid(field, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(field, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

/** `[one, other]` may not hold together; checked when either of them turns. */
const EXCLUSIVE = [
  ['Complete', 'Failed', 'cannot set Complete=True and Failed=true conditions'],
  ['Complete', 'FailureTarget', 'cannot set Complete=True and FailureTarget=true conditions'],
  ['SuccessCriteriaMet', 'Failed', 'cannot set SuccessCriteriaMet=True and Failed=true conditions'],
  ['SuccessCriteriaMet', 'FailureTarget', 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'],
] as const;
/** `[one, first]`: the one needs the other before it. */
const PRECEDED = [
  ['Failed', 'FailureTarget', 'cannot set Failed=True condition without the FailureTarget=true condition'],
  [
    'Complete',
    'SuccessCriteriaMet',
    'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
  ],
] as const;

function conditionErrors(step: Step): readonly FieldError[] {
  const { status } = step;
  return [
    ...EXCLUSIVE.flatMap(([one, other, why]) =>
      invalidIf(hasTurned(step, one, other) && holds(status, one) && holds(status, other), CONDITIONS, undefined, why),
    ),
    ...PRECEDED.flatMap(([one, first, why]) =>
      invalidIf(hasTurned(step, one, first) && holds(status, one) && !holds(status, first), CONDITIONS, undefined, why),
    ),
  ];
}

function timeErrors(step: Step): readonly FieldError[] {
  const { startTime, completionTime } = step.status;
  const isComplete = holds(step.status, 'Complete');
  const isNews = hasTurned(step, 'Complete') || hasChanged(step, 'completionTime');
  const isEarly =
    hasChanged(step, 'startTime', 'completionTime') &&
    startTime !== undefined &&
    completionTime !== undefined &&
    completionTime < startTime;
  const field = 'status.completionTime';
  const early = 'cannot set completionTime when there is no Complete=True condition';
  return [
    ...invalidIf(isNews && completionTime !== undefined && !isComplete, field, completionTime, early),
    ...(isNews && completionTime === undefined && isComplete
      ? [required(field, 'completionTime is required for Complete jobs')]
      : NO_ERRORS),
    ...invalidIf(isEarly, field, completionTime, 'completionTime cannot be set before startTime'),
  ];
}

function finishedErrors(step: Step): readonly FieldError[] {
  const { status, old } = step;
  if (!isFinished(status)) return NO_ERRORS;
  const isNews = !isFinished(old);
  const { active = 0, terminating = 0, startTime, uncountedTerminatedPods: pods } = status;
  const uncounted = (pods?.failed ?? []).length + (pods?.succeeded ?? []).length;
  const isNow = (name: keyof JobStatus): boolean => isNews || hasChanged(step, name);
  return [
    ...invalidIf(isNow('active') && active > 0, 'status.active', active, 'active>0 is invalid for finished job'),
    ...(isNow('startTime') && startTime === undefined
      ? [required('status.startTime', 'startTime is required for finished job')]
      : NO_ERRORS),
    ...invalidIf(
      isNow('uncountedTerminatedPods') && uncounted > 0,
      'status.uncountedTerminatedPods',
      pods,
      'uncountedTerminatedPods needs to be empty for finished job',
    ),
    ...invalidIf(
      isNow('terminating') && terminating > 0,
      'status.terminating',
      terminating,
      'terminating>0 is invalid for finished job',
    ),
  ];
}

function indexErrors(step: Step): readonly FieldError[] {
  const { completedIndexes = '', failedIndexes } = step.status;
  const { completions, completionMode, backoffLimitPerIndex } = step.spec;
  const isLimited = backoffLimitPerIndex !== undefined;
  const stray = 'cannot set non-empty completedIndexes when non-indexed completion mode';
  const unlimited = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
  const isStray = completedIndexes !== '' && completionMode !== 'Indexed';
  return [
    ...(hasChanged(step, 'completedIndexes')
      ? [
          ...listErrors('completedIndexes', completedIndexes, completions),
          ...invalidIf(isStray, 'status.completedIndexes', completedIndexes, stray),
        ]
      : NO_ERRORS),
    ...(hasChanged(step, 'failedIndexes') && failedIndexes !== undefined
      ? [
          ...(isLimited ? listErrors('failedIndexes', failedIndexes, completions) : NO_ERRORS),
          ...invalidIf(!isLimited, 'status.failedIndexes', failedIndexes, unlimited),
        ]
      : NO_ERRORS),
  ];
}

function listErrors(name: string, text: string, completions: number | undefined): readonly FieldError[] {
  const { problem } = completions === undefined ? { problem: undefined } : indexesOf(text, completions);
  return problem === undefined ? NO_ERRORS : [invalid(`status.${name}`, text, `error parsing ${name}: ${problem}`)];
}

function readyErrors(step: Step): readonly FieldError[] {
  const { ready, active = 0 } = step.status;
  const isWrong = ready !== undefined && hasChanged(step, 'ready', 'active') && ready > active;
  return invalidIf(isWrong, 'status.ready', ready, 'cannot set more ready pods than active');
}

function setbackErrors(step: Step): readonly FieldError[] {
  const { status, old, spec } = step;
  const { failed = 0, succeeded = 0, startTime, completionTime } = status;
  const isElastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  const isMoved =
    completionTime !== undefined && old.completionTime !== undefined && hasChanged(step, 'completionTime');
  const isRestarted = old.startTime !== undefined && startTime !== old.startTime && spec.suspend !== true;
  const isLess = !isElastic && succeeded < (old.succeeded ?? 0);
  return [
    ...['Failed', 'Complete', 'FailureTarget'].flatMap((type) =>
      invalidIf(
        holds(old, type) && !holds(status, type),
        CONDITIONS,
        undefined,
        `cannot disable the terminal ${type}=True condition`,
      ),
    ),
    ...invalidIf(failed < (old.failed ?? 0), 'status.failed', failed, 'cannot decrease the failed counter'),
    ...invalidIf(isLess, 'status.succeeded', succeeded, 'cannot decrease the succeeded counter'),
    ...invalidIf(isMoved, 'status.completionTime', completionTime, 'completionTime cannot be mutated'),
    ...(isRestarted ? [required('status.startTime', 'startTime cannot be removed for unsuspended job')] : NO_ERRORS),
    ...invalidIf(
      holds(old, 'SuccessCriteriaMet') && !holds(status, 'SuccessCriteriaMet'),
      CONDITIONS,
      undefined,
      'cannot disable the SuccessCriteriaMet=True condition',
    ),
  ];
}

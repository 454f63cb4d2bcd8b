/** The run of one role in an update: wanted or not, begun or not, and what it says. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import { isOver, type Phase, phaseOf, type Run } from '../../analysis/objects.ts';
import type { Action, Notice } from '../../runtime/plan.ts';
import type { Snapshot } from '../snapshot.ts';
import type { View } from '../view.ts';
import { analysesIn, type Role } from './objects.ts';
import { madeRun, type Wish } from './run-object.ts';

/** As the Rollout's status tells of a run. */
export type RunStatus = NonNullable<NonNullable<RolloutStatus['canary']>['currentStepAnalysisRunStatus']>;

export interface RoleWork {
  /** What the status tells once this pass is over; undefined for nothing. */
  readonly status?: RunStatus | undefined;
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  /** What the run has come to. */
  readonly phase?: Phase | undefined;
  readonly message?: string | undefined;
  /** The run that is told of goes on. */
  readonly isAwaited: boolean;
  /** Why there is no run though one is wanted. */
  readonly problem?: string | undefined;
}

export const NO_WORK: RoleWork = { actions: [], notices: [], isAwaited: false };

export interface Standing {
  readonly snapshot: Snapshot;
  readonly view: View;
  /** What the status told before. */
  readonly told: RunStatus | undefined;
}

/** The run goes on being told of as it is. */
export function kept({ snapshot, told }: Standing, role: Role): RoleWork {
  if (!told) return NO_WORK;
  const run = runNamed(snapshot, told.name);
  const status = run ? statusOf(run) : told;
  const phase = (status.status || undefined) as Phase | undefined;
  const { message } = status;
  return { ...NO_WORK, status, phase, message, notices: news(role, told, status), isAwaited: true };
}

/** As it is, or a new one where there is none or somebody wants to try again. */
export function run(standing: Standing, wish: Wish): RoleWork {
  const { snapshot, told } = standing;
  const current = told && runNamed(snapshot, told.name);
  if (current && !needsNew(standing, current)) return kept(standing, wish.role);
  const { templates, runs } = analysesIn(snapshot);
  const made = madeRun(snapshot, wish, { templates, runs });
  if ('problem' in made) return { ...NO_WORK, status: told, problem: made.problem };
  const status = statusOf(made.run);
  const { name } = made.run.metadata;
  const because = `start AnalysisRun ${name}`;
  return {
    ...{ status, phase: phaseOf(made.run), message: status.message, isAwaited: true },
    actions: made.isNew ? [{ do: 'create', object: made.run, because }] : [],
    notices: news(wish.role, undefined, status),
  };
}

export const runNamed = (s: Pick<Snapshot, 'analysis'>, name: string): Run | undefined =>
  analysesIn(s).runs.find(({ metadata }) => metadata.name === name);

/** Who resumes what was inconclusive wants to know again, and so does who tries again after an abort. */
function needsNew({ snapshot: { status }, view }: Standing, current: Run): boolean {
  const waits = view.pauses.some(({ reason }) => reason === 'CanaryPauseStep' || reason === 'BlueGreenPause');
  if (view.isControllerPause && !waits) return phaseOf(current) === 'Inconclusive';
  return status.abortedAt !== undefined && isOver(phaseOf(current));
}

function statusOf({ metadata, status }: Run): RunStatus {
  const message = status?.message;
  return { name: metadata.name, status: status?.phase ?? '', ...(message && { message }) } as RunStatus;
}

/** Each phase is told once. */
function news(role: Role, before: RunStatus | undefined, { name, status }: RunStatus): readonly Notice[] {
  const previous = before?.name === name ? before.status : undefined;
  if (!status || status === previous) return [];
  const message = `${role} Analysis Run '${name}' Status New: '${status}' Previous: '${previous || 'NoPreviousStatus'}'`;
  const type = status === 'Failed' || status === 'Error' ? 'Warning' : 'Normal';
  return [{ type, reason: `AnalysisRun${status}`, message }];
}

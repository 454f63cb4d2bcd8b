/** The experiment of the step in hand: begun, waited for, and what follows from how it ends. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import { isOver } from '../../analysis/objects.ts';
import type { ExperimentObject } from '../../experiment-contract.ts';
import type { Action, Notice } from '../../runtime/plan.ts';
import { isCancelled } from '../analysis/canary-runs.ts';
import type { Terms } from '../canary/terms.ts';
import { madeExperiment } from './experiment-object.ts';
import { experimentNamed } from './objects.ts';

export interface ExperimentWork {
  /** What the status tells once this pass is over; undefined for nothing. */
  readonly name?: string | undefined;
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  /** It goes on. */
  readonly isAwaited: boolean;
  /** The step is done. */
  readonly isGood: boolean;
  /** Somebody has to look. */
  readonly isInconclusive: boolean;
  /** Somebody tries again what was inconclusive before. */
  readonly isRetried: boolean;
  /** Why the update is to be aborted. */
  readonly failure?: string | undefined;
}

export const NO_EXPERIMENT: ExperimentWork = {
  ...{ actions: [], notices: [], isAwaited: false, isGood: false, isInconclusive: false, isRetried: false },
};

export function experimentWork(terms: Terms): ExperimentWork {
  const { snapshot, view } = terms;
  if (isCancelled(terms) || !view.steps[view.index]?.experiment) return NO_EXPERIMENT;
  const name = snapshot.status.canary?.currentExperiment;
  const current = name === undefined ? undefined : experimentNamed(snapshot, name);
  if (current && !needsNew(terms, current)) return judged(terms, current);
  // What was inconclusive is not tried again because it is gone.
  return terms.isHalted || hasPause(terms) ? { ...NO_EXPERIMENT, name } : begun(terms);
}

const hasPause = ({ view }: Terms): boolean => view.pauses.some(({ reason }) => reason === 'InconclusiveExperiment');

/** Who tries again after an abort wants to know again. */
const needsNew = ({ snapshot: { status } }: Terms, { status: told }: ExperimentObject): boolean =>
  status.abortedAt !== undefined && isOver(told?.phase);

function judged(terms: Terms, { metadata: { name }, status }: ExperimentObject): ExperimentWork {
  const { phase, message } = status ?? {};
  switch (phase) {
    case 'Successful':
      return { ...NO_EXPERIMENT, isGood: true };
    case 'Failed':
    case 'Error':
      return {
        ...NO_EXPERIMENT,
        name,
        failure: `Experiment analysis phase is error/failed${message ? `: ${message}` : ''}`,
      };
    case 'Inconclusive':
      // Who goes on all the same has judged it himself.
      return isResumed(terms) ? { ...NO_EXPERIMENT, isGood: true } : { ...NO_EXPERIMENT, name, isInconclusive: true };
    default:
      return { ...NO_EXPERIMENT, name, isAwaited: true, isRetried: hasPause(terms) };
  }
}

const isResumed = ({ view }: Terms): boolean => view.isControllerPause && view.pauses.length === 0;

function begun({ snapshot, view: { steps, index } }: Terms): ExperimentWork {
  const step = steps[index]?.experiment;
  const made = step && madeExperiment(snapshot, step, index);
  if (!made) return NO_EXPERIMENT;
  if ('problem' in made) {
    const message = `Reconciliation failed with error: ${made.problem}`;
    return { ...NO_EXPERIMENT, notices: [{ type: 'Warning', reason: 'ReconciliationError', message }] };
  }
  const { experiment, isNew } = made;
  const { name } = experiment.metadata;
  const told = { ...NO_EXPERIMENT, name, isAwaited: true };
  if (!isNew) return told;
  const notice: Notice = { type: 'Normal', reason: 'ExperimentCreated', message: `Created Experiment '${name}'` };
  const create: Action = { do: 'create', object: experiment, because: `start Experiment ${name}` };
  return { ...told, actions: [create], notices: [notice] };
}

export const withExperiment = (block: RolloutStatus['canary'], { name }: ExperimentWork): RolloutStatus['canary'] =>
  name === undefined ? block : { ...block, currentExperiment: name };

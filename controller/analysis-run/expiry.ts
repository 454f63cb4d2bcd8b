/** When a run that has ended is deleted. */
import { refOf } from '../../kube/types.ts';
import type { Action } from '../runtime/plan.ts';
import type { Snapshot } from './snapshot.ts';

export interface Expiry {
  readonly action?: Action;
  readonly wakeAt?: Date;
}

export function expiry({ object, status, now }: Snapshot): Expiry {
  const seconds = lifetime(object.spec.ttlStrategy, status.phase);
  if (seconds === undefined || status.completedAt === undefined) return {};
  // Whole seconds, of which the last one has to be over.
  const end = new Date(Date.parse(status.completedAt) + (seconds + 1) * 1_000);
  if (end > now) return { wakeAt: end };
  const { uid, name } = object.metadata;
  return {
    action: {
      ...{ do: 'delete', ref: refOf(object), isLenient: true, propagation: 'Background' },
      ...(uid !== undefined && { uid }),
      because: `delete ${name}: it ended more than ${seconds} s ago`,
    },
  };
}

type Strategy = Snapshot['object']['spec']['ttlStrategy'];

function lifetime(strategy: Strategy, phase: Snapshot['status']['phase']): number | undefined {
  const { secondsAfterCompletion, secondsAfterSuccess, secondsAfterFailure } = strategy ?? {};
  if (phase === 'Successful') return secondsAfterSuccess ?? secondsAfterCompletion;
  return (phase === 'Failed' ? secondsAfterFailure : undefined) ?? secondsAfterCompletion;
}

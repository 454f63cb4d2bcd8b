/** What decisions ask of whoever measures: plain words, without secrets. */
import type { TargetPod } from '../../analysis/providers/provider.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import type { Ref } from '../../kube/types.ts';
import type { Action } from '../runtime/plan.ts';
import type { RunObject } from './objects.ts';

export const MEASURE = 'measure';
export const STOP_MEASURING = 'stop-measuring';

export interface Owner extends Pick<Ref, 'namespace' | 'name'> {
  readonly uid: string;
}

export interface Task {
  readonly owner: Owner;
  /** With all arguments but secrets in place. */
  readonly metric: Metric;
  /** Which measurement of the metric it is, from 1. */
  readonly number: number;
  /** By the tag that stands for it. */
  readonly secrets: Readonly<Record<string, { readonly name: string; readonly key: string }>>;
  /** When it was due. */
  readonly dueAt: Date;
  readonly interval?: number | undefined;
  readonly startedAt: Date;
  /** Of a measurement that was begun before: what is needed to ask for its answer. */
  readonly pending?: Readonly<Record<string, string>> | undefined;
  readonly pods?: readonly TargetPod[] | undefined;
}

export const ownerOf = ({ metadata }: RunObject): Owner => ({
  ...{ namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' },
});

export function measuring(task: Task): Action {
  const { owner, metric, number, pending } = task;
  return {
    ...{ do: 'effect', effect: MEASURE, key: `${owner.uid} ${metric.name} ${number}`, input: task },
    because: `${pending ? 'ask again for' : 'measure'} ${metric.name} (${number})`,
  };
}

export interface Stop {
  readonly owner: Owner;
  /** Measurements that somebody else has begun for us. */
  readonly pending: readonly Task[];
}

export function stopping(owner: Owner, pending: readonly Task[]): Action {
  const input: Stop = { owner, pending };
  return { ...{ do: 'effect', effect: STOP_MEASURING, key: owner.uid, input }, because: 'stop measuring' };
}

/** Which taints of a node a pod bears. Pure. */
import type { NodeObject } from './fleet.ts';
import type { SimulatedPod } from './pod.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** The first that keeps the pod away. */
export const repellingTaint = ({ spec }: NodeObject, pod: SimulatedPod): Taint | undefined =>
  spec?.taints?.find((one) => one.effect !== 'PreferNoSchedule' && !isBorne(one, pod));

/** How many would rather have it go elsewhere. */
export const dislikes = ({ spec }: NodeObject, pod: SimulatedPod): number =>
  spec?.taints?.filter((one) => one.effect === 'PreferNoSchedule' && !isBorne(one, pod)).length ?? 0;

export const bearsCordon = (pod: SimulatedPod): boolean => isBorne(UNSCHEDULABLE, pod);

const isBorne = (taint: Taint, { spec }: SimulatedPod): boolean =>
  spec?.tolerations?.some((one) => tolerates(one, taint)) ?? false;

function tolerates({ key = '', operator = '', value = '', effect = '' }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return key !== '' && value === (taint.value ?? '');
}

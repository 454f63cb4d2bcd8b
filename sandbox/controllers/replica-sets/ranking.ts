/** Which pods go first when there are too many. Pure. */
import { conditionOf } from '../../../kube/conditions.ts';
import type { Pod } from '../workloads.ts';

const COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** Negative if `a` goes before `b`. */
type Order = (a: Pod, b: Pod) => number;

/** The first `count` of those to go. `related` are all pods of the same Deployment, which should be spread over nodes. */
export function dispensable(pods: readonly Pod[], count: number, related: readonly Pod[], now: Date): readonly Pod[] {
  if (count >= pods.length) return pods;
  const crowd = new Map<string, number>();
  for (const { spec } of related) if (spec?.nodeName) crowd.set(spec.nodeName, (crowd.get(spec.nodeName) ?? 0) + 1);
  const orders = ordersFor((pod) => crowd.get(pod.spec?.nodeName ?? '') ?? 0, now.getTime());
  const compare: Order = (a, b) => {
    for (const order of orders) {
      const sign = order(a, b);
      if (sign !== 0) return sign;
    }
    return 0;
  };
  return [...pods].sort(compare).slice(0, count);
}

const ordersFor = (neighbours: (pod: Pod) => number, now: number): readonly Order[] => [
  (a, b) => Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)),
  (a, b) => phaseOf(a) - phaseOf(b),
  (a, b) => Number(isReady(a)) - Number(isReady(b)),
  (a, b) => costOf(a) - costOf(b),
  (a, b) => neighbours(b) - neighbours(a),
  (a, b) => (isReady(a) && isReady(b) ? younger(readySince(a), readySince(b), now, a, b) : 0),
  (a, b) => restartsOf(b) - restartsOf(a),
  (a, b) => younger(a.metadata.creationTimestamp, b.metadata.creationTimestamp, now, a, b),
];

const phaseOf = ({ status }: Pod): number => PHASES[status?.phase ?? ''] ?? 0;

export const readiness = ({ status }: Pod) => conditionOf(status?.conditions, 'Ready');

export const isReady = (pod: Pod): boolean => readiness(pod)?.status === 'True';

const readySince = (pod: Pod): string | undefined => readiness(pod)?.lastTransitionTime;

function costOf({ metadata }: Pod): number {
  const cost = metadata.annotations?.[COST] ?? '0';
  return /^(0|-?[1-9]\d{0,9})$/.test(cost) ? Number(cost) : 0;
}

const restartsOf = ({ status }: Pod): number =>
  Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount = 0 }) => restartCount));

/** By orders of magnitude, so that it is not always the youngest; among equals by chance that stays the same. */
function younger(a: string | undefined, b: string | undefined, now: number, ...pods: readonly [Pod, Pod]): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [one, other] = [magnitude(now - Date.parse(a)), magnitude(now - Date.parse(b))];
  if (one !== other) return one - other;
  const [first, second] = [pods[0].metadata.uid ?? '', pods[1].metadata.uid ?? ''];
  return first < second ? -1 : 1;
}

/** -1 of what is younger than 3 ms. */
const magnitude = (age: number): number => (age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1);

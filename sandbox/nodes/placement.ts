/** Where a pod may go, and where it goes: the node with the fewest of its kind. Pure. */
import type { Amounts, Capacity } from './amounts.ts';
import { type NodeObject, readiness } from './fleet.ts';
import type { Company, Objection } from './neighbours.ts';
import { isWanted } from './node-affinity.ts';
import { isFinished, type SimulatedPod } from './pod.ts';
import { bearsCordon, repellingTaint } from './taints.ts';

/** Whether it is for us to find it a node. */
export function isWaiting(pod: SimulatedPod): boolean {
  const { nodeName = '', schedulerName = 'default-scheduler', schedulingGates = [] } = pod.spec ?? {};
  const isFree = nodeName === '' && schedulerName === 'default-scheduler' && schedulingGates.length === 0;
  return isFree && pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}

export interface Candidate {
  readonly node: NodeObject;
  /** Taints that would rather have the pod go elsewhere. */
  readonly dislikes: number;
  /** The higher, the better its company. */
  readonly liking: number;
  /** Pods of the same controller on it. */
  readonly siblings: number;
  readonly pods: number;
}

export const chosen = (candidates: readonly Candidate[]): NodeObject | undefined =>
  candidates.reduce<Candidate | undefined>((best, one) => (best && rank(best, one) <= 0 ? best : one), undefined)?.node;

const rank = (a: Candidate, b: Candidate): number =>
  a.dislikes - b.dislikes ||
  b.liking - a.liking ||
  a.siblings - b.siblings ||
  a.pods - b.pods ||
  (a.node.metadata.name < b.node.metadata.name ? -1 : 1);

/** What a pod finds on a node. */
export interface Room {
  readonly capacity: Capacity;
  readonly requested: Amounts;
  readonly pods: number;
}

export interface Wish {
  readonly pod: SimulatedPod;
  readonly request: Amounts;
  readonly company: Company;
}

/** Why a node does not take a pod; undefined if it does. */
export function objection(node: NodeObject, room: Room, { pod, request, company }: Wish): Objection | undefined {
  const own = ownObjection(node, pod);
  if (own !== undefined) return { reasons: [own], isForRoom: false };
  const lacks = lacking(room, request);
  if (lacks.length > 0) return { reasons: lacks, isForRoom: true };
  return company.objection(node);
}

function ownObjection(node: NodeObject, pod: SimulatedPod): string | undefined {
  if (node.spec?.unschedulable && !bearsCordon(pod)) return 'node(s) were unschedulable';
  const taint = repellingTaint(node, pod);
  if (taint) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
  if (readiness(node)?.status !== 'True') return 'node(s) were not ready';
  return isWanted(node, pod) ? undefined : "node(s) didn't match Pod's node affinity/selector";
}

function lacking({ capacity, requested, pods }: Room, { cpu, memory }: Amounts): readonly string[] {
  return [
    ...(pods + 1 > capacity.pods ? ['Too many pods'] : []),
    ...(cpu > 0 && requested.cpu + cpu > capacity.cpu ? ['Insufficient cpu'] : []),
    ...(memory > 0 && requested.memory + memory > capacity.memory ? ['Insufficient memory'] : []),
  ];
}

/** As schedulers sum up. No pod is ever sent away for another. */
export function refusal(objections: readonly Objection[], pod: SimulatedPod): string {
  if (objections.length === 0) return 'no nodes available to schedule pods';
  const why = summed(objections.flatMap(({ reasons }) => reasons));
  const head = `0/${objections.length} nodes are available`;
  const preemption =
    pod.spec?.preemptionPolicy === 'Never'
      ? 'not eligible due to preemptionPolicy=Never.'
      : `${head}: ${summed(objections.map(({ isForRoom }) => (isForRoom ? NO_VICTIMS : NO_USE)))}.`;
  return `${head}: ${why}. preemption: ${preemption}`;
}

const NO_VICTIMS = 'No preemption victims found for incoming pod';
const NO_USE = 'Preemption is not helpful for scheduling';

function summed(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of reasons) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}

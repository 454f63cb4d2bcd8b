/** Where a pod may go, and where it goes: the node with the fewest of its kind. Pure. */
import { type NodeObject, readiness } from './fleet.ts';
import { isWanted } from './node-affinity.ts';
import { isFinished, type SimulatedPod } from './pod.ts';

/** Whether it is for us to find it a node. */
export function isWaiting(pod: SimulatedPod): boolean {
  const { nodeName = '', schedulerName = 'default-scheduler', schedulingGates = [] } = pod.spec ?? {};
  const isFree = nodeName === '' && schedulerName === 'default-scheduler' && schedulingGates.length === 0;
  return isFree && pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}

export interface Candidate {
  readonly node: NodeObject;
  /** Pods of the same controller on it. */
  readonly siblings: number;
  readonly pods: number;
}

export const chosen = (candidates: readonly Candidate[]): NodeObject | undefined =>
  [...candidates].sort(
    (a, b) => a.siblings - b.siblings || a.pods - b.pods || (a.node.metadata.name < b.node.metadata.name ? -1 : 1),
  )[0]?.node;

/** Why a node does not take a pod; undefined if it does. */
export function objection(node: NodeObject, pod: SimulatedPod): string | undefined {
  if (node.spec?.unschedulable) return 'node(s) were unschedulable';
  if (readiness(node)?.status !== 'True') return 'node(s) were not ready';
  return isWanted(node, pod) ? undefined : "node(s) didn't match Pod's node affinity/selector";
}

/** As schedulers sum up. */
export function refusal(objections: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const one of objections) counts.set(one, (counts.get(one) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const head = `0/${objections.length} nodes are available`;
  return reasons.length === 0 ? 'no nodes available to schedule pods' : `${head}: ${reasons.join(', ')}.`;
}

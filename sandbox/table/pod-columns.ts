/** The columns of pods. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { ageText } from './age.ts';
import { AGE, NAME, text, wide } from './column.ts';
import { podSummary } from './pod-summary.ts';
import { at, listAt, textAt } from './reading.ts';

const orNone = (value: string): string => value || '<none>';

export const POD_COLUMNS: readonly Column[] = [
  NAME,
  text('Ready', 'Containers that are ready, of all.', (pod) => {
    const { ready, total } = podSummary(pod);
    return `${ready}/${total}`;
  }),
  text('Status', 'What the pod is doing, or why it is not.', (pod) => podSummary(pod).reason),
  text('Restarts', 'How often containers were restarted, and when last.', restarts),
  AGE,
  wide('IP', 'Address of the pod.', (pod) => orNone(textAt(listAt(pod, 'status', 'podIPs')[0], 'ip'))),
  wide('Node', 'Node that the pod is on.', (pod) => orNone(textAt(pod, 'spec', 'nodeName'))),
  wide('Nominated Node', 'Node that is being made free for the pod.', (pod) =>
    orNone(textAt(pod, 'status', 'nominatedNodeName')),
  ),
  wide('Readiness Gates', 'Further conditions that are met, of all.', readinessGates),
];

function restarts(pod: ApiObject, now: string): string {
  const { restarts: count, lastRestart } = podSummary(pod);
  return count > 0 && lastRestart !== '' ? `${count} (${ageText(lastRestart, now)} ago)` : String(count);
}

function readinessGates(pod: ApiObject): string {
  const gates = listAt(pod, 'spec', 'readinessGates');
  if (gates.length === 0) return '<none>';
  const conditions = listAt(pod, 'status', 'conditions');
  const met = gates.filter((gate) => {
    const condition = conditions.find((one) => one['type'] === gate['conditionType']);
    return at(condition, 'status') === 'True';
  });
  return `${met.length}/${gates.length}`;
}

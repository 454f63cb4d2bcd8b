/** Which changes of a status are news, and which only say how far things are. */
import type { Condition } from '../../../kube/conditions.ts';
import type { RolloutStatus } from '../objects.ts';

/** How many pods there are, and what follows from it in words and times. */
const COUNTS = ['replicas', 'readyReplicas', 'availableReplicas', 'updatedReplicas', 'HPAReplicas', 'message'] as const;

/** Whether a status may be written a little later. */
export function isReport(before: RolloutStatus, after: RolloutStatus): boolean {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof RolloutStatus>;
  for (const field of [...COUNTS, 'conditions'] as const) fields.delete(field);
  return [...fields].every((field) => isSame(before[field], after[field])) && hasSameNews(before, after);
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const hasSameNews = (before: RolloutStatus, after: RolloutStatus): boolean => isSame(newsOf(before), newsOf(after));

/** Availability comes and goes with the counts; progress renews a time. */
const newsOf = ({ conditions = [] }: RolloutStatus): readonly (readonly string[])[] =>
  conditions
    .filter(({ type }: Condition) => type !== 'Available')
    .map(({ type, status, reason, message }: Condition) => [type, status, reason, message])
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1));

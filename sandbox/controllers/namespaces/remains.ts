/** What is left in a namespace that goes, and the conditions that tell people about it. Pure. */
import { type Condition, timestamp } from '../../../kube/conditions.ts';
import { groupOf, type KubeObject, type Resource } from '../../../kube/types.ts';

/** Objects that are still there after all were deleted. */
export interface Remaining {
  readonly resource: Resource;
  readonly objects: readonly KubeObject[];
}

export interface Findings {
  readonly remaining: readonly Remaining[];
  /** What could not be asked. */
  readonly undiscovered: readonly string[];
  readonly failures: readonly string[];
}

/** Each is true if there is something to tell. */
interface Wording {
  readonly type: string;
  readonly well: readonly [reason: string, message: string];
  readonly badReason: string;
}

const DISCOVERY: Wording = {
  type: 'NamespaceDeletionDiscoveryFailure',
  well: ['ResourcesDiscovered', 'All resources successfully discovered'],
  badReason: 'DiscoveryFailed',
};
const PARSING: Wording = {
  type: 'NamespaceDeletionGroupVersionParsingFailure',
  well: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  badReason: 'GroupVersionParsingFailed',
};
const CONTENT: Wording = {
  type: 'NamespaceDeletionContentFailure',
  well: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
  badReason: 'ContentDeletionFailed',
};
const LEFT: Wording = {
  type: 'NamespaceContentRemaining',
  well: ['ContentRemoved', 'All content successfully removed'],
  badReason: 'SomeResourcesRemain',
};
const HELD: Wording = {
  type: 'NamespaceFinalizersRemaining',
  well: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  badReason: 'SomeFinalizersRemain',
};

export type NamespaceCondition = Omit<Condition, 'lastUpdateTime' | 'observedGeneration'>;

export function conditionsOf(
  before: readonly NamespaceCondition[] | undefined,
  { undiscovered, failures, remaining }: Findings,
  now: Date,
): readonly NamespaceCondition[] {
  const told = [
    [DISCOVERY, sentence('Discovery failed for some groups, ', undiscovered)],
    [PARSING, ''],
    [CONTENT, sentence('Failed to delete all resource types, ', failures)],
    [LEFT, sentence('Some resources are remaining: ', remaining.map(countOf))],
    [HELD, sentence('Some content in the namespace has finalizers remaining: ', finalizersIn(remaining))],
  ] as const;
  const conditions = told.map(([wording, message]) => conditionFrom(wording, message, now));
  return conditions.map((condition) => settled(before, condition));
}

const sentence = (head: string, parts: readonly string[]): string =>
  parts.length === 0 ? '' : `${head}${[...parts].sort().join(', ')}`;

const countOf = ({ resource, objects }: Remaining): string =>
  `${resource.plural}.${groupOf(resource)} has ${objects.length} resource instances`;

function finalizersIn(remaining: readonly Remaining[]): string[] {
  const counts = new Map<string, number>();
  for (const { metadata } of remaining.flatMap(({ objects }) => objects))
    for (const finalizer of metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  return [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
}

function conditionFrom({ type, well, badReason }: Wording, message: string, now: Date): NamespaceCondition {
  const lastTransitionTime = timestamp(now);
  if (message !== '') return { type, status: 'True', lastTransitionTime, reason: badReason, message };
  return { type, status: 'False', lastTransitionTime, reason: well[0], message: well[1] };
}

/** As it was, while it says the same. */
function settled(before: readonly NamespaceCondition[] = [], next: NamespaceCondition): NamespaceCondition {
  const old = before.find(({ type }) => type === next.type);
  return old && old.status === next.status && old.reason === next.reason && old.message === next.message ? old : next;
}

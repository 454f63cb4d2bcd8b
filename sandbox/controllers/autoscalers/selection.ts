/** Which pods belong to the target of an autoscaler, as its scale says. Pure. */
import type { KubeObject } from '../../../kube/types.ts';
import { type Labels, labelSelector } from '../../selectors/label-selector.ts';
import type { BusyPod, Unknown } from './autoscaler.ts';

/** What an autoscaler selects, as long as it is known. */
export interface Selection {
  readonly text: string;
  readonly picks: (labels: Labels) => boolean;
}

export interface Unselected extends Unknown {
  /** Of the Event. */
  readonly reason: string;
  readonly condition: { readonly reason: string; readonly message: string };
}

/** `before` is what was found out of the same text. */
export function selectionOf(text: string, before: Selection | undefined): Selection | Unselected {
  if (before?.text === text) return before;
  if (text === '')
    return {
      reason: 'SelectorRequired',
      problem: 'selector is required',
      condition: { reason: 'InvalidSelector', message: "the HPA target's scale is missing a selector" },
    };
  try {
    return { text, picks: labelSelector(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return invalid(
      'InvalidSelector',
      `couldn't convert selector into a corresponding internal selector object: ${why}`,
    );
  }
}

const invalid = (reason: string, problem: string): Unselected => ({
  reason,
  problem,
  condition: { reason, message: problem },
});

interface Named {
  readonly name: string;
  readonly selection: Selection;
}

/** `others` are the other autoscalers of the namespace. */
export function ambiguity(
  { name, selection }: Named,
  pods: readonly BusyPod[],
  { others, namespace }: { readonly others: readonly Named[]; readonly namespace: string },
): Unselected | undefined {
  const rivals = others.filter((other) => pods.some(({ metadata }) => other.selection.picks(metadata.labels)));
  if (rivals.length === 0) return undefined;
  const names = [name, ...rivals.map((rival) => rival.name)].sort().map((one) => `{${one} ${namespace}}`);
  const problem = `pods by selector ${selection.text} are controlled by multiple HPAs: [${names.join(' ')}]`;
  return invalid('AmbiguousSelector', problem);
}

export const selectedBy = <T extends KubeObject>({ picks }: Selection, all: Iterable<T>): readonly T[] =>
  [...all].filter(({ metadata }) => picks(metadata.labels));

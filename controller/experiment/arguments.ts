/** What an Experiment hands to its analyses: its own values stand in place of tags. */
import { filled, tagsIn } from '../../analysis/arguments/tags.ts';
import type { Problem } from '../../analysis/problem.ts';
import type { Argument } from '../../crds/analysis/references.ts';
import { timestamp } from '../../kube/conditions.ts';
import type { Snapshot } from './snapshot.ts';
import { endOf } from './standing.ts';

/** Tags of others are nobody's: whoever writes one expects a value. */
export function filledArguments(s: Snapshot, args: readonly Argument[] = []): readonly Argument[] | Problem {
  const values = args.map(({ value }) => value ?? '');
  const tags = tagsIn(values);
  if (tags.size === 0) return args;
  const texts = textsOf(s);
  const unknown = [...tags].find((tag) => !texts.has(tag));
  if (unknown !== undefined) return { problem: `failed to resolve {{${unknown}}}` };
  return args.map((one) => (one.value === undefined ? one : { ...one, value: filled(one.value, texts) }));
}

function textsOf(s: Snapshot): ReadonlyMap<string, string> {
  const { availableAt } = s.status;
  const end = endOf(s);
  return new Map([
    ...s.templates.flatMap(({ spec: { name }, hash, replicaSetName }): readonly (readonly [string, string])[] => [
      [`templates.${name}.podTemplateHash`, hash],
      [`templates.${name}.replicaset.name`, replicaSetName],
    ]),
    ...(availableAt === undefined ? [] : [['experiment.availableAt', availableAt] as const]),
    ...(end ? [['experiment.finishedAt', timestamp(end)] as const] : []),
  ]);
}

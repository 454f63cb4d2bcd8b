/** What the arguments of a run put into its metrics. Secrets come in at the last moment before a query is sent. */
import type { Metric } from '../../crds/analysis/metric.ts';
import type { Argument } from '../../crds/analysis/references.ts';
import type { Problem } from '../problem.ts';
import { filled, tagsIn } from './tags.ts';

/** Where the text of an argument is. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** The Secrets that a metric needs, by the tags that stand for them. */
export type SecretTags = ReadonlyMap<string, SecretKey>;

export interface Resolved {
  /** With all arguments but secrets in place. */
  readonly metric: Metric;
  readonly secrets: SecretTags;
}

export function resolvedMetric(metric: Metric, args: readonly Argument[]): Resolved | Problem {
  const tags = tagsIn(metric);
  if (tags.size === 0) return { metric, secrets: new Map() };
  const known = new Map(args.map((argument) => [`args.${argument.name}`, argument]));
  for (const tag of tags) {
    const argument = known.get(tag);
    if (!argument) return { problem: `failed to resolve {{${tag}}}` };
    if (argument.value === undefined && !argument.valueFrom?.secretKeyRef)
      return { problem: `argument "${argument.name}" was not supplied` };
  }
  const secrets = secretsAmong(tags, known);
  const spilled = secrets.size > 0 ? spilledIn(metric, secrets) : undefined;
  if (spilled !== undefined) return { problem: spilled };
  return { metric: filled(metric, textsAmong(tags, known)), secrets };
}

type Known = ReadonlyMap<string, Argument>;

function secretsAmong(tags: ReadonlySet<string>, known: Known): SecretTags {
  return new Map(
    [...tags].flatMap((tag) => {
      const { value, valueFrom } = known.get(tag) ?? {};
      return value === undefined && valueFrom?.secretKeyRef ? [[tag, valueFrom.secretKeyRef] as const] : [];
    }),
  );
}

function textsAmong(tags: ReadonlySet<string>, known: Known): ReadonlyMap<string, string> {
  return new Map(
    [...tags].flatMap((tag) => {
      const { value } = known.get(tag) ?? {};
      return value === undefined ? [] : [[tag, value] as const];
    }),
  );
}

/** Everything but the provider's block is told: in the status, in events, in errors. A Job is an object for all to see. */
function spilledIn({ provider, ...told }: Metric, secrets: SecretTags): string | undefined {
  const secretIn = (value: unknown) => [...tagsIn(value)].find((one) => secrets.has(one));
  const [tag, inJob] = [secretIn(told), secretIn(provider.job)];
  if (tag !== undefined) return `{{${tag}}} is a secret: it may be used within provider alone`;
  return inJob && `{{${inJob}}} is a secret, which Jobs do not get: mount it in their pods`;
}

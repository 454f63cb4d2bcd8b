/** Rules that name metrics by expressions: which ones decide nothing, and how many measurements are kept. */
import { RE2JS } from 're2js';
import type { Problem } from '../problem.ts';

export interface Rule {
  readonly metricName: string;
}

/** A rule for each metric it matches; the first one in the list holds. */
export type Ruled<R extends Rule> = ReadonlyMap<string, R>;

export function ruled<R extends Rule>(
  rules: readonly R[] | undefined,
  metrics: readonly string[],
  field: string,
): Ruled<R> | Problem {
  const found = new Map<string, R>();
  for (const [index, rule] of (rules ?? []).entries()) {
    const names = namesFor(rule, metrics);
    if ('problem' in names) return { problem: `${field}[${index}]: ${names.problem}` };
    for (const name of names.filter((one) => !found.has(one))) found.set(name, rule);
  }
  return found;
}

/** A rule that matches no metric is a mistake: somebody believes that it holds. */
function namesFor({ metricName }: Rule, metrics: readonly string[]): readonly string[] | Problem {
  const matches = matcherOf(metricName);
  if (!matches) return { problem: `'${metricName}' is no regular expression` };
  const names = metrics.filter(matches);
  return names.length > 0 ? names : { problem: "Rule didn't match any metric name(s)" };
}

/** Linear in time, whatever the expression. */
function matcherOf(expression: string): ((name: string) => boolean) | undefined {
  try {
    const compiled = RE2JS.compile(expression);
    return (name) => compiled.matcher(name).find();
  } catch {
    return undefined;
  }
}

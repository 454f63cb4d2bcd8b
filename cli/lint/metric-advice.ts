/** What can be said of the expressions in metrics before anything is measured: conditions, times, paths, arguments. */
import { filled, tagsIn } from '../../analysis/arguments/tags.ts';
import { compileCondition } from '../../analysis/expressions/condition.ts';
import { problemsIn } from '../../analysis/expressions/lint.ts';
import { isProblem, type Problem, problemText } from '../../analysis/expressions/problem.ts';
import { evaluatedTime } from '../../analysis/expressions/time.ts';
import { templateProblem } from '../../analysis/json-path.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import { isObject } from '../../crds/defaults.ts';
import { type Finding, joined, plain, warning, when } from '../../crds/validate/finding.ts';

/** What arguments stand for, by their tags, as far as that is known. */
export type Texts = ReadonlyMap<string, string>;

type Rule = (metric: Metric, path: string, texts: Texts) => Finding[];

export const metricAdvice = (metric: Metric, path: string, texts: Texts): Finding[] =>
  [conditions, times, paths, unjudged].flatMap((rule: Rule) => rule(metric, path, texts));

const problem = (path: string, text: string): Finding => plain(path, `${path}: ${text}`);

function conditions(metric: Metric, path: string, texts: Texts): Finding[] {
  return (['successCondition', 'failureCondition'] as const).flatMap((field) => {
    const text = metric[field] ?? '';
    const where = joined(path, field);
    if (text.includes('{{')) return withArguments(filled(text, texts), where);
    const isUnreadable = isProblem(compileCondition(text));
    return text === '' ? [] : problemsIn(text).map((one) => (isUnreadable ? problem : warning)(where, hinted(one)));
  });
}

const hinted = (one: Problem): string =>
  one.message === 'unexpected token EOF'
    ? `${problemText(one)}: in YAML, ' #' begins a comment, and a condition that has one needs quotes`
    : problemText(one);

/** Of most arguments only their place is known: numbers, operators, parts of either. */
const STAND_INS = ['1', '==', '== 1', 'true'];

function withArguments(text: string, where: string): Finding[] {
  const tags = [...tagsIn(text)];
  const tried = STAND_INS.map((one) => compileCondition(filled(text, new Map(tags.map((tag) => [tag, one])))));
  const [first] = tried;
  if (!first || !isProblem(first) || tried.some((one) => !isProblem(one))) return [];
  return [warning(where, `with 1 for its arguments: ${problemText(first)}`)];
}

function times({ provider: { prometheus, loki } }: Metric, path: string): Finding[] {
  return Object.entries({ prometheus, loki }).flatMap(([name, block]) =>
    (['start', 'end'] as const).flatMap((field) => {
      const text = block?.rangeQuery?.[field] ?? '';
      const time = text === '' || text.includes('{{') ? 0 : evaluatedTime(text, new Date(0));
      return typeof time === 'number' ? [] : [problem(`${path}.provider.${name}.rangeQuery.${field}`, time.error)];
    }),
  );
}

function paths({ provider: { web, kubernetes, elasticsearch } }: Metric, path: string): Finding[] {
  return Object.entries({ web, kubernetes, elasticsearch }).flatMap(([name, block]) => {
    const text = block?.jsonPath ?? '';
    const wrong = text === '' || text.includes('{{') ? undefined : templateProblem(text);
    return when(wrong !== undefined, () => problem(`${path}.provider.${name}.jsonPath`, `the path ${wrong}`));
  });
}

/** Of these systems the answer itself is a verdict, or may be one. */
const JUDGES: readonly string[] = ['job', 'kayenta', 'plugin'];

function unjudged({ provider, evidence, successCondition, failureCondition }: Metric, path: string): Finding[] {
  const { target, expectStatus, expectWithin } = provider.web ?? {};
  const isJudged = [successCondition, failureCondition, evidence, target, expectStatus, expectWithin].some(Boolean);
  const isJudge = Object.keys(provider).some((name) => JUDGES.includes(name));
  return when(!isJudged && !isJudge, () => warning(path, 'no condition: every answer counts as a good one'));
}

export interface Tagged {
  readonly path: string;
  readonly tag: string;
}

/** Where arguments are used, in order. */
export function tagsBelow(value: unknown, path: string): readonly Tagged[] {
  if (typeof value === 'string') return [...tagsIn(value)].map((tag) => ({ path, tag }));
  if (Array.isArray(value)) return value.flatMap((child, index) => tagsBelow(child, joined(path, index)));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...[...tagsIn(key)].map((tag) => ({ path, tag })),
    ...tagsBelow(child, joined(path, key)),
  ]);
}

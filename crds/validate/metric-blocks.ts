/** The rules of a metric's queries with their formula, and of the web provider's target. Both are extensions of Sluice. */
import type { Metric } from '../analysis/metric.ts';
import { Provider } from '../analysis/providers.ts';
import { milliseconds } from '../duration.ts';
import { type Finding, when } from './finding.ts';

type Say = (message: string) => Finding;

const IDENTIFIER = /^[A-Za-z_]\w*$/;
const MOST_PORT = 65_535;

/** The blocks with one query, whose place those with names may take. */
const ASKED_BY_QUERY: readonly string[] = Object.entries(Provider.shape).flatMap(([name, schema]) => {
  const block = schema.unwrap();
  return 'shape' in block && 'query' in block.shape ? [name] : [];
});

export function queryFindings({ queries, formula, provider }: Metric, say: Say): Finding[] {
  const names = Object.keys(queries ?? {});
  const hasFormula = formula !== undefined && formula !== '';
  if (names.length === 0) return when(hasFormula, () => say('formula needs queries'));
  return [
    ...when(!hasFormula, () => say('queries need a formula')),
    ...names.flatMap((name) =>
      when(!IDENTIFIER.test(name), () =>
        say(`query '${name}': a name has letters, digits and _ alone, and no digit first`),
      ),
    ),
    ...Object.entries(provider).flatMap(([name, block]) => blockFindings(name, block, say)),
  ];
}

function blockFindings(name: string, block: object | undefined, say: Say): Finding[] {
  if (block === undefined) return [];
  const isAsked = ASKED_BY_QUERY.includes(name);
  return [
    ...when(!isAsked, () =>
      say(`queries are not for ${name}, which has no query; they are for ${ASKED_BY_QUERY.join(', ')}`),
    ),
    ...when(isAsked && 'query' in block && Boolean(block.query), () =>
      say(`queries take the place of ${name}.query: leave it out`),
    ),
  ];
}

/** An argument may still stand for a duration. */
export function webFindings({ provider: { web } }: Metric, say: Say): Finding[] {
  const { target, expectStatus, expectWithin } = web ?? {};
  const isKnown = expectWithin !== undefined && !expectWithin.includes('{{');
  return [
    ...when(target !== undefined && !(target.port >= 1 && target.port <= MOST_PORT), () =>
      say(`web.target.port must be from 1 to ${MOST_PORT}`),
    ),
    ...when(target?.path !== undefined && !/^(\/|\{\{)/.test(target.path), () =>
      say('web.target.path must begin with /'),
    ),
    ...when(expectStatus?.length === 0 || expectStatus?.some((status) => status < 100 || status > 599) === true, () =>
      say('web.expectStatus must be statuses from 100 to 599'),
    ),
    ...when(isKnown && !(milliseconds(expectWithin) ?? 0), () => say('web.expectWithin must be above 0')),
  ];
}

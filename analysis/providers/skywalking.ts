/** Apache SkyWalking: a query in GraphQL over the last minutes. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { addressOf, hostOf } from './address.ts';
import { graphqlData, graphqlRequest } from './graphql.ts';
import { jsonText } from './json-answer.ts';
import { lookback } from './lookback.ts';
import type { MetricProvider } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['skywalking']>;

const SYSTEM = 'skywalking';
/** Milliseconds. */
const DEADLINE = 30_000;

export const skyWalking: MetricProvider<Config> = {
  type: 'SkyWalking',
  backend: ({ address }) => hostOf(address, SYSTEM),
  deadline: () => DEADLINE,
  measure: async ({ address = '', query = '', interval = '' }, asking) => {
    if (interval === '') throw new Error(`${SYSTEM} needs an interval such as 3m`);
    const back = lookback(interval);
    const duration = {
      start: minuteText(new Date(asking.now.getTime() - back)),
      end: minuteText(asking.now),
      step: 'MINUTE',
    };
    const request = graphqlRequest(`${addressOf(SYSTEM, address)}/graphql`, query, { duration });
    const value = graphqlData(SYSTEM, await answered(SYSTEM, asking, { ...request, timeout: DEADLINE }));
    if (value === undefined || value === null) throw new Error('no results returned from SkyWalking query');
    return { value, text: jsonText(value) };
  },
};

/** `2026-01-02 0304`, in UTC. */
function minuteText(time: Date): string {
  const [, date, hours, minutes] = /^(.+)T(\d\d):(\d\d)/.exec(time.toISOString()) ?? [];
  return `${date} ${hours}${minutes}`;
}

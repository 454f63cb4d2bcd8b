/** InfluxDB: the second version with queries in Flux, the first one with queries in InfluxQL. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { listText } from '../number-text.ts';
import { addressOf } from './address.ts';
import { fewEnough } from './answer-shape.ts';
import { okJson, okText, said } from './http-answer.ts';
import { fluxValues } from './influxdb-csv.ts';
import { listOf, partOf, worded } from './json-answer.ts';
import type { HttpRequest, Measured, MetricProvider } from './provider.ts';
import { answered } from './question.ts';
import { authorizationIn, type Credentials, credentialsOf } from './secret-credentials.ts';

type Config = NonNullable<Provider['influxdb']>;

const SYSTEM = 'influxdb';
const USUAL_PROFILE = 'influxdb';
/** Milliseconds. */
const DEADLINE = 30_000;

export const influxdb: MetricProvider<Config> = {
  type: 'Influxdb',
  backend: ({ profile }) => `${SYSTEM}/${profile || USUAL_PROFILE}`,
  deadline: () => DEADLINE,
  measure: async ({ profile, query = '' }, asking) => {
    const secret = await credentialsOf({ name: profile || USUAL_PROFILE, namespaced: false }, asking);
    const database = secret.optional('org') === undefined ? secret.optional('database') : undefined;
    const request = database === undefined ? fluxRequest(secret, query) : influxQlRequest(secret, query, database);
    const answer = await answered(SYSTEM, asking, { ...request, timeout: DEADLINE });
    return database === undefined
      ? measuredIn(fluxValues(SYSTEM, okText(SYSTEM, answer)), 'flux')
      : measuredIn(influxQlValues(okJson(SYSTEM, answer)), 'InfluxQL');
  },
};

function fluxRequest(secret: Credentials, query: string): HttpRequest {
  const headers = {
    accept: 'application/csv',
    authorization: `Token ${secret.required('authToken')}`,
    'content-type': 'application/json',
  };
  const dialect = { annotations: ['datatype', 'group', 'default'], delimiter: ',', header: true };
  const parameters = new URLSearchParams({ org: secret.required('org') });
  const url = `${addressOf(SYSTEM, secret.required('address'))}/api/v2/query?${parameters}`;
  return { method: 'POST', url, headers, body: JSON.stringify({ query, type: 'flux', dialect }) };
}

/** Servers do whatever they are asked to, if the user may: databases have been dropped by a GET. */
const READS = /^\s*(select|show)\s/i;

function influxQlRequest(secret: Credentials, query: string, database: string): HttpRequest {
  const statements = query.split(';').filter((statement) => statement.trim() !== '');
  if (!statements.every((statement) => READS.test(statement)))
    throw new Error(`${SYSTEM}: a query in InfluxQL is a SELECT or a SHOW`);
  const policy = secret.optional('retentionPolicy');
  const parameters = new URLSearchParams({ db: database, ...(policy !== undefined && { rp: policy }), q: query });
  const url = `${addressOf(SYSTEM, secret.required('address'))}/query?${parameters}`;
  return { method: 'GET', url, headers: { accept: 'application/json', ...credentialsFrom(secret) } };
}

/** Servers of the first version may want none. */
function credentialsFrom(secret: Credentials): Readonly<Record<string, string>> {
  const token = secret.optional('authToken');
  return token === undefined ? authorizationIn(secret) : { authorization: `Token ${token}` };
}

interface Item {
  readonly value: unknown;
  readonly text: string;
}

function measuredIn(items: readonly Item[], language: string): Measured {
  if (items.length === 0) throw new Error(`no results returned from ${language} query`);
  return { value: items.map(({ value }) => value), text: `[${items.map(({ text }) => text).join(' ')}]` };
}

/** All values of all columns but the time, row by row; what is null is no value. */
function influxQlValues(body: unknown): readonly Item[] {
  refuse(partOf(body, 'error'));
  const results = listOf(SYSTEM, 'results', partOf(body, 'results'));
  const values = results.flatMap((result) => {
    refuse(partOf(result, 'error'));
    return listOf(SYSTEM, 'series', partOf(result, 'series') ?? []).flatMap(seriesValues);
  });
  return fewEnough(SYSTEM, values).map((value) => ({ value, text: listText([value]).slice(1, -1) }));
}

function seriesValues(series: unknown): readonly unknown[] {
  if (partOf(series, 'partial') === true) throw new Error(`${SYSTEM} answered a part of the values only`);
  const columns = listOf(SYSTEM, 'columns', partOf(series, 'columns'));
  const rows = listOf(SYSTEM, 'rows', partOf(series, 'values') ?? []);
  return rows.flatMap((row) =>
    listOf(SYSTEM, 'values', row).filter((value, at) => columns[at] !== 'time' && value !== null),
  );
}

function refuse(error: unknown): void {
  if (error !== undefined) throw new Error(`${SYSTEM} could not answer the query: ${said(worded(error))}`);
}

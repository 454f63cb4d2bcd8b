/**
 * InfluxDB as its server answers: "POST /api/v2/query" and "Annotated CSV" (docs.influxdata.com/influxdb/v2), with
 * errors as tables of `error` and `reference`; "Query with the 1.x compatibility API" (GET /query) and the HTTP API
 * reference of version 1.
 */
import type { Provider } from '../../crds/analysis/providers.ts';
import { basicAuthorization } from './headers.ts';
import { influxdb } from './influxdb.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row, type World } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['influxdb']>;

const QUERY = 'from(bucket:"shop")\n  |> range(start: -5m)';
const usual: Config = { profile: 'influxdb', query: QUERY };
const address = { address: 'https://influx.test:8086/\n' };
const secretOf = (values: Readonly<Record<string, string>>): World => ({
  secrets: { 'controller/influxdb': { ...address, ...values } },
});
const world = secretOf({ authToken: `${CANARY}\n`, org: 'the shop\n' });
const ask: Asked = {
  method: 'POST',
  url: 'https://influx.test:8086/api/v2/query?org=the+shop',
  headers: { accept: 'application/csv', authorization: `Token ${CANARY}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    query: QUERY,
    type: 'flux',
    dialect: { annotations: ['datatype', 'group', 'default'], delimiter: ',', header: true },
  }),
};

const csv = (...lines: readonly string[]): Reply => ({ body: [...lines, '', ''].join('\r\n') });
/** A table of one column beside the usual ones. */
const table = (type: string, ...values: readonly string[]) => [
  `#datatype,string,long,${type},string`,
  '#group,false,false,false,true',
  '#default,_result,,,',
  ',result,table,_value,path',
  ...values.map((value) => `,,0,${value},"/a,b"`),
];

const flux: readonly Row<Config>[] = [
  {
    what: 'the values of all records are the value, as a list',
    replies: [csv(...table('double', '0.95', '1', '0.00001', '1000000'))],
    asks: [ask],
    gives: { value: [0.95, 1, 0.00001, 1_000_000], text: '[0.95 1 1e-05 1e+06]' },
  },
  {
    what: 'tables come one after another, each with columns of its own',
    replies: [
      csv(
        ...table('long', '1000000'),
        '',
        ...table('unsignedLong', '18446744073709551615'),
        ...table('boolean', 'true', 'false'),
      ),
    ],
    gives: { value: [1_000_000, 2 ** 64, true, false], text: '[1000000 18446744073709551615 true false]' },
  },
  {
    what: 'texts may be quoted',
    replies: [csv(...table('string', '"a ""b"",\r\n"', '', 'c'))],
    gives: { value: ['a "b",\r\n', '', 'c'], text: '[a "b",\r\n  c]' },
  },
  {
    what: 'special numbers are numbers',
    replies: [csv(...table('double', 'NaN', '+Inf', '-Inf'))],
    gives: { value: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], text: '[NaN +Inf -Inf]' },
  },
  {
    what: 'an empty value is its default, or none',
    replies: [
      csv(
        '#datatype,string,double',
        '#default,,7',
        ',result,_value',
        ',a,',
        ',a,1',
        '',
        '#datatype,string,double',
        ',result,_value',
        ',a,',
      ),
    ],
    gives: { value: [7, 1, null], text: '[7 1 <nil>]' },
  },
  {
    what: 'columns without a type are read as they look',
    replies: [{ body: ',result,table,_value\n,_result,0,4.15\n,_result,0,x\n' }],
    gives: { value: [4.15, 'x'], text: '[4.15 x]' },
  },
  { what: 'no table is an error', replies: [csv('')], gives: { error: 'no results returned from flux query' } },
  {
    what: 'an error may come in a table',
    replies: [
      csv(
        '#datatype,string,string',
        '#group,true,true',
        '#default,,',
        ',error,reference',
        ',Failed to parse query,897',
      ),
    ],
    gives: { error: 'influxdb could not answer the query: Failed to parse query' },
  },
  {
    what: 'an error may come with a status',
    replies: [{ status: 400, body: { code: 'invalid', message: 'compilation failed' } }],
    gives: { error: 'influxdb answered 400: {"code":"invalid","message":"compilation failed"}' },
  },
  {
    what: 'a table has values',
    replies: [csv(',result,table,requests', ',a,0,1')],
    gives: { error: 'influxdb answered a table without the column _value' },
  },
  {
    what: 'a record fits its table',
    replies: [csv(',result,table,_value', ',a,0')],
    gives: { error: 'influxdb answered a record that does not fit its table' },
  },
  {
    what: 'a value is of its type',
    replies: [csv(...table('double', '1.2.3'))],
    gives: { error: 'influxdb answered a value that is not of its type: 1.2.3' },
  },
  {
    what: 'a quote ends',
    replies: [{ body: ',result,_value\n,a,"x\n' }],
    gives: { error: 'influxdb answered what is not CSV, or a part of it: ,result,_value ,a,"x' },
  },
  {
    what: 'more than ten thousand values are none',
    replies: [{ body: `_value\n${'1\n'.repeat(10_001)}` }],
    gives: { error: 'influxdb answered more than 10000 values' },
  },
  {
    what: 'a profile names an organization or a database',
    world: secretOf({ authToken: CANARY }),
    replies: [],
    asks: [],
    gives: { error: "Secret influxdb in the controller's namespace has no key org" },
  },
];

const SELECT = 'SELECT mean("value") FROM "requests" WHERE time > now() - 5m';
const influxQl: Config = { profile: 'influxdb', query: SELECT };
const basic = secretOf({ database: 'shop', username: 'reader', password: CANARY, retentionPolicy: 'week' });
const first: Asked = {
  method: 'GET',
  url: `https://influx.test:8086/query?${new URLSearchParams({ db: 'shop', rp: 'week', q: SELECT })}`,
  headers: { accept: 'application/json', authorization: basicAuthorization('reader', CANARY) },
  body: '',
};
const results = (...all: readonly object[]): Reply => ({ body: { results: all } });
const series = (columns: readonly string[], ...values: readonly (readonly unknown[])[]) => ({
  name: 'requests',
  columns,
  values,
});
const selected = (what: string, replies: readonly Reply[], gives: Row<Config>['gives']): Row<Config> => ({
  ...{ what, replies, gives },
  config: influxQl,
  world: basic,
});

const selections: readonly Row<Config>[] = [
  {
    ...selected(
      'a database is asked in InfluxQL',
      [
        results({
          statement_id: 0,
          series: [
            series(['time', 'mean', 'max'], ['2026-01-02T03:00:00Z', 0.95, 2], ['2026-01-02T03:01:00Z', null, 3]),
          ],
        }),
      ],
      { value: [0.95, 2, 3], text: '[0.95 2 3]' },
    ),
    asks: [first],
  },
  {
    ...selected('a database may be open to all', [results({ series: [series(['time', 'ok'], ['x', true])] })], {
      value: [true],
      text: '[true]',
    }),
    world: secretOf({ database: 'shop' }),
    asks: [{ ...first, url: first.url.replace('&rp=week', ''), headers: { accept: 'application/json' } }],
  },
  {
    ...selected('a database may be opened by a token', [results({ series: [series(['time', 'a'], ['x', 1])] })], {
      value: [1],
      text: '[1]',
    }),
    world: secretOf({ database: 'shop', authToken: CANARY }),
    asks: [
      {
        ...first,
        url: first.url.replace('&rp=week', ''),
        headers: { accept: 'application/json', authorization: `Token ${CANARY}` },
      },
    ],
  },
  ...['DROP DATABASE shop', 'SELECT 1 FROM a;\nDROP DATABASE shop', '/* select */ DROP DATABASE shop'].map(
    (query): Row<Config> => ({
      ...selected(`nothing is done but read: ${query}`, [], {
        error: 'influxdb: a query in InfluxQL is a SELECT or a SHOW',
      }),
      config: { ...influxQl, query },
      asks: [],
    }),
  ),
  selected('no series are an error', [results({ statement_id: 0 })], {
    error: 'no results returned from InfluxQL query',
  }),
  selected('a statement may have failed', [results({ statement_id: 0, error: 'database not found: shop' })], {
    error: 'influxdb could not answer the query: database not found: shop',
  }),
  selected(
    'a part of the values is none',
    [results({ series: [{ ...series(['time', 'a'], ['x', 1]), partial: true }] })],
    {
      error: 'influxdb answered a part of the values only',
    },
  ),
  selected('an answer has results', [{ body: {} }], { error: 'influxdb answered without a list of results' }),
];

export const influxdbCase: ProviderCase<Config> = {
  provider: influxdb,
  config: usual,
  world,
  backend: 'influxdb/influxdb',
  rows: [...flux, ...selections],
};

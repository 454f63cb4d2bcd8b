/** Any service: HTTP (RFC 9110) with JSON (RFC 8259), or other text. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { basicAuthorization } from './headers.ts';
import type { Measured } from './provider.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';
import { web } from './web.ts';

type Config = NonNullable<Provider['web']>;

const usual: Config = {
  method: 'GET',
  url: 'https://metrics.test/rate?of=web',
  jsonPath: '{$.data.rate}',
  timeoutSeconds: 10,
  insecure: false,
  headers: [{ key: 'Authorization', value: `Bearer ${CANARY}` }],
};
const plain: Config = { ...usual, headers: [], jsonPath: '{$}' };
const ask: Asked = { method: 'GET', url: usual.url, headers: { authorization: `Bearer ${CANARY}` }, body: '' };
const ok: Reply = { body: { data: { rate: 0.25 } } };

const json = (what: string, [jsonPath, body]: readonly [string, object], gives: Measured): Row<Config> => ({
  what,
  config: { ...plain, jsonPath },
  replies: [{ body: JSON.stringify(body) }],
  gives,
});
const tree = { b: 1, a: { d: null, c: [true] } };
const named = [
  { name: 'a', v: 1 },
  { name: 'b', v: 2 },
];

const values: readonly Row<Config>[] = [
  json('an object has its keys in order', ['{$}', tree], { value: tree, text: '{"a":{"c":[true],"d":null},"b":1}' }),
  json('a text is quoted', ['{.a}', { a: 'ok' }], { value: 'ok', text: '"ok"' }),
  json('the first of many counts', ['{.list[*].v}', { list: named }], { value: 1, text: '1' }),
  json('a filter chooses', ['{.list[?(@.name=="b")].v}', { list: named }], { value: 2, text: '2' }),
  json('a list is whole', ['{.list}', { list: [1, 2.5] }], { value: [1, 2.5], text: '[1,2.5]' }),
  json('null is a value', ['{.a}', { a: null }], { value: null, text: 'null' }),
  json('large numbers have all their digits', ['{.a}', { a: 1e6 }], { value: 1e6, text: '1000000' }),
  {
    what: 'what is no JSON is text',
    config: plain,
    replies: [{ body: 'OK' }],
    gives: { value: 'OK', text: 'OK' },
  },
  {
    what: 'long text is shown in part',
    config: plain,
    replies: [{ body: 'x'.repeat(3_000) }],
    gives: { value: 'x'.repeat(3_000), text: `${'x'.repeat(2_000)}…` },
  },
  {
    what: 'what is not there is an error',
    replies: [{ body: { data: {} } }],
    gives: { error: 'could not find jsonPath in body: rate is not found' },
  },
  {
    what: 'a path to nothing is an error',
    config: { ...plain, jsonPath: '{.list[*]}' },
    replies: [{ body: { list: [] } }],
    gives: { error: 'could not find jsonPath in body: it leads to no value' },
  },
  {
    what: 'any status but 2xx is an error',
    replies: [{ status: 404, body: 'not here' }],
    gives: { error: 'received non 2xx response code: 404' },
  },
];

const requests: readonly Row<Config>[] = [
  {
    what: 'JSON is posted as such',
    config: { ...plain, method: 'POST', jsonBody: { q: ['a'] }, insecure: true },
    replies: [{ body: '1' }],
    asks: [
      {
        ...{ method: 'POST', url: usual.url, headers: { 'content-type': 'application/json' } },
        ...{ body: '{"q":["a"]}', isInsecure: true as const },
      },
    ],
    gives: { value: 1, text: '1' },
  },
  {
    what: 'text is put as the headers say',
    config: { ...plain, method: 'PUT', body: 'q=a', headers: [{ key: 'Content-Type', value: 'application/x-q' }] },
    replies: [{ body: '1' }],
    asks: [{ method: 'PUT', url: usual.url, headers: { 'content-type': 'application/x-q' }, body: 'q=a' }],
    gives: { value: 1, text: '1' },
  },
  {
    what: 'there is one body at most',
    config: { ...plain, method: 'POST', body: 'x', jsonBody: {} },
    replies: [],
    gives: { error: 'use either body or jsonBody: both cannot be sent' },
  },
  {
    what: 'an address has a scheme',
    config: { ...plain, url: 'metrics.test:80/rate' },
    replies: [],
    gives: { error: 'the address of web is no URL such as https://host:port' },
  },
  {
    what: 'GET has no body',
    config: { ...plain, body: 'x' },
    replies: [],
    gives: { error: 'body and jsonBody can only be used with method POST or PUT' },
  },
  {
    what: 'a token is fetched and shown, a password is not',
    config: {
      ...plain,
      authentication: {
        oauth2: { tokenUrl: 'https://login.test/token', clientId: 'id', clientSecret: CANARY },
        basicAuth: { username: 'me', password: CANARY },
      },
    },
    replies: [{ body: { access_token: 't', token_type: 'Bearer' } }, { body: '1' }],
    asks: [
      {
        method: 'POST',
        url: 'https://login.test/token',
        headers: {
          accept: 'application/json',
          authorization: basicAuthorization('id', CANARY),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'grant_type=client_credentials',
      },
      { ...ask, headers: { authorization: 'Bearer t' } },
    ],
    gives: { value: 1, text: '1' },
  },
];

const failed = (value: string | number, message: string): Row<Config>['gives'] => ({
  value,
  text: String(value),
  verdict: { phase: 'Failed', message },
});

const expectations: readonly Row<Config>[] = [
  {
    what: 'a status that is expected is good',
    config: { ...plain, expectStatus: [404] },
    replies: [{ status: 404, body: '{"a":1}' }],
    gives: { value: { a: 1 }, text: '{"a":1}' },
  },
  {
    what: 'another one has failed',
    config: { ...plain, expectStatus: [200] },
    replies: [{ status: 503, body: 'down' }],
    gives: failed(503, 'answered 503'),
  },
  {
    what: 'an answer in time is good',
    config: { ...plain, expectWithin: '10s' },
    replies: [{ body: '1' }],
    gives: { value: 1, text: '1' },
  },
  {
    what: 'a time that is none is an error',
    config: { ...plain, expectWithin: 'soon' },
    replies: [],
    gives: { error: 'expectWithin is no duration such as 500ms: soon' },
  },
];

const target = { service: 'canary', port: 8080, path: '/healthz' } as const;
const pods = [
  { name: 'web-a', address: '10.0.0.1' },
  { name: 'web-b', address: 'fd00::2' },
];
const probe = { ...plain, url: '/health?full=1', target };

const asksPods: readonly Row<Config>[] = [
  {
    what: 'one pod is asked itself',
    config: { ...plain, url: 'http://web.test/rate?of=web', target: { service: 'stable', port: 80 } },
    world: { pods: pods.slice(1) },
    replies: [{ body: '1' }],
    asks: [{ method: 'GET', url: 'http://[fd00::2]/rate?of=web', headers: {}, body: '' }],
    gives: { value: 1, text: '1', metadata: { pod: 'web-b', pods: '1' } },
  },
  {
    what: 'the pod that fails counts',
    config: probe,
    world: { pods },
    replies: ({ url }) => (url === 'http://[fd00::2]:8080/healthz' ? { status: 503, body: 'no' } : { body: '1' }),
    gives: failed(503, 'pod web-b: answered 503'),
  },
  {
    what: 'the worst of those that fail counts',
    config: probe,
    world: { pods },
    replies: ({ url }) => ({ status: url.includes('10.0.0.1') ? 404 : 503, body: '' }),
    gives: failed(503, 'pod web-b: answered 503, and 1 more'),
  },
  {
    what: 'a pod whose answer holds no value is an error that names it',
    config: { ...probe, jsonPath: '{.a}' },
    world: { pods: pods.slice(0, 1) },
    replies: [{ body: '{}' }],
    gives: { error: 'pod web-a: could not find jsonPath in body: a is not found' },
  },
  { what: 'no pods are an error', config: probe, replies: [], gives: { error: 'no ready pods of canary' } },
];

export const webCase: ProviderCase<Config> = {
  provider: web,
  config: usual,
  backend: 'metrics.test',
  rows: [
    { what: 'a value is found', replies: [ok], asks: [ask], gives: { value: 0.25, text: '0.25' } },
    ...[...values, ...requests, ...expectations, ...asksPods],
  ],
  tolerates: ['garbage', 'nothing', 'half of it'],
};

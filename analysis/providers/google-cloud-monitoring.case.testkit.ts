/**
 * Google Cloud Monitoring as its documentation has it: "Method: projects.location.prometheus.api.v1.query", "Method:
 * projects.timeSeries.query" (cloud.google.com/monitoring/api/ref_v3/rest), "Using OAuth 2.0 for server to server
 * applications" (developers.google.com/identity/protocols/oauth2/service-account), "About VM metadata".
 */
import { createSign, generateKeyPairSync } from 'node:crypto';
import type { Provider } from '../../crds/analysis/providers.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring.ts';
import { type Asked, CANARY, type ProviderCase, type Reply, type Row } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['googleCloudMonitoring']>;

const QUERY = 'sum(rate(errors[5m]))';
const usual: Config = {
  query: QUERY,
  language: 'promql',
  address: 'https://monitoring.googleapis.com',
  secretRef: { name: 'gcloud', namespaced: false },
  timeout: 30,
};
const { publicKey: _, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const keyFile = {
  type: 'service_account',
  project_id: 'shop-1',
  private_key_id: CANARY,
  private_key: privateKey,
  client_email: `${CANARY}@shop-1.iam.gserviceaccount.com`,
  token_uri: 'https://oauth2.googleapis.com/token',
};
const secretOf = (values: Readonly<Record<string, string>>) => ({ secrets: { 'controller/gcloud': values } });
const world = secretOf({ serviceAccountKey: `${JSON.stringify(keyFile)}\n` });

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const claims = {
  iss: keyFile.client_email,
  scope: 'https://www.googleapis.com/auth/monitoring.read',
  aud: keyFile.token_uri,
  iat: 1767323045,
  exp: 1767326645,
};
const signed = `${encoded({ alg: 'RS256', typ: 'JWT', kid: CANARY })}.${encoded(claims)}`;
const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const bearer = { authorization: `Bearer ${CANARY}-token` };
const tokenAsk: Asked = {
  method: 'POST',
  url: keyFile.token_uri,
  headers: form,
  body: String(new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })),
};
const podAsk: Asked = {
  method: 'GET',
  url: 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
  headers: { 'metadata-flavor': 'Google' },
  body: '',
};
const ask: Asked = {
  method: 'POST',
  url: 'https://monitoring.googleapis.com/v1/projects/shop-1/location/global/prometheus/api/v1/query',
  headers: { ...form, ...bearer },
  body: String(new URLSearchParams({ query: QUERY, time: '1767323045.678' })),
};
const token: Reply = { body: { access_token: `${CANARY}-token`, expires_in: 3599, token_type: 'Bearer' } };
const vector = (...values: readonly string[]): Reply => ({
  body: {
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1767323045.678, value] })) },
  },
});

const MQL = "fetch k8s_container | metric 'errors' | group_by []";
const mql: Config = { ...usual, query: MQL, language: 'mql' };
const mqlAsk = (more: object = {}): Asked => ({
  method: 'POST',
  url: 'https://monitoring.googleapis.com/v3/projects/shop-1/timeSeries:query',
  headers: { 'content-type': 'application/json', ...bearer },
  body: JSON.stringify({ query: MQL, ...more }),
});
const point = (minute: number, value: object) => {
  const endTime = `2026-01-02T03:0${minute}:00.000001Z`;
  return { values: [value], timeInterval: { startTime: endTime, endTime } };
};
const page = (series: readonly (readonly object[])[], more: object = {}): Reply => ({
  body: {
    timeSeriesDescriptor: { pointDescriptors: [{ key: 'value.errors', valueType: 'DOUBLE', metricKind: 'GAUGE' }] },
    timeSeriesData: series.map((pointData) => ({ labelValues: [{ stringValue: 'a' }], pointData })),
    ...more,
  },
});

const rows: readonly Row<Config>[] = [
  {
    what: 'PromQL is asked with a token for the key of a service account',
    replies: [token, vector('0.95', '2')],
    asks: [tokenAsk, ask],
    gives: { value: [0.95, 2], text: '[0.95,2]' },
  },
  {
    what: 'without a Secret the account of the pod is used',
    config: {
      query: QUERY,
      language: 'promql',
      address: 'https://monitoring.googleapis.com/',
      project: 'shop-1',
      timeout: 30,
    },
    replies: [token, vector('1')],
    asks: [podAsk, ask],
    gives: { value: [1], text: '[1]' },
  },
  {
    what: 'the same goes for a Secret that only names the project; the metadata server may have another name',
    world: { ...secretOf({ project: 'shop-1\n' }), settings: { GCE_METADATA_HOST: '169.254.169.254' } },
    replies: [token, vector()],
    asks: [{ ...podAsk, url: podAsk.url.replace('metadata.google.internal', '169.254.169.254') }, ask],
    gives: { value: [], text: '[]' },
  },
  {
    what: 'MQL gives the newest number of each series',
    config: mql,
    replies: [
      token,
      page([
        [point(4, { doubleValue: 0.5 }), point(3, { doubleValue: 0.25 })],
        [point(2, { int64Value: '7' }), point(3, { int64Value: '8' })],
        [point(1, { boolValue: true })],
        [point(1, { doubleValue: 'NaN' })],
        [],
      ]),
    ],
    asks: [tokenAsk, mqlAsk()],
    gives: { value: [0.5, 8, 1, Number.NaN], text: '[0.5,8,1,NaN]' },
  },
  {
    what: 'pages are put together',
    config: mql,
    replies: [
      token,
      page([[point(1, { doubleValue: 1 })]], { nextPageToken: 'next' }),
      page([[point(1, { doubleValue: 2 })]], { nextPageToken: '' }),
    ],
    asks: [tokenAsk, mqlAsk(), mqlAsk({ pageToken: 'next' })],
    gives: { value: [1, 2], text: '[1,2]' },
  },
  {
    what: 'there are not pages without end',
    config: mql,
    replies: ({ url }) => (url.endsWith('/token') ? token : page([], { nextPageToken: 'again' })),
    gives: { error: 'googleCloudMonitoring answered more than 20 pages' },
  },
  {
    what: 'distributions are no numbers',
    config: mql,
    replies: [token, page([[point(1, { distributionValue: { count: '3' } })]])],
    gives: { error: 'googleCloudMonitoring answered points that are no numbers: reduce them in the query' },
  },
  {
    what: 'a part of the series is not enough',
    config: mql,
    replies: [token, page([], { partialErrors: [{ code: 8, message: 'out of memory' }] })],
    gives: { error: 'googleCloudMonitoring answered a part only: out of memory' },
  },
  {
    what: 'a refusal says why',
    config: mql,
    replies: [token, { status: 400, body: { error: { code: 400, message: 'Line 1: expected a table' } } }],
    gives: { error: 'googleCloudMonitoring answered 400: {"error":{"code":400,"message":"Line 1: expected a table"}}' },
  },
  {
    what: 'of a refused token nothing is told but the code',
    replies: [{ status: 400, body: { error: 'invalid_grant', error_description: `Invalid JWT: ${CANARY}` } }],
    asks: [tokenAsk],
    gives: { error: 'the token server of Google answered 400: invalid_grant' },
  },
  {
    what: 'a key file is one',
    world: secretOf({ serviceAccountKey: CANARY }),
    replies: [],
    asks: [],
    gives: { error: 'serviceAccountKey is no key file of a service account' },
  },
  {
    what: 'a key is one',
    world: secretOf({ serviceAccountKey: JSON.stringify({ ...keyFile, private_key: CANARY }) }),
    replies: [],
    asks: [],
    gives: { error: 'the private_key of serviceAccountKey is no RSA key' },
  },
  {
    what: 'tokens are for Google alone',
    config: { ...usual, address: 'https://monitoring.googleapis.com.test' },
    replies: [],
    asks: [],
    gives: { error: 'the address of googleCloudMonitoring is none of monitoring.googleapis.com' },
  },
  {
    what: 'a project is no path',
    config: { ...usual, project: '../x' },
    replies: [],
    asks: [],
    gives: { error: 'googleCloudMonitoring has no project, or none that can be' },
  },
];

export const googleCloudMonitoringCase: ProviderCase<Config> = {
  provider: googleCloudMonitoring,
  config: usual,
  world,
  backend: 'monitoring.googleapis.com',
  about: { ResolvedGoogleCloudMonitoringQuery: QUERY },
  rows,
};

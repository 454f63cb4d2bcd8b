import { expect, it } from 'vitest';
import { observedRollout } from '../../cli/local.ts';
import type { RunObject } from '../../controller/analysis-run/objects.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { recordingOf } from '../../controller/rollout/recording.ts';
import { eventually } from '../../controller/runtime/world.testkit.ts';
import { FORMS, NAMESPACE, OWN_NAMESPACE, startEcho, startReadable, WAYS } from './analysis-secrets.testkit.ts';

/** What a secret holds of these words nobody may read anywhere; what lies between is written differently in each form. */
const PLAIN = ['kq7Zr4Tx', 'Lw2pV9sB', 'mN8cYd3F', 'hJ5gQ1zR'];
const LINES = ['uX3vK9bEwA', 'tS6oP2yHnD'];
const OWN = ['fG4rM7aZ', 'eW1iO8lC', 'bV5nX0qU'];
const WORDS = [...PLAIN, ...LINES, ...OWN];
const VALUES = {
  plain: `${PLAIN[0]}"${PLAIN[1]} &<${PLAIN[2]}>/+é\\${PLAIN[3]}`,
  lines: `-----BEGIN KEY-----\n${LINES[0]}\n  ${LINES[1]}\n-----END KEY-----\n`,
};
/** Characters of a word that are too many. */
const TELLING = 6;

const API = 'argoproj.io/v1alpha1';
const LABELS = { app: 'web' };
const BY = { fieldManager: 'user' };
const ROLLOUT = { apiVersion: API, kind: 'Rollout', namespace: NAMESPACE, name: 'web' };
const RUNS = { apiVersion: API, kind: 'AnalysisRun', plural: 'analysisruns', namespaced: true };
const ARGS = Object.keys(VALUES).map((name) => ({ name, valueFrom: { secretKeyRef: { name: 'given', key: name } } }));

const secret = (namespace: string, name: string, stringData: Readonly<Record<string, string>>) => ({
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque' },
  data: Object.fromEntries(
    Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  ),
});

type Provider = (address: string) => object;

const PLAIN_TAG = '{{args.plain}}';
const LINES_TAG = '{{args.lines}}';
const header = (value: string) => ({ headers: [{ key: 'X-Token', value }] });
const oauth2 = (address: string) => ({
  authentication: { oauth2: { tokenUrl: `${address}/token`, clientId: 'me', clientSecret: PLAIN_TAG } },
});
const web =
  (more: object | ((address: string) => object), path = ''): Provider =>
  (address) => {
    const usual = { url: address + path, jsonPath: '{$.echo}' };
    return { web: { ...usual, ...(typeof more === 'function' ? more(address) : more) } };
  };
const prometheus =
  (more: object | ((address: string) => object), query = 'up'): Provider =>
  (address) => ({ prometheus: { address, query, ...(typeof more === 'function' ? more(address) : more) } });
const post = (body: object) => ({ method: 'POST', ...body });

const WEB: Readonly<Record<string, Provider>> = {
  'web-header': web(header(`Bearer ${PLAIN_TAG}`)),
  'web-header-lines': web(header(LINES_TAG)),
  'web-query': web({}, `/?token=${PLAIN_TAG}`),
  'web-query-lines': web({}, `/?token=${LINES_TAG}`),
  'web-path': web({}, `/${PLAIN_TAG}/x`),
  'web-body': web(post({ body: `token=${PLAIN_TAG}` })),
  'web-body-lines': web(post({ body: LINES_TAG })),
  'web-json': web(post({ jsonBody: { token: PLAIN_TAG, key: LINES_TAG } })),
  'web-oauth2': web(oauth2),
};
const PROMETHEUS: Readonly<Record<string, Provider>> = {
  'prometheus-header': prometheus(header(PLAIN_TAG)),
  'prometheus-query': prometheus({}, `up{token='${PLAIN_TAG}'}`),
  'prometheus-query-lines': prometheus({}, `up{token='${LINES_TAG}'}`),
  'prometheus-basic': prometheus({ authentication: { basicAuth: { username: 'me', password: PLAIN_TAG } } }),
  'prometheus-oauth2': prometheus(oauth2),
};
/** Their addresses are in Secrets of the controller. */
const systemsOf = (way: string, form: string): Readonly<Record<string, object>> => ({
  [`datadog-v1-${way}-${form}`]: { datadog: { query: 'up', secretRef: { name: `datadog-${way}-${form}` } } },
  [`datadog-v2-${way}-${form}`]: {
    datadog: { apiVersion: 'v2', query: 'up', secretRef: { name: `datadog-${way}-${form}` } },
  },
  [`new-relic-${way}-${form}`]: { newRelic: { profile: `newrelic-${way}-${form}`, query: 'SELECT 1' } },
});

const pairs = (ways: readonly string[]) => ways.flatMap((way) => Object.keys(FORMS).map((form) => ({ way, form })));
const EVERY_WAY = pairs(Object.keys(WAYS));

/** Each measured once, whatever comes of the others. */
const run = (name: string, providers: Readonly<Record<string, object>>) => ({
  ...{ apiVersion: API, kind: 'AnalysisRun', metadata: { name, namespace: NAMESPACE } },
  spec: {
    ...{ args: ARGS, dryRun: [{ metricName: '.*' }] },
    metrics: Object.entries(providers).map(([metric, provider]) => ({
      ...{ name: metric, consecutiveErrorLimit: 0, successCondition: 'asFloat(result) < 1', provider },
    })),
  },
});

const runsAt = (address: string): readonly object[] => [
  ...Object.entries({ ...WEB, ...PROMETHEUS }).map(([name, provider]) => {
    const all = EVERY_WAY.map(({ way, form }) => [`${way}-${form}`, provider(`${address}/${way}/${form}`)]);
    return run(name, Object.fromEntries(all));
  }),
  ...Object.keys(WAYS).map((way) => {
    const all = Object.keys(FORMS).map((form) => systemsOf(way, form));
    return run(`own-${way}`, Object.assign({}, ...all));
  }),
];

const secretsAt = (address: string): readonly object[] =>
  EVERY_WAY.flatMap(({ way, form }) => {
    const keys = { 'api-key': `${OWN[0]}/${OWN[1]}`, 'app-key': `${OWN[2]}\n` };
    const at = `${address}/${way}/${form}`;
    const account = { 'account-id': '123', 'personal-api-key': keys['api-key'], 'base-url-nerdgraph': at };
    return [
      secret(OWN_NAMESPACE, `datadog-${way}-${form}`, { ...keys, address: at }),
      secret(OWN_NAMESPACE, `newrelic-${way}-${form}`, account),
    ];
  });

const judgedAt = (address: string): readonly object[] => [
  {
    ...{ apiVersion: API, kind: 'AnalysisTemplate', metadata: { name: 'fault', namespace: NAMESPACE } },
    spec: {
      args: ARGS,
      metrics: [
        {
          ...{ name: 'fault', consecutiveErrorLimit: 0 },
          provider: prometheus(header(PLAIN_TAG), `up{token='${LINES_TAG}'}`)(`${address}/fault/raw`),
        },
      ],
    },
  },
  {
    ...{ apiVersion: API, kind: 'Rollout', metadata: { name: 'web', namespace: NAMESPACE } },
    spec: {
      ...{ replicas: 1, selector: { matchLabels: LABELS } },
      template: { metadata: { labels: LABELS }, spec: { containers: [{ name: 'main', image: 'web:1' }] } },
      strategy: { canary: { steps: [{ analysis: { templates: [{ templateName: 'fault' }], args: ARGS } }] } },
    },
  },
];

/** With what Base64 in it says, wherever it begins. */
function decoded(text: string): string {
  const runs = text.match(/[\w+/-]{9,}/g) ?? [];
  const said = [...new Set(runs)].flatMap((one) =>
    [0, 1, 2, 3].map((from) => Buffer.from(one.slice(from), 'base64').toString('latin1')),
  );
  return `${text}\n${said.join('\n')}`;
}

/** Parts of secrets that a text tells. */
function toldBy(text: string): readonly string[] {
  const all = decoded(text);
  const parts = WORDS.flatMap((word) =>
    Array.from({ length: word.length - TELLING + 1 }, (_, from) => word.slice(from, from + TELLING)),
  );
  return parts.filter((part) => all.includes(part));
}

const around = (text: string, part: string): string => {
  const at = text.indexOf(part);
  return at < 0 ? `${part} in Base64` : text.slice(Math.max(0, at - 150), at + 50);
};

it('a secret goes to those who are asked, and nobody else ever reads any of it', async () => {
  const { address, heard } = await startEcho();
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: OWN_NAMESPACE } };
  const secrets = [namespace, secret(NAMESPACE, 'given', VALUES), ...secretsAt(address)];
  const runs = runsAt(address);
  const { client, read, page } = startReadable([...secrets, ...judgedAt(address), ...runs]);

  const found = async () => {
    const all: RunObject[] = [];
    for await (const { items } of client.list(RUNS, {})) all.push(...(items as unknown as RunObject[]));
    return all;
  };
  const rollout = async () => ((await client.get(ROLLOUT)) as RolloutObject | undefined)?.status;
  await eventually('the first version', async () => (await rollout())?.phase === 'Healthy');
  const change = { spec: { template: { spec: { containers: [{ name: 'main', image: 'web:2' }] } } } };
  await client.patch(ROLLOUT, { merge: change }, BY);
  await eventually('the abort', async () => (await rollout())?.abort === true);
  await eventually('all runs have ended', async () =>
    (await found()).every(({ status }) => status?.completedAt !== undefined),
  );

  const ended = await found();
  expect(ended).toHaveLength(runs.length + 1);
  const measured = ended.flatMap(({ status }) => status?.metricResults ?? []);
  expect(measured.filter(({ measurements }) => measurements?.length === 1)).toHaveLength(measured.length);
  for (const word of WORDS) expect(heard.filter((one) => one.includes(word)).length).toBeGreaterThan(EVERY_WAY.length);
  expect(new Set(toldBy(heard.join('\n'))).size).toBeGreaterThan(WORDS.length);

  const recording = recordingOf(await observedRollout({ client, namespace: NAMESPACE }, 'web'));
  const readable = {
    ...{ runs: JSON.stringify(ended), rollout: JSON.stringify(await client.get(ROLLOUT)), recording },
    ...{ said: read.join('\n'), metrics: await page() },
  };
  expect(readable.rollout).toContain('*****');
  expect(readable.said).toContain('"kind":"AnalysisRun"');
  const told = Object.entries(readable).flatMap(([where, text]) =>
    toldBy(text).map((part) => `${where}: ${around(text, part)}`),
  );
  expect(told).toEqual([]);
});

/** Analyses with secrets before systems that repeat all they are sent, and everything that people can read of it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../controller/config.ts';
import { reconcilersFor } from '../../controller/reconcilers.ts';
import { httpClient } from '../../controller/runtime/http.ts';
import { createLog } from '../../controller/runtime/log.ts';
import { Manager } from '../../controller/runtime/manager.ts';
import { measurementMetrics } from '../../controller/runtime/measurement-metrics.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import type { Reconciler } from '../../controller/runtime/reconciler.ts';
import { RolloutMetrics } from '../../controller/runtime/rollout-metrics.ts';
import { runWitnesses } from '../../controller/runtime/run-metrics.ts';
import { samplerOf } from '../../controller/runtime/sampling.ts';
import { definitions } from '../../crds/definitions.ts';
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { KubeObject } from '../../kube/types.ts';
import { seed } from '../../sandbox/bootstrap.ts';
import { startControllers } from '../../sandbox/controllers/start.ts';
import { inProcess } from '../../sandbox/in-process.ts';
import { startNodes } from '../../sandbox/nodes/start.ts';
import { ApiServer } from '../../sandbox/server/api-server.ts';
import { Store } from '../../sandbox/store/store.ts';

export const NAMESPACE = 'default';
/** Where the controller's own Secrets are. */
export const OWN_NAMESPACE = 'sluice';

type Form = (text: string) => string;

const ascii = (text: string): string =>
  JSON.stringify(text).replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const go = (text: string): string =>
  JSON.stringify(text).replaceAll('&', '\\u0026').replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
/** Longer by so much that what follows is cut somewhere. */
const after =
  (characters: number): Form =>
  (text) =>
    '.'.repeat(characters) + text;

/** How systems repeat what they were sent. */
export const FORMS: Readonly<Record<string, Form>> = {
  raw: (text) => text,
  json: (text) => JSON.stringify({ asked: text }),
  'json-in-json': (text) => JSON.stringify({ asked: JSON.stringify(text) }),
  go,
  ascii,
  uri: encodeURIComponent,
  form: (text) => new URLSearchParams({ text }).toString(),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  after160: after(160),
  after173: after(173),
  after186: after(186),
  after780: (text) => ' '.repeat(780) + text,
};

/** With which status, and within what. */
export const WAYS: Readonly<Record<string, (said: string) => readonly [status: number, body: string]>> = {
  text: (said) => [200, said],
  refusal: (said) => [401, said],
  fault: (said) => [500, said],
  json: (said) => [200, JSON.stringify({ echo: said })],
  error: (said) => [422, JSON.stringify({ status: 'error', errorType: 'bad_data', error: said, errors: [said] })],
  warning: (said) => {
    const result = [{ metric: { said }, value: [0, '1'] }];
    return [200, JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, warnings: [said] })];
  },
};

export interface Echo {
  readonly address: string;
  /** All that it was sent, as it came. */
  readonly heard: string[];
}

/** `ADDRESS/way/form/...` repeats the request: each part of it, decoded and as it came. */
export async function startEcho(): Promise<Echo> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    const [, way = '', form = ''] = request.url?.split(/[/?]/) ?? [];
    const parts = await partsOf(request);
    heard.push(parts.join('\n'));
    const said = (FORMS[form] ?? String)(parts.join(' '));
    const [status, body] = (WAYS[way] ?? (() => [404, '']))(said);
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard };
}

const TELLING = ['x-token', 'authorization', 'dd-api-key', 'dd-application-key', 'api-key'];

async function partsOf(request: IncomingMessage): Promise<readonly string[]> {
  const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
  const headers = TELLING.flatMap((name) => request.headers[name] ?? []).map(String);
  const { pathname = '', searchParams = [] } = new URL(request.url ?? '/', 'http://host');
  const decoded = [...headers, ...new URLSearchParams(body).values(), ...[...searchParams].map(([, value]) => value)];
  const path = pathname.split('/').slice(3).join('/');
  return [...decoded.filter(Boolean), decodeURIComponent(path), body, request.url ?? ''];
}

/** All of the cluster but Secrets, and all that the controller says, decides and sees. */
export function startReadable(objects: readonly object[]) {
  const server = new ApiServer({ store: new Store({ history: 20_000 }), clock, random: Math.random });
  seed(server, [...definitions(), ...objects] as readonly unknown[] as KubeObject[]);
  const means = { transport: inProcess(server), clock, random: Math.random };
  const client = new ApiClient(means);
  const http = httpClient({ monotonic: clock.monotonic });
  const metrics = new Metrics();
  const { onSample, stored } = measurementMetrics(metrics.registry);
  const read: string[] = [];
  const log = createLog('debug', { write: (line) => read.push(line) });
  const sampler = samplerOf({
    ...{ client, http, clock, namespace: OWN_NAMESPACE, env: {}, onSample },
    aws: { signed: () => Promise.reject(new Error('no keys')) },
    plugins: { ask: () => Promise.resolve({ refused: 'is none of ours' }) },
  });
  const reconcilers = reconcilersFor(readConfig([], {}), {
    ...{ served: { hasSlices: true, routing: [] }, controlNamespace: OWN_NAMESPACE, sampler },
    witness: new RolloutMetrics(metrics.registry, clock.monotonic),
    witnesses: runWitnesses(metrics.registry, clock.monotonic, stored),
  });
  const manager = new Manager({
    ...{ client, clock, random: Math.random, log, metrics, dryRun: false },
    effects: sampler.effects,
    reconcilers: reconcilers.map((one) => overheard(one, read)),
    ownership: { shardOf: () => 0, owns: () => true },
    isStandby: () => false,
    announce: (about, notice) => read.push(JSON.stringify([about, notice])),
    fieldManager: 'sluice-rollout',
  });
  manager.start();
  const parts = [startControllers(means), startNodes({ ...means, readyAfter: 100 }), manager];
  onTestFinished(async () => {
    sampler.close();
    await Promise.all(parts.map((one) => one.stop()));
    http.close();
  });
  const page = async () => `${await metrics.registry.metrics()}\n${await manager.text()}`;
  return { client, read, page };
}

/** What was seen and what is to be done, as a recording would have them. */
const overheard = (one: Reconciler, read: string[]): Reconciler => ({
  ...one,
  decide: (snapshot) => {
    const plan = one.decide(snapshot);
    read.push(JSON.stringify([snapshot, plan], inFull));
    return plan;
  },
});

const inFull = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);

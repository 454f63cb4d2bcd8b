/** The controller process: settings in, a cluster found, until it is told to stop. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../kube/access.ts';
import { ApiClient } from '../kube/api.ts';
import type { CallOutcome } from '../kube/calls.ts';
import type { Client } from '../kube/client.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { type HttpTransport, httpTransport } from '../kube/http.ts';
import type { Config } from './config.ts';
import type { Around } from './reconcilers.ts';
import { reviewOf } from './rollout/validation/review.ts';
import type { Effect } from './runtime/act.ts';
import { awsCredentials } from './runtime/aws-credentials.ts';
import { loadBalancers } from './runtime/aws-load-balancers.ts';
import { Controller } from './runtime/controller.ts';
import { reportLostFields } from './runtime/definitions.ts';
import { httpClient } from './runtime/http.ts';
import { createLog, type Log } from './runtime/log.ts';
import { measurementMetrics } from './runtime/measurement-metrics.ts';
import { Metrics } from './runtime/metrics.ts';
import { namespacesOf } from './runtime/namespaces.ts';
import { pluginDirectory } from './runtime/plugin-directory.ts';
import type { Reconciler } from './runtime/reconciler.ts';
import { RolloutMetrics, registerBuild } from './runtime/rollout-metrics.ts';
import { runWitnesses } from './runtime/run-metrics.ts';
import { type SamplingMeans, samplerOf } from './runtime/sampling.ts';
import { servedBy } from './runtime/served.ts';
import { type Serving, serve } from './runtime/servers.ts';
import { webhookServer } from './runtime/webhook.ts';

export interface Process {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process shall end. */
  readonly signal: AbortSignal;
  readonly reconcilers: (config: Config, around: Around) => readonly Reconciler[];
  readonly effects: Readonly<Record<string, Effect>>;
}

/** Put in by the build. */
declare const SLUICE_VERSION: string | undefined;
const VERSION = typeof SLUICE_VERSION === 'undefined' ? 'source' : SLUICE_VERSION;
const LEASE_CONNECTIONS = 4;
/** Milliseconds, well below the time for which a lease lasts. */
const LEASE_DEADLINE = 3_000;

/** Resolves when everything has ended after the signal; rejects with one line if it cannot start. */
export async function runController(process: Process): Promise<void> {
  const { config, env } = process;
  const access = await loadAccess({ kubeconfig: config.kubeconfig, context: config.context, env, clock });
  const transport = httpTransport(access, { clock });
  const leases = httpTransport(access, { clock, connections: LEASE_CONNECTIONS });
  try {
    await runAt(access, { transport, leases }, process);
  } finally {
    await Promise.all([transport.close(), leases.close()]);
  }
}

type Transports = Readonly<Record<'transport' | 'leases', HttpTransport>>;

async function runAt(access: Access, { transport, leases }: Transports, process: Process): Promise<void> {
  const { config, signal, reconcilers, effects } = process;
  const log = createLog(config['log-level']);
  const metrics = new Metrics();
  registerBuild(metrics.registry, VERSION);
  const calls = { transport: transport.send, clock, random: Math.random };
  const onOutcome = (outcome: CallOutcome) => metrics.call(outcome);
  const client = new ApiClient({ ...calls, onOutcome });
  const leaseClient = new ApiClient({ ...calls, transport: leases.send, deadline: LEASE_DEADLINE, onOutcome });
  await assertKubernetes(client, access.server);

  const namespaces = await namespacesOf(config, access.namespace, client);
  const { control: controlNamespace, leases: namespace } = namespaces;
  const identity = identityOf(hostname());
  const witness = new RolloutMetrics(metrics.registry, clock.monotonic);
  const { onSample, stored } = measurementMetrics(metrics.registry);
  const witnesses = runWitnesses(metrics.registry, clock.monotonic, stored);
  const plugins = pluginDirectory({ client, namespace, clock });
  const outside = outsideOf(process.env, { client, namespace, plugins, onSample });
  const around = { served: await servedBy(client), witness, witnesses, controlNamespace, ...outside.offers };
  const means = {
    ...calls,
    effects: { ...effects, ...plugins.effects, ...outside.offers.sampler.effects },
    reconcilers: reconcilers(config, { ...around, plugins }),
    client,
    leaseClient,
    log,
    metrics,
    config,
    identity,
    leaseNamespace: namespace,
  };
  const controller = new Controller(means);
  const servers = await serversOf(controller, config, log);
  log.info({ server: access.server, identity, ...namespaces, shards: config.shards }, 'controller starts');
  void reportLostFields(client, log);
  controller.start();
  await aborted(signal);
  log.info({}, 'controller stops');
  await controller.stop();
  await Promise.all([plugins, outside, ...servers].map((one) => one.close()));
}

/** What lies beyond the cluster. Nobody is asked for anything until somebody wants to know. */
function outsideOf(env: Process['env'], means: Pick<SamplingMeans, 'client' | 'namespace' | 'plugins' | 'onSample'>) {
  const http = httpClient({ monotonic: clock.monotonic });
  const { send } = http;
  const aws = awsCredentials({ env, send, clock });
  const sampler = samplerOf({ ...means, http, aws, clock, env });
  const close = () => {
    sampler.close();
    http.close();
  };
  return { offers: { targetGroups: loadBalancers({ aws, send, env, clock }), sampler }, close };
}

/** Of this process and no other, fit for the name of a lease. */
function identityOf(host: string): string {
  const name = host.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${name.replace(/^-/, '').slice(0, 200)}-${randomBytes(4).toString('hex')}`.replace(/^-/, '');
}

/** Asks for what only those may see whom the server knows, so that a wrong server or an old token shows at once. */
async function assertKubernetes(client: Client, server: string): Promise<void> {
  const answer = await client.read('/apis').catch((error: unknown) => {
    throw error instanceof SyntaxError ? notKubernetes(server) : error;
  });
  if ((answer as { kind?: string } | undefined)?.kind !== 'APIGroupList') throw notKubernetes(server);
}

const notKubernetes = (server: string): Error => new Error(`${server}: this is not a Kubernetes API server`);

/** Health comes last: who hears there that this is ready may count on the others. */
async function serversOf(controller: Controller, config: Config, log: Log): Promise<Serving[]> {
  const open: Serving[] = [];
  try {
    open.push(await serve('metrics', config['metrics-port'], controller.measurements()));
    const webhook = await webhookOf(config, log);
    if (webhook) open.push(webhook);
    open.push(await serve('health', config['health-port'], controller.health()));
    if (webhook) log.info({ port: webhook.port }, 'webhook listens');
    return open;
  } catch (error) {
    await Promise.all(open.map((server) => server.close()));
    throw error;
  }
}

/** Of every replica, whatever it owns: a review needs nothing but the object. */
async function webhookOf(config: Config, log: Log): Promise<Serving | undefined> {
  const { 'webhook-port': port, 'webhook-cert-dir': folder } = config;
  if (port === undefined || folder === undefined) return undefined;
  const tls = { key: join(folder, 'tls.key'), cert: join(folder, 'tls.crt') };
  return await webhookServer({ port, tls, review: reviewOf, clock, log });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A whole cluster in one process: API server, its socket, the controllers every cluster has, and its memory on disk. */
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../kube/clock.ts';
import { seed } from './bootstrap.ts';
import { selfSigned } from './certificate.ts';
import { type Controllers, startControllers } from './controllers/start.ts';
import { type Listening, listen } from './http.ts';
import { inProcess } from './in-process.ts';
import { kubeconfigFor } from './kubeconfig-for.ts';
import { logSource } from './nodes/logs.ts';
import { type Nodes, startNodes } from './nodes/start.ts';
import { type ServedTraffic, type ServedTrafficOptions, serveTraffic } from './served-traffic.ts';
import { ApiServer } from './server/api-server.ts';
import { loadState, saveState } from './state-file.ts';
import { Store } from './store/store.ts';

export interface SandboxOptions {
  /** 0 for any that is free. */
  readonly port: number;
  readonly tls: boolean;
  /** File that the cluster is read from and saved to. */
  readonly state?: string | undefined;
  /** Applied at start, unless they are there. */
  readonly objects: readonly object[];
  /** Simulated nodes that run pods; without them pods stay Pending. */
  readonly nodes?: number;
  /** Simulated requests, sent where the cluster's objects say, and the metrics of them. */
  readonly traffic?: ServedTrafficOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Changes that are remembered for each resource: beyond, watches are told that history is lost. */
const HISTORY = 4_000;
const SAVE_EVERY_MS = 10_000;

export class Sandbox {
  readonly url: string;
  readonly kubeconfig: string;
  readonly server: ApiServer;
  /** Where it is reached, if there is any. */
  readonly traffic: Pick<ServedTraffic, 'gatewayUrl' | 'metricsUrl'> | undefined;
  private readonly options: SandboxOptions;
  private readonly listening: Listening;
  private readonly controllers: Controllers;
  private readonly nodes: Nodes | undefined;
  private readonly served: ServedTraffic | undefined;
  private saved: number;
  private cancel: () => void = () => undefined;
  private saving: Promise<void> = Promise.resolve();

  private constructor(options: SandboxOptions, parts: Parts) {
    this.options = options;
    this.server = parts.server;
    this.listening = parts.listening;
    this.controllers = parts.controllers;
    this.nodes = parts.nodes;
    this.served = parts.served;
    this.traffic = parts.served;
    this.url = parts.listening.url;
    this.kubeconfig = parts.kubeconfig;
    this.saved = parts.saved;
    if (options.state !== undefined) this.saveLater();
  }

  static async start(options: SandboxOptions): Promise<Sandbox> {
    const { clock, random, state } = options;
    const loaded = state === undefined ? undefined : await loadState(state, HISTORY);
    const store = loaded ?? new Store({ history: HISTORY });
    const logs = logSource(clock, ({ metadata }) => store.get('pods', metadata.namespace ?? '', metadata.name)?.object);
    const server = new ApiServer({ store, clock, random, ...(options.nodes && { logs }) });
    const saved = loaded?.revision ?? 0;
    seed(server, options.objects);
    const tls = options.tls ? { ...selfSigned(clock.now()), token: randomBytes(24).toString('base64url') } : undefined;
    const listening = await listen(server, { port: options.port, ...(tls && { tls }) });
    const means = { transport: inProcess(server), clock, random, onProblem: options.onProblem };
    const served = options.traffic && (await trafficOr(() => listening.close(), means, options.traffic));
    const controllers = startControllers({
      ...means,
      ...(tls && { certificates: tls.certificate }),
      ...(served && { usage: served.usage }),
    });
    const nodes = options.nodes ? startNodes({ ...means, nodes: options.nodes }) : undefined;
    return new Sandbox(options, {
      server,
      listening,
      controllers,
      nodes,
      served,
      saved,
      kubeconfig: kubeconfigFor(listening.url, tls),
    });
  }

  /** Finishes what is in hand, and saves. */
  async stop(): Promise<void> {
    this.cancel();
    await this.served?.stop();
    await this.nodes?.stop();
    await this.controllers.stop();
    await this.listening.close();
    await this.saving;
    await this.save();
  }

  private saveLater(): void {
    this.cancel = this.options.clock.after(SAVE_EVERY_MS, () => {
      this.saving = this.save().catch((error: unknown) => this.options.onProblem('state is not saved', error));
      this.saveLater();
    });
  }

  private async save(): Promise<void> {
    const { state } = this.options;
    const { store } = this.server;
    const { revision } = store;
    if (state === undefined || revision === this.saved) return;
    await saveState(state, store);
    this.saved = revision;
  }
}

/** A port that is in use leaves nothing open behind. */
async function trafficOr(
  close: () => Promise<void>,
  ...[means, options]: Parameters<typeof serveTraffic>
): Promise<ServedTraffic> {
  try {
    return await serveTraffic(means, options);
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts {
  readonly server: ApiServer;
  readonly listening: Listening;
  readonly controllers: Controllers;
  readonly nodes: Nodes | undefined;
  readonly served: ServedTraffic | undefined;
  readonly kubeconfig: string;
  /** The revision that is on disk; 0 if none is. */
  readonly saved: number;
}

/** A real Prometheus that scrapes the running pods of a namespace, and can be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../kube/types.ts';
import { METRICS_PATH } from './analysis-shop.testkit.ts';
import { startWatcher } from './traffic-watch.testkit.ts';
import { sleep } from './visitor.testkit.ts';

export interface Scraper {
  readonly address: string;
  /** As a crash would end it: nobody listens any more. */
  kill(): Promise<void>;
  /** Resolves once it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PODS = { apiVersion: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
const HASH = 'rollouts-pod-template-hash';
const PORT = 8080;
const LISTEN = '127.0.0.1';

interface Place {
  readonly kubeconfig: string;
  readonly namespace: string;
}

export async function startScraper(binary: string, place: Place): Promise<Scraper> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-scraper-'));
  const discovery = await startDiscovery(place);
  const config = join(folder, 'config.yaml');
  writeFileSync(config, JSON.stringify(settings(discovery.url)));
  const address = `${LISTEN}:${await freePort()}`;
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const end = once(child, 'exit');
    child.kill('SIGKILL');
    await end;
  };
  const start = async () => {
    child = spawn(binary, [...flags, `--web.listen-address=${address}`], { stdio: 'ignore' });
    await answering(`http://${address}/-/ready`);
  };
  await start();
  return {
    ...{ address: `http://${address}`, kill, start },
    async stop() {
      await kill();
      await discovery.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

const settings = (url: string) => ({
  global: { scrape_interval: '1s' },
  scrape_configs: [
    { job_name: 'pods', metrics_path: METRICS_PATH, http_sd_configs: [{ url, refresh_interval: '1s' }] },
  ],
});

interface Pod extends KubeObject {
  readonly status?: { readonly podIP?: string };
}

/** The addresses of the pods that are there, with their revisions, for whoever asks by HTTP. */
async function startDiscovery({ kubeconfig, namespace }: Place) {
  const watcher = await startWatcher(kubeconfig, namespace);
  const pods = await watcher.follow(PODS, () => {});
  const server = createServer((_, response) => {
    const groups = (pods.all() as readonly Pod[]).flatMap(({ metadata, status }) => {
      const [hash, ip] = [metadata.labels?.[HASH], status?.podIP];
      const labels = { pod: metadata.name, rollouts_pod_template_hash: hash ?? '' };
      return hash === undefined || ip === undefined ? [] : [{ targets: [`${ip}:${PORT}`], labels }];
    });
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(groups));
  });
  const url = await listening(server);
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await watcher.stop();
  };
  return { url, stop };
}

/** Resolves with where it listens. */
export async function listening(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, LISTEN, resolve));
  return `http://${LISTEN}:${(server.address() as AddressInfo).port}`;
}

/** Where nobody listens now. */
export async function freePort(): Promise<string> {
  const server = createServer();
  const { port } = new URL(await listening(server));
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  throw new Error(`no answer from ${url}`);
}

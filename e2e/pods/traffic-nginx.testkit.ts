/** A real nginx before running pods, which reads its configuration again whenever Ingresses or Endpoints change. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type NginxPlace, nginxConfig } from './traffic-nginx-config.testkit.ts';
import { ended, type Running } from './traffic-processes.testkit.ts';
import { startWatcher } from './traffic-watch.testkit.ts';
import { sleep } from './visitor.testkit.ts';

export interface NginxOptions {
  readonly program: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly host: string;
}

export interface Nginx extends Running {
  /** How often it has read its configuration again. */
  reloads(): number;
}

const INGRESSES = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', plural: 'ingresses', namespaced: true };
const ENDPOINTS = { apiVersion: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true };
const run = promisify(execFile);

export const isNginx = (program: string): boolean => spawnSync(program, ['-v']).status === 0;

export async function startNginx({ program, kubeconfig, namespace, host }: NginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-nginx-'));
  const port = await freePort();
  const server = nginxIn({ folder, port }, program);
  const watcher = await startWatcher(kubeconfig, namespace);
  let written: string | undefined;
  let reloads = -1;
  const render = async () => {
    const sight = { host, ingresses: ingresses.all(), endpoints: endpoints.all() };
    const config = nginxConfig(sight, { folder, port });
    if (config === undefined || config === written) return;
    written = config;
    await server.obey(config);
    reloads++;
  };
  // One at a time: what changes meanwhile is seen by the next.
  let rendering: Promise<void> = Promise.resolve();
  const onChange = () => {
    rendering = rendering.then(() => (isKnown ? render() : undefined));
  };
  let isKnown = false;
  const ingresses = await watcher.follow(INGRESSES, onChange);
  const endpoints = await watcher.follow(ENDPOINTS, onChange);
  isKnown = true;
  onChange();
  return {
    url: `http://127.0.0.1:${port}`,
    reloads: () => reloads,
    async stop() {
      await watcher.stop();
      await rendering;
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function nginxIn({ folder }: NginxPlace, program: string) {
  const file = join(folder, 'nginx.conf');
  const words = ['-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  let child: ChildProcess | undefined;
  return {
    /** Starts with this configuration, or goes on with it. */
    async obey(config: string): Promise<void> {
      writeFileSync(file, config);
      if (child) {
        await run(program, [...words, '-s', 'reload']);
        return;
      }
      const user = process.getuid?.() === 0 ? 'user root; ' : '';
      child = spawn(program, [...words, '-g', `${user}daemon off;`], { stdio: ['ignore', 'inherit', 'inherit'] });
      await once(child, 'spawn');
      while (!existsSync(join(folder, 'pid')) && child.exitCode === null) await sleep(10);
    },
    stop: () => (child ? ended(child) : Promise.resolve()),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

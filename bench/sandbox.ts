/** How soon the sandbox is ready, and how many writes a second it takes while watches are open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { row, type Spread, spreadOf } from './measure.ts';
import { rolloutOf } from './rollout.ts';

const STARTS = 7;
const NAMESPACES = 20;
const WATCHES = 200;
const WRITES = 4_000;
const CONNECTIONS = 16;

interface Server {
  readonly url: string;
  /** Milliseconds until it said that it is ready. */
  readonly ready: number;
  stop(): Promise<void>;
}

export async function sandbox(): Promise<void> {
  const starts: number[] = [];
  for (let one = 0; one < STARTS; one++) {
    const server = await started();
    starts.push(server.ready);
    await server.stop();
  }
  console.log(row('  time to ready, definitions and demo included', spreadOf(starts), 'ms', 'aim 1500 ms'));
  await writes('ConfigMaps of 1 KB, 10 of 200 watches match', configMaps(), WATCHES / NAMESPACES, 'aim 2000');
  await writes('ConfigMaps of 1 KB, all 200 watches match', configMaps(), WATCHES, '');
  await writes('status of Rollouts of 4 KB, 10 of 200 match', rollouts(), WATCHES / NAMESPACES, '');
}

function started(...flags: readonly string[]): Promise<Server> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['dist/sluice.js', 'sandbox', '--port', '0', '--no-controller', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code} before it was ready`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /is ready at (http:\/\/[\d.:]+\d)/.exec(said)?.[1];
      if (url) resolve({ url, ready: performance.now() - begun, stop: () => stopped(child) });
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('exit').once('exit', () => resolve());
    child.kill('SIGINT');
  });
}

/** What is written: objects to begin with, and the requests that change them. */
interface Load {
  readonly collection: (namespace: string) => string;
  readonly object: (namespace: string) => object;
  readonly change: (namespace: string, turn: number) => { readonly path: string; readonly body: object };
}

const NAME = 'load';

function configMaps(): Load {
  const collection = (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps`;
  const filling = 'x'.repeat(900);
  return {
    collection,
    object: () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: NAME }, data: { filling, turn: '' } }),
    change: (namespace, turn) => ({ path: `${collection(namespace)}/${NAME}`, body: { data: { turn: String(turn) } } }),
  };
}

function rollouts(): Load {
  const collection = (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`;
  const { spec } = rolloutOf(4096);
  return {
    collection,
    object: () => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: NAME }, spec }),
    change: (namespace, turn) => ({
      path: `${collection(namespace)}/${NAME}/status`,
      body: { status: { readyReplicas: turn, message: `turn ${turn}` } },
    }),
  };
}

/** A client that keeps its connections, and one for each watch. */
async function writes(what: string, load: Load, matching: number, aim: string): Promise<void> {
  const server = await started('--nodes', '0', '--no-traffic');
  const pool = new Pool(server.url, { connections: CONNECTIONS });
  const spaces = Array.from({ length: NAMESPACES }, (_, one) => `bench-${one}`);
  for (const name of spaces) {
    await sent(pool, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await sent(pool, 'POST', load.collection(name), load.object(name));
  }
  const written = matching === WATCHES ? spaces.slice(0, 1) : spaces;
  const watching = watches(server.url, load, written);
  await watching.open;
  const begun = performance.now();
  const times = await changes(pool, load, written);
  const seconds = (performance.now() - begun) / 1000;
  await watching.heard(WRITES * matching);
  const last = (performance.now() - begun) / 1000;
  report(what, { times, seconds, last, aim });
  watching.close();
  await pool.close();
  await server.stop();
}

interface Result {
  readonly times: readonly number[];
  readonly seconds: number;
  readonly last: number;
  readonly aim: string;
}

function report(what: string, { times, seconds, last, aim }: Result): void {
  const { p50, p99 }: Spread = spreadOf(times);
  console.log(
    `  ${what}: ${(WRITES / seconds).toFixed(0)} writes a second (${aim || 'no aim'}), p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; all events heard after ${last.toFixed(2)} s of ${seconds.toFixed(2)} s`,
  );
}

async function changes(pool: Pool, load: Load, spaces: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < WRITES) {
      const turn = next++;
      const { path, body } = load.change(spaces[turn % spaces.length] ?? '', turn);
      const start = performance.now();
      await sent(pool, 'PATCH', path, body);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return times;
}

const TYPES: Readonly<Record<string, string>> = { PATCH: 'application/merge-patch+json', POST: 'application/json' };

async function sent(pool: Pool, method: 'POST' | 'PATCH', path: string, body: object): Promise<void> {
  const headers = { 'content-type': TYPES[method] ?? '' };
  const answer = await pool.request({ method, path, headers, body: JSON.stringify(body) });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
}

/** 200 watches, shared out among the namespaces. */
function watches(url: string, load: Load, spaces: readonly string[]) {
  const pool = new Pool(url, { connections: WATCHES, bodyTimeout: 0 });
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  let lines = 0;
  let wake = () => {};
  const opened = Array.from({ length: WATCHES }, async (_, one) => {
    const path = `${load.collection(spaces[one % spaces.length] ?? '')}?watch=1&resourceVersion=0`;
    const { body } = await pool.request({ method: 'GET', path, signal: stop.signal });
    body.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) lines++;
      wake();
    });
    body.on('error', () => {});
  });
  return {
    open: Promise.all(opened),
    /** The first event of each watch says what was there. */
    heard: (events: number) =>
      new Promise<void>((resolve) => {
        wake = () => {
          if (lines >= events + WATCHES) resolve();
        };
        wake();
      }),
    close: () => stop.abort(),
  };
}

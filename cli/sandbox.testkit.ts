/** Runs the bundled `sluice sandbox` in a folder of its own, and asks it as our own client does. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { httpTransport } from '../kube/http.ts';

export const DEADLINE = 90_000;

interface Home {
  readonly folder: string;
  /** Where the sandbox puts what is temporary. */
  readonly temporary: string;
  readonly children: ChildProcess[];
}

interface Running {
  readonly child: ChildProcess;
  /** What it has said so far. */
  said(): { stdout: string; stderr: string };
  /** Resolves when it is ready or has ended. */
  readonly ready: Promise<void>;
  readonly end: Promise<{ status: number | null; stdout: string; stderr: string }>;
}

/** A folder with the program in it. */
export function newHome() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-sandbox-'));
  const home: Home = { folder, temporary: join(folder, 'tmp'), children: [] };
  mkdirSync(home.temporary);
  const run = (...arguments_: string[]) => running(home, arguments_);
  return {
    ...home,
    build() {
      execFileSync(process.execPath, ['--import', 'tsx', 'build.ts', join(folder, 'dist')]);
      copyFileSync('package.json', join(folder, 'package.json'));
    },
    run,
    started: (...arguments_: string[]) => answering(run('--port', '0', ...arguments_)),
    remove() {
      for (const child of home.children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

function running(home: Home, arguments_: readonly string[]): Running {
  const command = [join(home.folder, 'dist/sluice.js'), 'sandbox', ...arguments_];
  // Nothing of the environment but where programs are: no kubeconfig of whoever runs the tests.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home.folder, TMPDIR: home.temporary, FORCE_COLOR: '1' };
  const child = spawn(process.execPath, command, { env, cwd: home.folder, timeout: DEADLINE, killSignal: 'SIGKILL' });
  home.children.push(child);
  let [stdout, stderr] = ['', ''];
  const said = () => ({ stdout, stderr });
  const end = new Promise<Awaited<Running['end']>>((resolve) => {
    child.once('close', (status) => resolve({ status, ...said() }));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('Ctrl-C ends it.')) resolve();
    });
    void end.then(() => resolve());
  });
  return { child, said, ready, end };
}

/** One that answers: its kubeconfig, and how to end it. */
async function answering(running: Running) {
  await running.ready;
  const { stdout, stderr } = running.said();
  const kubeconfig = /export KUBECONFIG=(.+)/.exec(stdout)?.[1];
  if (kubeconfig === undefined) throw new Error(`the sandbox did not start: ${stderr}`);
  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    running.child.kill(signal);
    return running.end;
  };
  const addressOf = (name: string) => new RegExp(`${name}.* (http://127\\.0\\.0\\.1:\\d+)`).exec(stdout)?.[1] ?? '';
  return { ...running, kubeconfig, stop, gateway: addressOf('gateway'), metrics: addressOf('metrics') };
}

/** What a visitor of a site gets at the gateway. */
export function site(gateway: string, host: string): Promise<Pick<IncomingMessage, 'headers'> & { status: number }> {
  return new Promise((resolve, reject) => {
    get(gateway, { headers: { host } }, (answer) => {
      answer.resume();
      resolve({ headers: answer.headers, status: answer.statusCode ?? 0 });
    }).once('error', reject);
  });
}

/** The versions for which a query has a value. */
export async function versions(metrics: string, query: string): Promise<readonly string[]> {
  const answer = await fetch(`${metrics}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
  const { data } = (await answer.json()) as { data: { result: readonly { metric: { version: string } }[] } };
  return data.result.map(({ metric }) => metric.version);
}

interface Body {
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly uid: string };
  readonly items: readonly Body[];
}

/** Asks the way our own client does. */
export async function asked<T = Body>(
  kubeconfig: string,
  path: string,
  post?: object,
): Promise<{ status: number; body: T }> {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const how = post && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(post) };
  const signal = AbortSignal.timeout(DEADLINE);
  const { status, body } = await transport.send({ method: post ? 'POST' : 'GET', path, signal, ...how });
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  await transport.close();
  return { status, body: (text.startsWith('{') ? JSON.parse(text) : text) as T };
}

/** The first event after a version. */
export async function firstEvent(kubeconfig: string, path: string): Promise<unknown> {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(DEADLINE)]);
  const { body } = await transport.send({ method: 'GET', path, signal });
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString();
    if (text.includes('\n')) break;
  }
  stop.abort();
  await transport.close();
  return JSON.parse(text.slice(0, text.indexOf('\n')));
}

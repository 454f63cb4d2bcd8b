/** The bundled program as processes of their own, and what each of them costs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from './informers.ts';

/** Of the kernel's clock, a second. */
const TICKS = 100;
const PATIENCE = 15_000;

export interface Cost {
  /** Seconds of processor. */
  readonly cpu: number;
  /** Megabytes, now and at most. */
  readonly rss: number;
  readonly peak: number;
}

export interface Running {
  readonly said: () => string;
  cost(): Cost;
  stop(): Promise<void>;
}

export interface Program {
  readonly folder: string;
  /** `log` names the file that takes what it has to report. */
  start(arguments_: readonly string[], log: string): Running;
  remove(): Promise<void>;
}

/** `keep` is a folder for logs and for profiles of the processor, `built` a bundle that is there already. */
export function programOf({ keep, built }: { readonly keep?: string; readonly built?: string }): Program {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const running = new Set<Running>();
  if (built === undefined) {
    execFileSync(process.execPath, ['--import', 'tsx', 'build.ts', join(folder, 'dist')]);
    copyFileSync('package.json', join(folder, 'package.json'));
  }
  const main = built ?? join(folder, 'dist/sluice.js');
  const logs = keep ?? folder;
  mkdirSync(logs, { recursive: true });
  const start: Program['start'] = (arguments_, log) => {
    const profile = ['--cpu-prof', `--cpu-prof-name=${log}.cpuprofile`, `--cpu-prof-dir=${logs}`];
    const flags = keep === undefined ? [] : profile;
    const stdio = ['ignore', 'pipe', openSync(join(logs, `${log}.log`), 'w')] as const;
    // Nothing of the environment but where programs are: no settings of whoever runs the benches.
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, TMPDIR: folder };
    const child = spawn(process.execPath, [...flags, main, ...arguments_], { stdio: [...stdio], env });
    const one = runningOf(child, () => running.delete(one));
    running.add(one);
    return one;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended(running));
  const remove = async () => {
    await Promise.all([...running].map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, start, remove };
}

/** Whoever stops a bench wants its processes gone as well. What it made in a cluster stays there. */
function ended(running: ReadonlySet<Running>): void {
  void Promise.all([...running].map((one) => one.stop())).then(() => process.exit(1));
}

function runningOf(child: ChildProcess, onEnd: () => void): Running {
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.once('exit', onEnd);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const end = once(child, 'exit');
    if ((await Promise.race([end, sleep(PATIENCE)])) === undefined) child.kill('SIGKILL');
    await end;
  };
  return { said: () => said, cost: () => costOf(child.pid ?? 0), stop };
}

function costOf(pid: number): Cost {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program may hold spaces, what comes after it does not.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return {
    cpu: (Number(user) + Number(system)) / TICKS,
    rss: megabytes('VmRSS'),
    peak: megabytes('VmHWM'),
  };
}

/** One that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Processes that these tests start, and end by their ids. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

const GATEWAY = new URL('./traffic-gateway.testkit.ts', import.meta.url);
const PATIENCE = 10_000;

export async function startGateway(kubeconfig: string): Promise<Running> {
  const words = ['--import', 'tsx', fileURLToPath(GATEWAY), kubeconfig];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => ended(child);
  if (!child.stdout) throw new Error('it says nothing');
  for await (const url of createInterface(child.stdout)) return { url, stop };
  throw new Error(`the gateway ended with ${child.exitCode}`);
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  await end;
  clearTimeout(force);
}

/** A manager on a real cluster, behind a proxy that fails on request. */
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { httpTransport } from '../../kube/http.ts';
import { silent } from './log.ts';
import { Manager, type ManagerOptions } from './manager.ts';
import { Metrics } from './metrics.ts';
import type { Reconciler } from './reconciler.ts';

/** Access without credentials, as kubectl proxy gives it. */
const openAccess = (server: string, headers: Readonly<Record<string, string>>) => {
  const credentials = { headers, tls: {} };
  return { server, namespace: 'default', credentials: () => Promise.resolve(credentials), invalidate: () => {} };
};

export function clientAt(server: string, headers: Readonly<Record<string, string>> = {}) {
  const transport = httpTransport(openAccess(server, headers), { clock });
  const calls: string[] = [];
  const client = new ApiClient({
    transport: transport.send,
    clock,
    random: Math.random,
    onOutcome: ({ verb, kind, code }) => calls.push(`${verb} ${kind} ${code}`),
  });
  return { client, calls, close: () => transport.close() };
}

interface More extends Partial<ManagerOptions> {
  /** Of every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function managerAt(server: string, reconcilers: readonly Reconciler[], { headers, ...more }: More = {}) {
  const { client, calls, close } = clientAt(server, headers);
  const manager = new Manager({
    client,
    clock,
    random: Math.random,
    reconcilers,
    effects: {},
    ownership: { shardOf: () => 0, owns: () => true },
    isStandby: () => false,
    announce: () => {},
    fieldManager: 'toy',
    dryRun: false,
    log: silent,
    metrics: new Metrics(),
    ...more,
  });
  manager.start();
  return { manager, client, calls, stop: () => manager.stop().then(close) };
}

/** Waits until something holds; says what it was if it never does. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * One informer in a process of its own, ours or client-node's, so that their memory and processor time do not mix; or,
 * to compare with, nothing but JSON.parse and a Map. Started by bench/runtime.ts: tells when it is in sync and when it
 * has seen an event, and measures on request.
 */
import { CustomObjectsApi, makeInformer } from '@kubernetes/client-node';
import { systemClock as clock } from '../kube/clock.ts';
import { Informer } from '../kube/informer.ts';
import { rolloutOf } from './rollout.ts';
import { ourClient, ROLLOUTS, theirConfig } from './sides.ts';

const OBJECTS = 10_000;
const BYTES = 4096;

const [whose = '', server = '', coolAfter = ''] = process.argv.slice(2);
const seen = { events: 0, waiting: 0, throws: false, parse: () => {} };

const tell = (message: object) => process.send?.(message);

function onEvent(): void {
  seen.events++;
  if (seen.events === seen.waiting) tell({ reached: seen.waiting });
  if (seen.throws) {
    seen.throws = false;
    throw new Error('a handler that fails');
  }
}

async function ours(): Promise<void> {
  const client = ourClient(server);
  const informer = new Informer({
    client,
    clock,
    random: Math.random,
    resource: ROLLOUTS,
    silence: 10_000,
    ...(coolAfter && { coolAfter: Number(coolAfter) }),
    onChange: onEvent,
    onState: (state) => state === 'synced' && tell({ synced: informer.view.size }),
  });
  await Promise.resolve(informer.start());
}

async function theirs(): Promise<void> {
  const config = theirConfig(server);
  const { apiVersion, plural } = ROLLOUTS;
  const [group = '', version = ''] = apiVersion.split('/');
  const api = config.makeApiClient(CustomObjectsApi);
  const list = () => api.listClusterCustomObject({ group, version, plural });
  const informer = makeInformer(config, `/apis/${apiVersion}/${plural}`, list);
  informer.on('update', onEvent);
  informer.on('error', () => undefined);
  await informer.start();
  tell({ synced: informer.list().length });
}

/** Parses what a server would send, and keeps the last of each object. */
function parsing(): void {
  const kept = new Map<number, unknown>();
  const text = JSON.stringify({ type: 'MODIFIED', object: rolloutOf(BYTES) });
  for (let index = 0; index < OBJECTS; index++) kept.set(index, JSON.parse(text));
  seen.parse = () => {
    for (let event = 0; event < seen.waiting; event++) {
      kept.set(event % OBJECTS, JSON.parse(text));
      onEvent();
    }
  };
  tell({ synced: kept.size });
}

const sides: Readonly<Record<string, () => unknown>> = { ours, 'client-node': theirs, 'JSON.parse': parsing };

interface Order {
  readonly go?: boolean;
  readonly wait?: number;
  readonly throws?: boolean;
  readonly measure?: boolean;
}

function obey({ go, wait, throws, measure }: Order): void {
  if (go) void sides[whose]?.();
  if (wait !== undefined) {
    seen.waiting = seen.events + wait;
    seen.parse();
  }
  if (throws) seen.throws = true;
  if (!measure) return;
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed: heap, external } = process.memoryUsage();
  tell({ cpuMs: (user + system) / 1000, heap, external });
}

process.on('message', obey);
process.on('disconnect', () => process.exit());
tell({ ready: true });

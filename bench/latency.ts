/** From the arrival of a watch event to the pass that looks at it. */
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { httpTransport } from '../kube/http.ts';
import { Informer } from '../kube/informer.ts';
import { Queue } from '../kube/queue.ts';
import { feed, sleep } from './informers.ts';
import { row, spreadOf } from './measure.ts';

const EVENTS = 1_000;
const OBJECTS = 100;

export async function latency(): Promise<void> {
  const server = await feed(OBJECTS);
  const credentials = { headers: {}, tls: { rejectUnauthorized: false } };
  const access = {
    server: server.url,
    namespace: 'shop',
    credentials: () => Promise.resolve(credentials),
    invalidate: () => {},
  };
  const client = new ApiClient({ transport: httpTransport(access, { clock }).send, clock, random: Math.random });
  const waits: number[] = [];
  const queue = new Queue({
    clock,
    random: Math.random,
    concurrency: 10,
    run: () => Promise.resolve(undefined),
    onError: () => undefined,
    observer: { started: (waited) => waits.push(waited) },
  });
  queue.start();
  const informer = new Informer({
    client,
    clock,
    random: Math.random,
    resource: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', plural: 'rollouts', namespaced: true },
    onChange: ({ after }) => queue.add(after?.metadata.name ?? ''),
  });
  informer.start();
  await sleep(1_000);
  waits.length = 0;
  for (let event = 0; event < EVENTS; event++) await server.command('event', event % OBJECTS);
  await sleep(200);
  console.log(row('  from a watch event to its pass', spreadOf(waits), 'ms', ''));
  await Promise.all([informer.stop(), queue.stop(0)]);
  server.end();
}

/** From the arrival of a watch event to the pass that looks at it. */
import { systemClock as clock } from '../kube/clock.ts';
import { Informer } from '../kube/informer.ts';
import { Queue } from '../kube/queue.ts';
import { feed, sleep } from './informers.ts';
import { row, spreadOf } from './measure.ts';
import { ourClient, ROLLOUTS } from './sides.ts';

const EVENTS = 1_000;
const OBJECTS = 100;

export async function latency(): Promise<void> {
  const server = await feed(OBJECTS);
  const client = ourClient(server.url);
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
    resource: ROLLOUTS,
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

/** The runtime beside @kubernetes/client-node's informer, in the same run: processor time, memory, and who survives what. */

import { systemClock as clock } from '../kube/clock.ts';
import { Queue } from '../kube/queue.ts';
import { type Feed, feed, Run, SIDES, type Side, sleep } from './informers.ts';
import { latency } from './latency.ts';
import { replicas } from './replicas.ts';
import { requests } from './requests.ts';

const OBJECTS = 10_000;
const EVENTS = 20_000;

export async function runtime(kubeconfig: string | undefined): Promise<void> {
  await events();
  await faults();
  await burstOfOneKey();
  await latency();
  await requests();
  await replicas(kubeconfig);
}

async function events(): Promise<void> {
  const floor = await processorTime('JSON.parse');
  console.log(`  JSON.parse   ${floor.perEvent.toFixed(1)} µs of processor an event of 4 KB, parsed and kept`);
  for (const side of SIDES) {
    const { perEvent, listed } = await processorTime(side);
    const { heap, external } = await memory(side);
    const name = side.padEnd(12);
    const share = (perEvent / floor.perEvent).toFixed(2);
    console.log(`  ${name} ${OBJECTS} objects listed in ${listed.toFixed(0)} ms`);
    console.log(
      `  ${name} ${perEvent.toFixed(1)} µs of processor an event, over TLS: ${share} of JSON.parse (aim 1.3)`,
    );
    console.log(
      `  ${name} ${heap.toFixed(0)} bytes of heap and ${external.toFixed(0)} outside it for each idle object (aim: half)`,
    );
  }
}

/** A process that has listed everything. */
async function synced(side: Side, coolAfter?: number) {
  const server = await feed(OBJECTS);
  const run = new Run(side, server.url, coolAfter);
  await run.hear('ready');
  const idle = await run.measure();
  const started = performance.now();
  run.say({ go: true });
  await run.hear('synced');
  const listed = performance.now() - started;
  const end = () => run.end().then(() => server.end());
  return { server, run, idle, listed, end };
}

async function processorTime(side: Side): Promise<{ perEvent: number; listed: number }> {
  const { server, run, listed, end } = await synced(side);
  await sleep(500);
  const before = await run.measure();
  run.say({ wait: EVENTS });
  if (side !== 'JSON.parse') await server.command('burst', EVENTS);
  await run.hear('reached', 120);
  const { cpuMs } = await run.measure();
  await end();
  return { perEvent: ((cpuMs - before.cpuMs) / EVENTS) * 1000, listed };
}

/** Ours counts as idle after a second here, so that nobody has to wait for a minute. */
async function memory(side: Side): Promise<{ heap: number; external: number }> {
  const { run, idle, end } = await synced(side, 1_000);
  await sleep(4_000);
  const full = await run.measure();
  await end();
  return { heap: (full.heap - idle.heap) / OBJECTS, external: (full.external - idle.external) / OBJECTS };
}

const FAULTS = {
  'connection reset': 'reset',
  'errors 500 for 5 s': '500',
  'watch answered 410': '410',
  'silence for 40 s': 'silent',
} as const;
const SECONDS: Readonly<Record<string, number>> = { reset: 1, '500': 5, '410': 5, silent: 40 };

/** After each fault one event is sent; who sees it has survived. */
async function faults(): Promise<void> {
  console.log('  who goes on after:');
  const names = [...Object.keys(FAULTS), 'a handler that throws'];
  const rows = await Promise.all(
    names.map(async (name) => [name, ...(await Promise.all(SIDES.map((side) => survives(side, name))))] as const),
  );
  for (const [name, ...answers] of rows)
    console.log(`    ${name.padEnd(24)} ${SIDES.map((side, at) => `${side}: ${answers[at]}`).join('   ')}`);
}

async function survives(side: Side, name: string): Promise<string> {
  const server = await feed(10);
  const run = new Run(side, server.url);
  await run.hear('ready');
  run.say({ go: true });
  await run.hear('synced');
  await sleep(500);
  const fault = (FAULTS as Readonly<Record<string, string>>)[name];
  if (fault) await strike(server, fault);
  else await failHandler(run, server);
  run.say({ wait: 1 });
  const outcome = await seesAnEvent(run, server);
  await run.end();
  server.end();
  return outcome;
}

async function strike(server: Feed, fault: string): Promise<void> {
  // Errors and missing history only show when a watch has to start again.
  if (fault === '500' || fault === '410') await server.command('fault', 'reset');
  await server.command('fault', fault);
  await sleep((SECONDS[fault] ?? 1) * 1000);
  await server.command('fault', 'none');
}

async function failHandler(run: Run, server: Feed): Promise<void> {
  run.say({ throws: true });
  await server.command('event', 1);
  await sleep(1_000);
}

async function seesAnEvent(run: Run, server: Feed): Promise<string> {
  for (let second = 0; second < 45; second++) {
    if (run.hasDied) return 'process died';
    await server.command('event', second % 10);
    if (await run.hear('reached', 1)) return 'yes';
  }
  return run.hasDied ? 'process died' : 'no';
}

/** A thousand changes of one object while it is being looked at. */
async function burstOfOneKey(): Promise<void> {
  const passes = { begun: 0 };
  const run = async (): Promise<undefined> => {
    passes.begun++;
    await sleep(20);
    return undefined;
  };
  const queue = new Queue({ clock, random: Math.random, concurrency: 4, run, onError: () => undefined });
  queue.start();
  queue.add('shop/web');
  await sleep(5);
  for (let change = 0; change < 1000; change++) queue.add('shop/web');
  await sleep(100);
  await queue.stop(1000);
  console.log(`  1000 changes of one object during its pass cost ${passes.begun - 1} more (aim 1)`);
}

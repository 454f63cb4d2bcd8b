/**
 * What analyses cost: thousands of AnalysisRuns with three metrics each, against a cluster in another process, or a real
 * one. Sizes come from the environment: SLUICE_BENCH_RUNS, SLUICE_BENCH_SECONDS for how long is looked, SLUICE_BENCH_ABORTS.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileCondition, evaluated } from '../analysis/expressions/condition.ts';
import { isProblem } from '../analysis/expressions/problem.ts';
import { judgedAborts } from './analysis-aborts.ts';
import { week } from './analysis-week.ts';
import { sleep } from './informers.ts';
import { programOf } from './program.ts';
import { clusterFor, controllerIn, type Place, type World, worldIn } from './rollout-world.ts';
import { between, type Sample } from './scrape.ts';

type Env = Readonly<Record<string, string | undefined>>;

const METRICS = ['errors', 'latency', 'saturation'] as const;
const INTERVAL = 30;
const IN_MEMORY = 5_000;
const REAL = 1_000;
const ABORTS = 100;
/** Runs that are created at a time. */
const AT_ONCE = 20;

export async function analysis(kubeconfig: string | undefined, env: Env = {}): Promise<void> {
  const size = (name: string, usual: number) => Number(env[`SLUICE_BENCH_${name}`] ?? usual);
  const parts: Readonly<Record<string, () => unknown>> = {
    evaluations,
    load: () =>
      placed(kubeconfig, env, (place) =>
        load({ ...place, count: size('RUNS', kubeconfig ? REAL : IN_MEMORY) }, size('SECONDS', 4 * INTERVAL)),
      ),
    aborts: () => placed(kubeconfig, env, (place) => judgedAborts({ ...place, count: size('ABORTS', ABORTS) })),
    week,
  };
  const wanted = env['SLUICE_BENCH_ONLY']?.split(',') ?? Object.keys(parts);
  for (const [name, run] of Object.entries(parts)) if (wanted.includes(name)) await run();
}

async function placed(
  kubeconfig: string | undefined,
  { SLUICE_BENCH_KEEP: keep, SLUICE_BENCH_BUNDLE: built }: Env,
  work: (place: Omit<Place, 'count'>) => Promise<void>,
): Promise<void> {
  const program = programOf({ ...(keep && { keep }), ...(built && { built }) });
  try {
    const cluster = await clusterFor(kubeconfig, program);
    console.log(`  on ${cluster.about}`);
    await work({ program, cluster });
  } finally {
    await program.remove();
  }
}

async function load({ program, cluster, count }: Place, seconds: number): Promise<void> {
  const backend = await startBackend();
  const world = await worldIn(cluster);
  const controller = await controllerIn(world, program, 'analysis', 'analysis');
  try {
    await spreadOut(world, backend.address, count);
    // One whole interval for what belongs to the start.
    await sleep(INTERVAL * 1_000);
    const look = async () => ({ samples: await controller.metrics(), cost: controller.cost(), asked: backend.asked() });
    const before = await look();
    await sleep(seconds * 1_000);
    report({ count, seconds, before, after: await look() });
  } finally {
    await controller.stop();
    await world.close();
    backend.close();
  }
}

/** As a metric has them: nothing to look up, a list, and a search in it. */
function evaluations(): void {
  const rows: readonly (readonly [text: string, result: unknown])[] = [
    ['result[0] >= 0.95', [0.99]],
    ['len(result) == 0 || isNaN(result[0]) || result[0] < 0.05', [0.01]],
    ['all(result, # < 0.5)', Array.from({ length: 20 }, (_, index) => index / 100)],
  ];
  const now = new Date();
  for (const [text, result] of rows) {
    const condition = compileCondition(text);
    if (isProblem(condition)) throw new Error(`${text}: ${condition.message}`);
    const times = 200_000;
    const began = performance.now();
    for (let count = 0; count < times; count++) evaluated(condition, { result, now });
    const second = times / ((performance.now() - began) / 1_000);
    console.log(`  ${text.padEnd(60)} ${(second / 1e6).toFixed(1)} million evaluations a second`);
  }
}

/** Answers as Prometheus does, always the same. */
async function startBackend() {
  let asked = 0;
  const body = JSON.stringify({
    ...{ status: 'success' },
    data: { resultType: 'vector', result: [{ metric: {}, value: [1_767_225_600, '0.01'] }] },
  });
  const server = createServer((request, response) => {
    asked++;
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Over one interval, as they come in life. */
async function spreadOut(world: World, address: string, count: number): Promise<void> {
  const began = performance.now();
  for (let first = 0; first < count; first += AT_ONCE) {
    const names = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => `run-${first + index}`);
    await Promise.all(names.map((name) => world.create(runNamed(name, address))));
    const due = (first / count) * INTERVAL * 1_000;
    await sleep(Math.max(0, due - (performance.now() - began)));
  }
}

const runNamed = (name: string, address: string) => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun', name },
  spec: {
    metrics: METRICS.map((metric) => ({
      ...{ name: metric, interval: `${INTERVAL}s`, successCondition: 'result[0] < 0.05' },
      provider: { prometheus: { address, query: `${metric}{run="${name}"}` } },
    })),
  },
});

interface Look {
  readonly samples: readonly Sample[];
  readonly cost: { readonly cpu: number; readonly rss: number; readonly peak: number };
  readonly asked: number;
}

interface Report {
  readonly count: number;
  readonly seconds: number;
  readonly before: Look;
  readonly after: Look;
}

const REQUESTS = 'controller_clientset_k8s_request_total';

function report({ count, seconds, before, after }: Report): void {
  const samples = between(before.samples, after.samples);
  const share = ((after.cost.cpu - before.cost.cpu) / seconds) * 100;
  const rounds = (count * seconds) / INTERVAL;
  const writes = samples.sum(REQUESTS, { kind: 'analysisruns', verb: 'Patch' }) / rounds;
  const asked = (after.asked - before.asked) / (rounds * METRICS.length);
  console.log(
    `  ${count} AnalysisRuns of ${METRICS.length} metrics each ${INTERVAL} s: ${share.toFixed(1)} % of a core (aim 40), ${after.cost.rss.toFixed(0)} MB (aim 400), ${after.cost.peak.toFixed(0)} MB at most`,
  );
  console.log(
    `  ${writes.toFixed(2)} writes a run and interval (aim 1), ${asked.toFixed(2)} of the measurements that were due`,
  );
  const late = (quantile: number) => quantileOf(before.samples, after.samples, quantile);
  console.log(`  lateness p50 ${late(0.5)} ms, p99 ${late(0.99)} ms`);
}

const LATENESS = 'sluice_measurement_late_seconds_bucket';

/** The upper end of the bucket in which it lies. */
function quantileOf(before: readonly Sample[], after: readonly Sample[], quantile: number): string {
  const buckets = between(before, after)
    .by(LATENESS, 'le')
    .map(([le, value]) => [le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), value] as const)
    .sort(([one], [other]) => one - other);
  const all = buckets.at(-1)?.[1] ?? 0;
  const [found] = buckets.find(([, value]) => value >= all * quantile) ?? [];
  return found === undefined ? 'unknown' : `below ${found * 1_000}`;
}

/** Whether the memory of analyses stays as it is: a week of AnalysisRuns in virtual time, in one process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileCondition } from '../analysis/expressions/condition.ts';
import { analysisParts } from '../controller/analysis-run/analysis-run.ts';
import { type Measuring, Sampler } from '../controller/analysis-run/sampler.ts';
import { silent } from '../controller/runtime/log.ts';
import { Manager } from '../controller/runtime/manager.ts';
import { Metrics } from '../controller/runtime/metrics.ts';
import { definitions } from '../crds/definitions.ts';
import { ApiClient } from '../kube/api.ts';
import { manualClock } from '../kube/clock.testkit.ts';
import type { KubeObject } from '../kube/types.ts';
import { seed } from '../sandbox/bootstrap.ts';
import { inProcess } from '../sandbox/in-process.ts';
import { ApiServer } from '../sandbox/server/api-server.ts';
import { Store } from '../sandbox/store/store.ts';

const RUNS = 10;
const INTERVAL = 60_000;
const HOUR = 3_600_000;
const DAYS = 7;
const MEGABYTE = 1024 * 1024;

const runNamed = (name: string): object => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun', metadata: { name, namespace: 'default' } },
  spec: {
    metrics: [
      { name: 'errors', interval: '60s', successCondition: 'result < 1', provider: { prometheus: { query: 'up' } } },
    ],
  },
});

const measuring = (): Measuring => ({
  ...{ backend: 'here', deadline: INTERVAL, redact: (text) => text, cancel: () => Promise.resolve() },
  run: () => Promise.resolve({ phase: 'Successful', value: '[0]' }),
});

export async function week(): Promise<void> {
  const clock = manualClock();
  const server = new ApiServer({ store: new Store({ history: 100 }), clock, random: Math.random });
  const runs = Array.from({ length: RUNS }, (_, index) => runNamed(`run-${index}`));
  seed(server, [...definitions(), ...runs] as readonly unknown[] as KubeObject[]);
  const client = new ApiClient({ transport: inProcess(server), clock, random: Math.random });
  const sampler = new Sampler({ clock, measuring, compile: compileCondition });
  const manager = new Manager({
    ...{ client, clock, random: Math.random, log: silent, metrics: new Metrics(), dryRun: false },
    ...{ effects: sampler.effects, reconcilers: analysisParts({ sampler }), fieldManager: 'bench' },
    ...{ ownership: { shardOf: () => 0, owns: () => true }, isStandby: () => false, announce: () => undefined },
  });
  manager.start();
  const heaps: number[] = [];
  for (let day = 0; day < DAYS; day++) {
    for (let hour = 0; hour < 24; hour++) await clock.advance(HOUR);
    heaps.push(heapNow());
  }
  const stopping = manager.stop();
  await clock.advance(INTERVAL);
  await stopping;
  await report(client, heaps);
}

async function report(client: ApiClient, heaps: readonly number[]): Promise<void> {
  const [first = 0, last = 0] = [heaps[0], heaps.at(-1)];
  const ref = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun', namespace: 'default', name: 'run-0' };
  const { status } = ((await client.get(ref)) ?? {}) as { status?: { metricResults?: { count?: number }[] } };
  const shown = heaps.map((heap) => (heap / MEGABYTE).toFixed(1)).join(', ');
  console.log(
    `  a week of ${RUNS} runs, each measured ${status?.metricResults?.[0]?.count ?? 0} times: heap at the end of each day ${shown} MB, ${((last / first - 1) * 100).toFixed(1)} % from the first to the last (aim 10)`,
  );
}

function heapNow(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

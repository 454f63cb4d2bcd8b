/** From a measurement that is done to the abort that is written: canaries behind nginx with an analysis in the background. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ingressFor, ownShare } from './aborts.ts';
import { sleep } from './informers.ts';
import { Ledger } from './ledger.ts';
import { spreadOf } from './measure.ts';
import { type Passed, relayTo } from './relay.ts';
import { controllerIn, nodesIn, type Place, type RolloutObject, type World, worldIn } from './rollout-world.ts';
import { canary, rolloutNamed, serviceFor } from './strategies.ts';

const SECONDS = 900;
/** Of the metric, in seconds. */
const INTERVAL = 5;
/** Milliseconds between two that turn bad: in life they do not do so together. */
const APART = 250;
const AIM = 100;
const API = 'argoproj.io/v1alpha1';
const NAME = { name: 'name', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };

const judged = (name: string) => ({
  canary: {
    canaryService: `${name}-canary`,
    stableService: `${name}-stable`,
    trafficRouting: { nginx: { stableIngress: name } },
    analysis: { templates: [{ templateName: 'errors' }], args: [NAME] },
    steps: [{ setWeight: 40 }, { pause: {} }],
    abortScaleDownDelaySeconds: 3_600,
  },
});

const templateAt = (address: string) => ({
  ...{ apiVersion: API, kind: 'AnalysisTemplate', name: 'errors' },
  spec: {
    args: [{ name: 'name' }],
    metrics: [
      {
        ...{ name: 'errors', interval: `${INTERVAL}s`, successCondition: 'result[0] < 0.05' },
        provider: { prometheus: { address, query: '{{args.name}}' } },
      },
    ],
  },
});

export async function judgedAborts({ program, cluster, count }: Place): Promise<void> {
  const nodes = await nodesIn(cluster, program);
  const world = await worldIn(cluster);
  const ledger = new Ledger(world);
  const relay = await relayTo(cluster.kubeconfig, join(program.folder, 'relay'));
  const backend = await startBackend();
  const own = { ...world, kubeconfig: relay.kubeconfig };
  const controller = await controllerIn(own, program, 'judged', 'rollouts,analysis');
  try {
    await ledger.start();
    await world.create(templateAt(backend.address));
    // None is the beginning of another.
    const names = Array.from({ length: count }, (_, index) => `web-${String(index).padStart(4, '0')}`);
    await paused(world, ledger, names);
    relay.passed.length = 0;
    for (const name of names) {
      backend.turnBad(name);
      await sleep(APART);
    }
    const areAborted = () =>
      ledger.rollouts().every(({ status }) => status?.abort === true && status.phase === 'Degraded');
    await world.until('all are aborted', areAborted, SECONDS);
    await ledger.quiet(1_000);
    report(names.map((name) => timeOf(relay.passed, name, backend.toldAt(name))));
  } finally {
    await controller.stop();
    backend.close();
    await relay.close();
    await ledger.stop();
    await world.close();
    await nodes.stop();
  }
}

/** Answers with good values, until they are to be bad. */
async function startBackend() {
  /** Of those that are bad, when that was told; NaN before. */
  const bad = new Map<string, number>();
  const answer = (query: string): string => {
    const isBad = bad.has(query);
    if (isBad && Number.isNaN(bad.get(query))) bad.set(query, performance.now());
    const result = [{ metric: {}, value: [0, isBad ? '0.1' : '0.01'] }];
    return JSON.stringify({ status: 'success', data: { resultType: 'vector', result } });
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    response.end(answer(new URLSearchParams(body).get('query') ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    toldAt: (name: string): number => bad.get(name) ?? Number.NaN,
    turnBad: (name: string) => bad.set(name, Number.NaN),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function paused(world: World, ledger: Ledger, names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const role of ['stable', 'canary']) await world.create(serviceFor(`${name}-${role}`, name));
    await world.create(ingressFor(name));
    await world.create(rolloutNamed(name, 2, judged(name)));
  }
  const all = (phase: string, generation: number) => () =>
    ledger.rollouts().length === names.length &&
    ledger
      .rollouts()
      .every(
        ({ metadata, status }: RolloutObject) => status?.phase === phase && (metadata.generation ?? 0) >= generation,
      );
  await world.until('all are healthy', all('Healthy', 1), SECONDS);
  await Promise.all(names.map((name) => world.change(name, { spec: { template: canary.template('v2') } })));
  await world.until('all are paused', all('Paused', 2), SECONDS);
}

/** Milliseconds. */
interface Time {
  readonly all: number;
  readonly own: number;
}

/** The run tells of its end first, then the Rollout of its abort. */
function timeOf(passed: readonly Passed[], name: string, began: number): Time {
  const later = passed.filter((one) => one.began >= began && one.path.includes(`/${name}`));
  const writes = later.toSorted((one, other) => one.began - other.began);
  const abort = writes.findIndex(({ path }) => path.includes(`/rollouts/${name}/status`));
  const ended = writes[abort]?.ended ?? Number.NaN;
  const before = writes.slice(0, abort + 1).filter(({ path }) => /\/(rollouts|analysisruns)\//.test(path));
  return { all: ended - began, own: ownShare(began, before) };
}

function report(times: readonly Time[]): void {
  const text = (of: (time: Time) => number) => {
    const { p50, p99 } = spreadOf(times.map(of));
    return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  };
  console.log(
    `  ${times.length} aborts by an analysis, from the answer of the metric system to the answer to the write of the abort: ${text(({ all }) => all)}`,
  );
  console.log(`    our own share, without the calls: ${text(({ own }) => own)} (aim ${AIM})`);
}

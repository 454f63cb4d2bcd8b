/** From an abort to the last write it takes, one after the other: a canary behind nginx, paused at 40 %. */
import { join } from 'node:path';
import { Ledger } from './ledger.ts';
import { spreadOf } from './measure.ts';
import { type Passed, type Relay, relayTo } from './relay.ts';
import { controllerIn, type Place, type RolloutObject, type World, worldIn } from './rollout-world.ts';
import { canary, rolloutNamed, serviceFor } from './strategies.ts';

const SECONDS = 900;
const QUIET = 300;
const AIM = 50;
const HASH = 'rollouts-pod-template-hash';
const WEIGHT = 'nginx.ingress.kubernetes.io/canary-weight';
/** Work does not wait for these. */
const BESIDE = /\/(events|leases)/;

const NGINX = (name: string) => ({
  canary: {
    canaryService: `${name}-canary`,
    stableService: `${name}-stable`,
    trafficRouting: { nginx: { stableIngress: name } },
    steps: [{ setWeight: 40 }, { pause: {} }],
    // The deadline is written now, what it leads to does not come before the bench is over.
    abortScaleDownDelaySeconds: 3_600,
  },
});

export const ingressFor = (name: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  name,
  spec: {
    ingressClassName: 'nginx',
    rules: [{ host: `${name}.local`, http: { paths: [pathTo(`${name}-stable`)] } }],
  },
});

const pathTo = (name: string) => ({
  path: '/',
  pathType: 'Prefix',
  backend: { service: { name, port: { number: 80 } } },
});

export async function aborts({ program, cluster, count }: Place): Promise<void> {
  const world = await worldIn(cluster);
  const ledger = new Ledger(world);
  const relay = await relayTo(cluster.kubeconfig, join(program.folder, 'relay'));
  const controller = await controllerIn({ ...world, kubeconfig: relay.kubeconfig }, program, 'aborts');
  try {
    await ledger.start();
    const names = Array.from({ length: count }, (_, index) => `web-${index}`);
    await paused(world, ledger, names);
    await ledger.quiet(3_000);
    const times: Time[] = [];
    for (const name of names) times.push(await aborted(world, ledger, { relay, name }));
    report(times, ledger);
  } finally {
    await controller.stop();
    await relay.close();
    await ledger.stop();
    await world.close();
  }
}

async function paused(world: World, ledger: Ledger, names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const role of ['stable', 'canary']) await world.create(serviceFor(`${name}-${role}`, name));
    await world.create(ingressFor(name));
    await world.create(rolloutNamed(name, 5, NGINX(name)));
  }
  const all = (phase: string, generation: number) => () =>
    ledger
      .rollouts()
      .every(({ metadata, status }) => status?.phase === phase && (metadata.generation ?? 0) >= generation);
  await world.until('all are healthy', all('Healthy', 1), SECONDS);
  await ledger.quiet(1_000);
  await Promise.all(names.map((name) => world.change(name, { spec: { template: canary.template('v2') } })));
  await world.until('all are paused', all('Paused', 2), SECONDS);
}

type Fields = Readonly<Record<string, string>>;

/** Milliseconds. */
interface Time {
  readonly all: number;
  readonly own: number;
}

interface Subject {
  readonly relay: Relay;
  readonly name: string;
}

async function aborted(world: World, ledger: Ledger, { relay, name }: Subject): Promise<Time> {
  ledger.clear();
  relay.passed.length = 0;
  relay.heard.length = 0;
  await world.change(name, { status: { abort: true } }, 'status');
  await world.until(`${name} is aborted`, () => isOver(ledger, name), 60);
  const needed = ledger.writes.filter(({ isNeeded }) => isNeeded).length;
  await ledger.quiet(QUIET);
  const writes = relay.passed.filter(({ path }) => !BESIDE.test(path)).sort((one, other) => one.began - other.began);
  const [began = 0] = relay.heard;
  const work = writes.slice(0, needed);
  return {
    all: Math.max(...work.map(({ ended }) => ended)) - began,
    own: ownShare(began, work),
  };
}

/** What no call fills, from the news to the beginning of the last write. */
export function ownShare(began: number, writes: readonly Passed[]): number {
  let own = 0;
  let until = began;
  for (const write of writes) {
    own += Math.max(0, write.began - until);
    until = Math.max(until, write.ended);
  }
  return own;
}

/** Requests and the canary Service are stable's again, and the status says so. */
function isOver(ledger: Ledger, name: string): boolean {
  const { status } = (ledger.named('Rollout', name) ?? {}) as Partial<RolloutObject>;
  const service = ledger.named('Service', `${name}-canary`) as { spec?: { selector?: Fields } } | undefined;
  const weight = ledger.named('Ingress', `${name}-${name}-canary`)?.metadata.annotations?.[WEIGHT];
  return status?.phase === 'Degraded' && service?.spec?.selector?.[HASH] === status.stableRS && weight === '0';
}

function report(times: readonly Time[], ledger: Ledger): void {
  const text = (of: (time: Time) => number) => {
    const { p50, p99 } = spreadOf(times.map(of));
    return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  };
  console.log(
    `  ${times.length} aborts behind nginx, from the news in the watch to the answer to the last necessary write: ${text(({ all }) => all)}`,
  );
  console.log(`    our own share, without the calls: ${text(({ own }) => own)} (aim ${AIM})`);
  console.log(`    writes of the last: ${ledger.writes.map(({ name, what }) => `${name} ${what}`).join('; ')}`);
}

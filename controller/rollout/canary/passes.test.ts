/** Pass after pass of random canaries, with pods that come late and crash, addresses that lag, and people who interfere. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortfallOf } from '../capacity.ts';
import { surgeOf } from '../sizing/surge.ts';
import { begun, later, type Model, type Pass, passed, patched, readyOf, withReadyPods } from './model.testkit.ts';

type Happening = (model: Model) => Model;
type Canary = NonNullable<NonNullable<Model['spec']['strategy']>['canary']>;

const canaryOf = ({ spec }: Model): Canary => spec.strategy?.canary ?? {};
const replicasOf = ({ spec }: Model): number => spec.replicas ?? 1;
const addressesOf = (model: Model, service: string): Readonly<Record<string, number>> => {
  const { [service]: selected = '' } = model.services;
  const behind = model.revisions.filter((one) => (selected === '' || one.hash === selected) && readyOf(one) > 0);
  return Object.fromEntries(behind.map((one) => [one.hash, readyOf(one)]));
};

const caughtUp: Happening = (model) => ({
  ...model,
  addresses: { canary: addressesOf(model, 'canary'), stable: addressesOf(model, 'stable') },
});

/** The first pod from the given place on that is not yet so. */
function changedPod(place: number, isReady: boolean): Happening {
  return (model) => {
    const { revisions } = model;
    const found = revisions.flatMap(({ pods }, revision) =>
      pods.flatMap((was, pod) => (was === isReady ? [] : [{ revision, pod }])),
    );
    const one = found[place % Math.max(1, found.length)];
    if (!one) return model;
    const changed = revisions.map((revision, index) =>
      index === one.revision ? { ...revision, pods: revision.pods.with(one.pod, isReady) } : revision,
    );
    return { ...model, revisions: changed };
  };
}

const steps = ({ spec }: Model): number => spec.strategy?.canary?.steps?.length ?? 0;
const withSpec = (model: Model, change: object): Model => ({ ...model, spec: { ...model.spec, ...change } });
const skipped: Happening = (model) =>
  patched(model, {
    pauseConditions: undefined,
    ...(steps(model) > 0 && { currentStepIndex: Math.min(steps(model), (model.status.currentStepIndex ?? 0) + 1) }),
  });
const promoted: Happening = (model) =>
  model.status.pauseConditions ? patched(model, { pauseConditions: undefined }) : skipped(model);

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: fc.nat(9).map((place) => changedPod(place, true)) },
  { weight: 3, arbitrary: fc.nat(9).map((place) => changedPod(place, false)) },
  { weight: 6, arbitrary: fc.constant(caughtUp) },
  { weight: 4, arbitrary: fc.nat(40).map((seconds) => (model: Model) => later(model, seconds)) },
  { weight: 3, arbitrary: fc.constant(promoted) },
  { weight: 2, arbitrary: fc.constantFrom('v1', 'v2', 'v3').map((wanted) => (model: Model) => ({ ...model, wanted })) },
  { weight: 1, arbitrary: fc.constant<Happening>((model) => patched(model, { abort: true })) },
  { weight: 1, arbitrary: fc.constant<Happening>((model) => patched(model, { abort: undefined })) },
  { weight: 1, arbitrary: fc.constant<Happening>((model) => patched(model, { promoteFull: true })) },
  { weight: 1, arbitrary: fc.boolean().map((paused) => (model: Model) => withSpec(model, { paused })) },
  { weight: 1, arbitrary: fc.nat(12).map((replicas) => (model: Model) => withSpec(model, { replicas })) },
);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(10, 20, 50, 60, 99, 100, 0).map((setWeight) => ({ setWeight })) },
  { weight: 1, arbitrary: fc.constant({ pause: {} }) },
  { weight: 1, arbitrary: fc.constant({ pause: { duration: 10 } }) },
);
const scale = fc.oneof(
  fc.nat(6).map((replicas) => ({ setCanaryScale: { replicas } })),
  fc.constant({ setCanaryScale: { matchTrafficWeight: true } }),
  fc.constantFrom(10, 50, 100).map((weight) => ({ setCanaryScale: { weight } })),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const threshold = maybe(fc.constantFrom({ type: 'Percent', value: 50 } as const, { type: 'Pods', value: 1 } as const));

const basic = fc.record({
  steps: fc.array(step, { maxLength: 5 }),
  maxSurge: fc.constantFrom(0, 1, '25%', '100%'),
  maxUnavailable: fc.constantFrom(0, 1, '25%'),
  replicaProgressThreshold: threshold,
});
const routed = fc
  .record({
    steps: fc.array(fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: scale }), { maxLength: 6 }),
    dynamicStableScale: fc.boolean(),
    abortScaleDownDelaySeconds: fc.constantFrom(undefined, 0, 20),
    minPodsPerReplicaSet: fc.constantFrom(undefined, 2),
    replicaProgressThreshold: threshold,
  })
  .map((block) => ({
    ...block,
    ...{ canaryService: 'canary', stableService: 'stable', trafficRouting: { nginx: { stableIngress: 'web' } } },
  }));

const model = fc
  .record({
    canary: fc.oneof(basic, routed) as fc.Arbitrary<Canary>,
    replicas: fc.integer({ min: 0, max: 12 }),
    window: fc.constantFrom(0, 1),
  })
  .map(({ canary, replicas, window }) => {
    const rollbackWindow = { revisions: window };
    const services = canary.trafficRouting ? { canary: undefined, stable: undefined } : {};
    return begun({ replicas, rollbackWindow, strategy: { canary } }, services);
  });

/** The share of each side, by the revision that answers for it; pods of all revisions while the Service is untouched. */
function capacityOf(now: Model) {
  const { services, shown, status } = now;
  const replicas = replicasOf(now);
  const { maxSurge = '25%', maxUnavailable = '25%', ...canary } = canaryOf(now);
  const { unavailable } = surgeOf(replicas, maxSurge, maxUnavailable);
  // Who sets a threshold takes fewer pods for enough.
  const least = Math.max(0, Math.min(replicas - unavailable, canary.replicaProgressThreshold ? 1 : replicas));
  if (!canary.trafficRouting) return { need: new Map<string, number>(), total: least };
  const weight = shown ?? 0;
  const isAsked = canary.steps?.some(({ setCanaryScale }) => setCanaryScale);
  const shares = [
    { hash: services['stable'] || (status.stableRS ?? ''), pods: ((100 - weight) * replicas) / 100 },
    { hash: services['canary'] ?? '', pods: (weight * replicas) / 100 },
  ];
  const need = new Map<string, number>();
  for (const { hash, pods } of shares) need.set(hash, Math.min(least, (need.get(hash) ?? 0) + pods));
  // Who sets a size takes it for enough.
  if (isAsked) need.set(now.wanted, Math.min(1, need.get(now.wanted) ?? 0));
  return { need, total: 0 };
}

const revisionsIn = ({ revisions }: Model) => revisions.map((one) => ({ hash: one.hash, ready: readyOf(one) }));
const shortfall = (now: Model): number => shortfallOf(revisionsIn(now), capacityOf(now));

function expectNoHarm({ writes, target }: Pass): void {
  const [before] = writes;
  if (!before?.status.stableRS) return;
  for (const [index, after] of writes.entries()) {
    const [one, other] = [shortfall(writes[index - 1] ?? after), shortfall(after)];
    expect(
      other,
      `write ${index}: ${JSON.stringify({ one: writes[index - 1], after, target: [...target.revisions] })}`,
    ).toBeLessThanOrEqual(one + 1e-9);
  }
  expectAddresses(before, writes.at(-1) ?? before);
}

/** A share grows only where somebody answers. */
function expectAddresses(before: Model, { shown = 0 }: Model): void {
  const { shown: was = 0, services, addresses = {} } = before;
  const isAnswered = (service: string) => Object.values(addresses[service] ?? {}).some((count) => count > 0);
  if (shown > was) expect(isAnswered('canary') && services['canary'] === before.wanted).toBe(true);
  if (shown < was) expect(isAnswered('stable') || !isAnswered('canary')).toBe(true);
}

const hasArrived = ({ status, shown = 0, revisions, wanted }: Model): boolean =>
  status.phase === 'Healthy' &&
  shown === 0 &&
  revisions.every(({ hash, pods }) => hash === wanted || pods.length === 0);

/** Nobody interferes any more, and all is well: whatever is asked for comes about. */
function settled(model: Model): Model {
  let now = patched(withSpec(model, { paused: false }), { abort: undefined });
  for (let pass = 0; pass < 150; pass++) {
    const step = passed(caughtUp(withReadyPods(now)));
    expectNoHarm(step);
    now = later(step.model, 11);
    if (hasArrived(now)) return now;
    if (now.status.pauseConditions) now = promoted(now);
  }
  return now;
}

it('never makes anything worse, and arrives once everybody lets it', () => {
  fc.assert(
    fc.property(model, fc.array(fc.array(happenings, { maxLength: 3 }), { maxLength: 40 }), (start, rounds) => {
      let now = settled(start);
      for (const round of rounds) {
        const pass = passed(round.reduce((one, happening) => happening(one), now));
        expectNoHarm(pass);
        now = pass.model;
      }
      const end = settled(now);
      expect(end.status.phase, JSON.stringify(end)).toBe('Healthy');
      expect(end.status.stableRS).toBe(end.wanted);
      expect(end.shown ?? 0).toBe(0);
      expect(end.revisions.map(({ hash, pods }) => [hash, pods.length])).toEqual(
        end.revisions.map(({ hash }) => [hash, hash === end.wanted ? replicasOf(end) : 0]),
      );
    }),
    { numRuns: 60 },
  );
});

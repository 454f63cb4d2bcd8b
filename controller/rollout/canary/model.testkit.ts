/** A small cluster in which a canary takes pass after pass, each write by itself, while a test plays pods and people. */
import type { RolloutStatus } from '../objects.ts';
import { at } from '../status/snapshot.testkit.ts';
import { statusAfter } from '../status/status.ts';
import type { Target, Wanted } from '../target.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { canaryTarget } from './canary.ts';

export interface Revision {
  readonly hash: string;
  /** Which of its pods are ready. */
  readonly pods: readonly boolean[];
  readonly desired: number;
  /** In seconds from the start. */
  readonly deadline: number | undefined;
}

export interface Model {
  readonly spec: World['spec'];
  readonly seconds: number;
  /** Oldest first. */
  readonly revisions: readonly Revision[];
  readonly wanted: string;
  readonly status: RolloutStatus;
  readonly services: Readonly<Record<string, string | undefined>>;
  /** By Service and revision; undefined while they follow the pods at once. */
  readonly addresses?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined;
  /** The canary's weight in the router. */
  readonly shown?: number | undefined;
}

export interface Pass {
  readonly model: Model;
  /** After each kind of write, in the order of the stages, what was there before being the first. */
  readonly writes: readonly Model[];
  readonly target: Target;
  readonly said: readonly string[];
}

export const readyOf = ({ pods }: Revision): number => pods.filter((isReady) => isReady).length;

/** Nothing is deployed yet. The Services are there, untouched. */
export const begun = (spec: World['spec'], services: Model['services'] = {}): Model => ({
  ...{ spec, services, seconds: 0, revisions: [], wanted: 'v1', status: {} },
});

export function snapshotIn({ spec, seconds, wanted, status, services, addresses, shown, revisions }: Model) {
  const pods = revisions.map(({ hash, pods: all, desired, deadline }) => {
    const counts = { size: all.length, ready: all.filter((isReady) => isReady).length, desired };
    return [hash, { ...counts, ...(deadline !== undefined && { deadline }) }] as const;
  });
  const world = {
    ...{ spec, seconds, wanted, services, stable: status.stableRS ?? '', pods: Object.fromEntries(pods) },
    ...(addresses && { addresses }),
    ...(shown !== undefined && { shown }),
  };
  // Only the status of the model counts: that of the world's testkit knows its template already.
  return { ...snapshotOf({ ...world, status }), status };
}

export function passed(model: Model): Pass {
  const s = snapshotIn(model);
  const { canary } = s.spec.strategy ?? {};
  if (!canary) throw new Error('not a canary');
  const target = canaryTarget(s, canary);
  const told = statusAfter(s, target.outcome);
  const next = target.split?.destinations.find(({ role }) => role === 'canary')?.weight ?? model.shown;
  const isRaise = (next ?? 0) >= (model.shown ?? 0);
  const grown = withSizes(withMade(model, target), target, false);
  const lowered = isRaise ? grown : { ...grown, shown: next };
  const selected = { ...lowered, services: { ...lowered.services, ...Object.fromEntries(target.selectors) } };
  const raised = { ...selected, shown: next };
  const shrunk = withSizes(raised, target, true);
  return {
    ...{ model: { ...shrunk, status: told.status }, target },
    writes: [model, grown, lowered, selected, raised, shrunk],
    said: [...target.notices, ...told.notices].map(({ reason }) => reason),
  };
}

function withMade(model: Model, { revisions: wanted }: Target): Model {
  const { revisions, wanted: hash } = model;
  if (revisions.some((one) => one.hash === hash)) return model;
  const pods = Array.from({ length: wanted.get(hash)?.size ?? 0 }, () => false);
  return { ...model, revisions: [...revisions, { hash, pods, desired: pods.length, deadline: undefined }] };
}

const withSizes = (model: Model, { revisions: wanted }: Target, isShrink: boolean): Model => ({
  ...model,
  revisions: model.revisions.map((one) => {
    const change = wanted.get(one.hash);
    if (!change || (change.size ?? one.pods.length) < one.pods.length !== isShrink) return one;
    return sized(one, change);
  }),
});

/** Pods that are not ready go first. */
function sized(revision: Revision, { size = revision.pods.length, deadline }: Wanted): Revision {
  const { pods } = revision;
  const kept = pods.toSorted((one, other) => Number(other) - Number(one)).slice(0, size);
  const added = Array.from({ length: Math.max(0, size - pods.length) }, () => false);
  const moment = deadline === undefined ? revision.deadline : secondsOf(deadline);
  return { ...revision, pods: [...kept, ...added], deadline: size === 0 ? undefined : moment };
}

const secondsOf = (moment: Date | null): number | undefined =>
  moment === null ? undefined : (moment.getTime() - Date.parse(at(0))) / 1000;

/** All pods are ready, except those of the revisions that never are. */
export const withReadyPods = (model: Model, broken: readonly string[] = []): Model => ({
  ...model,
  revisions: model.revisions.map((one) => ({ ...one, pods: one.pods.map(() => !broken.includes(one.hash)) })),
});

export interface Rest {
  readonly model: Model;
  readonly said: readonly string[];
  /** One line for each state that differs from the one before. */
  readonly states: readonly string[];
}

/** Passes without any time in between until nothing changes. Pods are ready a pass after they were made. */
export function atRest(model: Model, broken: readonly string[] = []): Rest {
  const said: string[] = [];
  const states = [stateOf(model)];
  let now = model;
  for (let pass = 0; pass < 100; pass++) {
    const { model: next, said: heard } = passed(now);
    said.push(...heard);
    const ready = withReadyPods(next, broken);
    const state = stateOf(next);
    if (state !== states.at(-1)) states.push(state);
    if (JSON.stringify(ready) === JSON.stringify(now)) return { model: now, said, states };
    now = ready;
  }
  throw new Error(`never at rest:\n${states.join('\n')}`);
}

export const later = (model: Model, seconds: number): Model => ({ ...model, seconds: model.seconds + seconds });

/** What a client writes into the status; undefined takes away. */
export const patched = (model: Model, status: Partial<RolloutStatus>): Model => ({
  ...model,
  status: { ...model.status, ...status },
});

/** `v1 3 v2 1 · 20 · step 1 · stable v1 · Paused`. */
export function stateOf({ revisions, shown, status }: Model): string {
  const sizes = revisions.map(({ hash, pods }) => `${hash} ${pods.length}`).join(' ');
  const { currentStepIndex: index, stableRS: stable = '-', phase = '-' } = status;
  return [
    sizes,
    ...(shown === undefined ? [] : [shown]),
    ...(index === undefined ? [] : [`step ${index}`]),
    `stable ${stable}`,
    phase,
  ].join(' · ');
}

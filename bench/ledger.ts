/**
 * What a controller writes into the objects of a namespace, seen from a watch: each write is a size, a deadline, a
 * revision, a selector, a weight, a step or a phase that had to be written, or one more, and then it says for what.
 */
import { Informer } from '../kube/informer.ts';
import type { Change } from '../kube/store.ts';
import type { KubeObject, Resource } from '../kube/types.ts';
import { sleep } from './informers.ts';
import type { RolloutObject, World } from './rollout-world.ts';
import { INGRESSES, REPLICA_SETS, SERVICES } from './rollout-world.ts';
import { ROLLOUTS } from './sides.ts';

export interface Write {
  readonly at: number;
  readonly name: string;
  readonly isNeeded: boolean;
  readonly what: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Annotations that have to be written: the place in the history, and when pods may go. */
const NEEDED = ['rollout.argoproj.io/revision', 'scale-down-deadline'];
/** Of a status. A change of one of them is a step, a phase, or what a step does. */
const STATES = [
  'currentPodHash',
  'currentStepIndex',
  'stableRS',
  'phase',
  'pauseConditions',
  'promoteFull',
  'blueGreen',
];
const COUNTS = ['replicas', 'readyReplicas', 'availableReplicas', 'updatedReplicas', 'HPAReplicas'];

export class Ledger {
  readonly writes: Write[] = [];
  /** By kind. */
  readonly #informers: ReadonlyMap<string, Informer>;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    const { client, clock, namespace } = world;
    const cluster = { client, clock, random: Math.random, selection: { namespace }, coolAfter: 3_600_000 };
    const informer = (resource: Resource) =>
      new Informer({ ...cluster, resource, onChange: (change) => this.#note(change) });
    const kinds = [ROLLOUTS, REPLICA_SETS, SERVICES, INGRESSES];
    this.#informers = new Map(kinds.map((resource) => [resource.kind, informer(resource)]));
  }

  async start(): Promise<void> {
    for (const informer of this.#informers.values()) informer.start();
    await this.#world.until(
      'the bench watches',
      () => [...this.#informers.values()].every(({ hasListed }) => hasListed),
      30,
    );
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.stop()));
  }

  /** Objects of a kind, as they are now. */
  all(kind: string): readonly KubeObject[] {
    return [...(this.#informers.get(kind)?.view.all() ?? [])];
  }

  named(kind: string, name: string): KubeObject | undefined {
    return this.#informers.get(kind)?.view.get(`${this.#world.namespace}/${name}`);
  }

  rollouts(): readonly RolloutObject[] {
    return this.all(ROLLOUTS.kind) as readonly RolloutObject[];
  }

  /** Forgets what was written so far. */
  clear(): void {
    this.writes.length = 0;
  }

  /** Resolves when nothing was written for a while. */
  async quiet(milliseconds: number): Promise<void> {
    let known = -1;
    while (known !== this.writes.length) {
      known = this.writes.length;
      await sleep(milliseconds);
    }
  }

  #note({ before, after }: Change): void {
    if (!after) return;
    const found = writeOf(before as Fields | undefined, after as unknown as Fields, after.kind);
    if (found) this.writes.push({ ...found, at: performance.now(), name: `${after.kind}/${after.metadata.name}` });
  }
}

type Found = Pick<Write, 'isNeeded' | 'what'>;

/** Undefined for what somebody else has written. */
function writeOf(before: Fields | undefined, after: Fields, kind: string): Found | undefined {
  switch (kind) {
    case 'Rollout':
      return before && rolloutWrite(before, after);
    case 'ReplicaSet':
      return before ? replicaSetWrite(before, after) : needed('a ReplicaSet made');
    case 'Service':
      return before && different(before, after, ['spec']).length > 0 ? needed('selector of a Service') : undefined;
    default:
      return before && different(before, after, ['metadata']).length > 0 ? needed('weight of an Ingress') : undefined;
  }
}

const isNeeded = (annotation: string): boolean => NEEDED.includes(annotation);

const needed = (what: string): Found => ({ isNeeded: true, what });

function rolloutWrite(before: Fields, after: Fields): Found | undefined {
  const annotations = different(field(before, 'metadata', 'annotations'), field(after, 'metadata', 'annotations'));
  if (annotations.length > 0) return { isNeeded: annotations.some(isNeeded), what: `Rollout: ${annotations}` };
  const changed = different(field(before, 'status'), field(after, 'status'));
  if (changed.length === 0 || String(changed) === 'abort') return undefined;
  const state = changed.filter((name) => STATES.includes(name));
  if (state.length > 0) return needed(`status: a step or a phase (${state})`);
  const counted = changed.every((name) => COUNTS.includes(name));
  return {
    isNeeded: false,
    what: counted ? 'status: counts alone' : `status: ${withoutCounts(before, after, changed)}`,
  };
}

/** Conditions by their types, and the message with its text: that tells them apart. */
function withoutCounts(before: Fields, after: Fields, changed: readonly string[]): string {
  const texts = changed
    .filter((name) => !COUNTS.includes(name))
    .map((name) => {
      if (name === 'message') return `message "${String(field(after, 'status')['message'] ?? '')}"`;
      return name === 'conditions' ? conditionsChanged(before, after) : name;
    });
  return `${texts.join(', ')}${texts.length < changed.length ? ' and counts' : ''}`;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

function conditionsChanged(before: Fields, after: Fields): string {
  const of = (object: Fields) => (field(object, 'status')['conditions'] ?? []) as readonly Condition[];
  const was = new Map(of(before).map((one) => [one.type, JSON.stringify(one)]));
  const is = new Map(of(after).map((one) => [one.type, one]));
  const changed = [...is.values()].filter((one) => was.get(one.type) !== JSON.stringify(one));
  const said = changed.map(({ type, status, reason }) => `${type}=${status}/${reason}`);
  const gone = [...was.keys()].filter((type) => !is.has(type)).map((type) => `no ${type}`);
  return [...said, ...gone].join('+') || 'order of conditions';
}

function replicaSetWrite(before: Fields, after: Fields): Found | undefined {
  const spec = different(field(before, 'spec'), field(after, 'spec'));
  if (spec.includes('replicas')) return needed('size of a ReplicaSet');
  const annotations = different(field(before, 'metadata', 'annotations'), field(after, 'metadata', 'annotations'));
  if (spec.length + annotations.length === 0) return undefined;
  return { isNeeded: annotations.some(isNeeded), what: `ReplicaSet: ${[...spec, ...annotations]}` };
}

const field = (object: Fields, ...path: readonly string[]): Fields =>
  path.reduce((inner, name) => (inner[name] ?? {}) as Fields, object);

/** Names of fields that differ; of `metadata` only annotations count. */
function different(before: Fields, after: Fields, among?: readonly string[]): readonly string[] {
  const names = among ?? [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const text = (object: Fields, name: string) =>
    JSON.stringify(name === 'metadata' ? field(object, name, 'annotations') : object[name]);
  return names.filter((name) => text(before, name) !== text(after, name));
}

/** Plays a scenario in one cluster, in a namespace of its own, and takes down what is there at each look. */
import { systemClock as clock, pause } from '../../../kube/clock.ts';
import { hasReason } from '../../../kube/errors.ts';
import type { KubeObject, Ref } from '../../../kube/types.ts';
import { ABSENT } from '../../conformance/case.testkit.ts';
import { mismatch } from '../../conformance/expectation.testkit.ts';
import { answerOf } from '../../conformance/target.testkit.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing, type Pod } from '../workloads.ts';
import type { Find, Look, Scenario, Sight, Step } from './scenario.testkit.ts';
import { ALL_KINDS, versionIn, type World } from './world.testkit.ts';

export type Snapshot = Readonly<Record<string, readonly KubeObject[]>>;

interface Seen {
  readonly look: string;
  readonly objects: Snapshot;
}

export interface Played {
  readonly seen: readonly Seen[];
  /** What was not seen in time, or not allowed; the rest was not played. */
  readonly problem?: string;
}

interface Play {
  readonly world: World;
  readonly namespace: string;
  readonly quiet: number;
  readonly seen: Seen[];
  /** Names of pods that were evicted: the cache may not show yet that they go. */
  readonly evicted: Set<string>;
}

const BY = { fieldManager: 'test' };
const NAP = 50;
const PATIENCE = 45_000;
/** Containers take a second to begin and a second to end, in which nothing moves. */
const QUIET = 1_600;

export async function played(world: World, { steps, quiet = QUIET }: Scenario, namespace: string): Promise<Played> {
  const play: Play = { world, namespace, quiet, seen: [], evicted: new Set() };
  try {
    await furnished(play);
    for (const step of steps) await done(play, step);
    return { seen: play.seen };
  } catch (error) {
    return { seen: play.seen, problem: `after look ${play.seen.length}: ${(error as Error).message}` };
  }
}

/** Pods are refused until the namespace has its account, on older servers with a token. */
async function furnished({ world: { client, traits }, namespace }: Play): Promise<void> {
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, BY);
  await patiently(async () => {
    const account = await client.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' });
    const { secrets = [] } = (account ?? {}) as { secrets?: readonly unknown[] };
    return account && (!traits.isOld || secrets.length > 0) ? undefined : 'no service account';
  });
}

async function done(play: Play, step: Step): Promise<void> {
  if ('look' in step) return await looked(play, step);
  if ('make' in step) return await made(play, given(step.make, play) as KubeObject);
  if ('wait' in step) return await pause(clock, step.wait);
  if ('evict' in step) return await evicted(play, step.evict, step.status);
  if ('remove' in step) return await removed(play, step);
  await changed(play, step);
}

type Only<K extends string> = Extract<Step, Readonly<Record<K, unknown>>>;

/** As all that is done: until it is seen, for what is done or looked for next. */
async function removed(play: Play, { remove, propagation = 'Background' }: Only<'remove'>): Promise<void> {
  const ref = refTo(play, remove);
  const { uid } = found(play, `${ref.kind}/${ref.name}`).metadata;
  await play.world.client.delete(ref, { propagation });
  const isSeen = () =>
    play.world.all(ref.kind, play.namespace).every((one) => one.metadata.uid !== uid || isGoing(one));
  await patiently(() => Promise.resolve(isSeen() ? undefined : 'it does not go'), remove);
}

async function changed(play: Play, { change, merge, subresource }: Only<'change'>): Promise<void> {
  const { world, namespace } = play;
  await retried(async () => {
    const options = { ...BY, ...(subresource && { subresource }) };
    const { kind, metadata } = await world.client.patch(refTo(play, change), { merge: given(merge, play) }, options);
    if (metadata.namespace === undefined) return;
    const isSeen = () =>
      world
        .all(kind, namespace)
        .some((one) => one.metadata.uid === metadata.uid && versionOf(one) >= Number(metadata.resourceVersion));
    await patiently(() => Promise.resolve(isSeen() ? undefined : 'unchanged'), change);
  });
}

const versionOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);

async function made(play: Play, object: KubeObject): Promise<void> {
  const { world, namespace } = play;
  const { kind, metadata } = object;
  const apiVersion = versionIn(object.apiVersion, world.traits);
  await world.client.create({ ...object, apiVersion, metadata: { ...metadata, namespace } }, BY);
  const isSeen = () => world.all(kind, namespace).some((one) => one.metadata.name === metadata.name);
  await patiently(() => Promise.resolve(isSeen() ? undefined : 'not there'), `${kind}/${metadata.name}`);
}

async function retried(work: () => Promise<void>): Promise<void> {
  for (let left = 5; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !hasReason(error, 'Conflict')) throw error;
    }
  }
}

const given = (part: object | ((find: Find) => object), play: Play): object =>
  typeof part === 'function' ? (part as (find: Find) => object)((what) => found(play, what)) : part;

function found({ world, namespace, evicted }: Play, what: string): KubeObject {
  const [kind = '', name = ''] = what.split('/');
  const all = world.all(kind, namespace);
  const isIt = ({ metadata }: KubeObject) =>
    name.endsWith('*') ? metadata.name.startsWith(name.slice(0, -1)) : metadata.name === name;
  const one = all.find((object) => isIt(object) && !isGoing(object) && !evicted.has(object.metadata.name));
  if (!one) throw new Error(`there is no ${what}`);
  return one;
}

function refTo(play: Play, what: string): Ref {
  const { world, namespace } = play;
  const [kind = '', name = ''] = what.split('/');
  const { apiVersion, namespaced } = world.resource(kind);
  if (!namespaced) return { apiVersion, kind, namespace: '', name };
  return { apiVersion, kind, namespace, name: name.endsWith('*') ? found(play, what).metadata.name : name };
}

async function evicted(play: Play, what: string, wanted: number): Promise<void> {
  const { world, namespace } = play;
  const { name } = found(play, `Pod/${what}`).metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const object = { apiVersion: versionIn('{policy}', world.traits), kind: 'Eviction', metadata: { name, namespace } };
  const headers = { 'content-type': 'application/json' };
  const { status, body } = await answerOf(world.target, {
    verb: 'POST',
    path,
    headers,
    body: JSON.stringify(object),
  });
  if (status < 300) play.evicted.add(name);
  if (status !== wanted) throw new Error(`eviction: ${status} instead of ${wanted}: ${JSON.stringify(body)}`);
}

async function looked(play: Play, { look, until }: Look): Promise<void> {
  const { world, namespace, quiet } = play;
  // What was just done may not have been seen yet.
  const begin = clock.monotonic();
  await patiently(() => {
    const problem = until.map((sight) => lack(play, sight)).find((one) => one !== undefined);
    const rest = clock.monotonic() - Math.max(begin, world.changedAt(namespace));
    return Promise.resolve(problem ?? (rest < quiet ? 'never at rest' : undefined));
  }, look);
  play.seen.push({ look, objects: snapshot(play) });
}

const snapshot = ({ world, namespace }: Play): Snapshot =>
  Object.fromEntries(ALL_KINDS.map((kind) => [kind, world.all(kind, namespace)]));

/** What of a sight is not to be seen yet. */
function lack({ world, namespace }: Play, sight: Sight): string | undefined {
  if ('pods' in sight) {
    const pods = world.all('Pod', namespace) as readonly Pod[];
    const ready = pods.filter(isReady).length;
    const running = pods.filter(({ status }) => status?.phase === 'Running').length;
    const going = pods.filter(isGoing).length;
    return mismatch({ going: 0, ...sight }, { pods: pods.length, ready, running, going });
  }
  const [what, part] = sight;
  const [kind = '', name = ''] = what.split('/');
  const object = world.all(kind, namespace).find(({ metadata }) => metadata.name === name);
  if (part === ABSENT) return object && `${what} is there`;
  const problem = object ? mismatch(part, object) : 'is not there';
  return problem && `${what} ${problem}`;
}

async function patiently(attempt: () => Promise<string | undefined>, what = ''): Promise<void> {
  const end = clock.monotonic() + PATIENCE;
  for (let problem = await attempt(); problem !== undefined; problem = await attempt()) {
    if (clock.monotonic() > end) throw new Error(`${what}: ${problem}`);
    await pause(clock, NAP);
  }
}

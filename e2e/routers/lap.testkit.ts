/** One Rollout's routers on a real API server: what they want is sent with the client, and what is stored is read back. */
import { randomUUID } from 'node:crypto';
import { abandonedRoutes } from '../../controller/rollout/abandoned-routes.ts';
import { INSTANCE_LABEL } from '../../controller/rollout/keys.ts';
import { carryOutStages } from '../../controller/runtime/act.ts';
import { servedBy } from '../../controller/runtime/served.ts';
import { clientAt, eventually } from '../../controller/runtime/world.testkit.ts';
import type { Case } from '../../controller/traffic/case.testkit.ts';
import { leasesOf, observedBy, readingsOf, released, renderedBy } from '../../controller/traffic/driver.ts';
import { unleased } from '../../controller/traffic/lease-paths.testkit.ts';
import { leaseholders } from '../../controller/traffic/leases.ts';
import type { Place, Reading, Rendered, Split } from '../../controller/traffic/router.ts';
import { type AnyObject, applied, PLACE } from '../../controller/traffic/routers.testkit.ts';
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, type Ref, type Resource, refOf } from '../../kube/types.ts';
import { clusterUrl } from '../cluster.testkit.ts';

type Client = ReturnType<typeof clientAt>['client'];

const BY = { fieldManager: 'user' };

/** Objects of users, and the Rollout whose requests they divide. */
export interface Lap {
  /** Renders, sends, and reads back. */
  steer(split: Split): Promise<Steered>;
  /** The Rollout has no routing any more. */
  release(): Promise<Steered>;
  /** The Rollout is deleted: what it made is the server's affair, what it leased that of another reconciler. */
  abandon(): Promise<Steered>;
  /** The user's objects without what was ever leased in them: as they were at first, and as they are now. */
  rest(): Promise<Readonly<Record<'before' | 'after', readonly unknown[]>>>;
  end(): Promise<void>;
}

export interface Steered extends Pick<Rendered, 'problems'> {
  readonly objects: readonly AnyObject[];
  /** The same objects as the actions would have them: the server may add to that, and takes away what it does not know. */
  readonly meant: readonly AnyObject[];
  readonly seen: ReturnType<typeof observedBy>;
  /** What the same call wants with what is stored now. */
  readonly again: Rendered;
}

interface Scene {
  readonly client: Client;
  readonly place: Place;
  readonly routing: TrafficRouting;
  readonly kinds: readonly Resource[];
}

export async function startLap(one: Case): Promise<Lap> {
  const { client, close } = clientAt(clusterUrl);
  const moved = movedTo(randomUUID().slice(0, 8), one);
  const { objects, routing, place: anywhere } = moved({ ...one, place: PLACE });
  const namespaces = [...new Set([anywhere.rollout.namespace, ...objects.map(namespaceOf)])];
  for (const name of namespaces) await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, BY);
  // The server takes away what a Rollout owns that is not there.
  const { metadata } = await client.create(rolloutAt(anywhere.rollout), BY);
  const served = (await servedBy(client)).routing;
  const stored: KubeObject[] = [];
  for (const object of objects) stored.push(await client.create(creatable(object), BY));
  const kinds = kindsFor(routing, { place: anywhere, objects, served });
  const place = { ...anywhere, uid: metadata.uid ?? '', served: kinds };
  return lapIn({ client, place, routing, kinds }, stored, async () => {
    for (const name of namespaces) await client.delete({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name });
    await close();
  });
}

function lapIn(scene: Scene, users: readonly KubeObject[], end: () => Promise<void>): Lap {
  const { client, place, routing } = scene;
  const leases = new Map<string, Set<string>>();
  const rest = (object: KubeObject) => unleased(bare(object), [...(leases.get(object.metadata.uid ?? '') ?? [])]);
  const step = async (total: number, plan: (objects: readonly AnyObject[]) => Rendered): Promise<Steered> => {
    const before = await objectsIn(scene);
    const { actions, problems } = plan(before);
    await send(client, actions);
    const objects = await objectsIn(scene);
    const seen = observedBy({ ...routing, maxTrafficWeight: total }, place, objects);
    for (const object of objects) {
      const { uid = '' } = object.metadata;
      leases.set(uid, new Set([...(leases.get(uid) ?? []), ...leasesOf(routing, place, object)]));
    }
    return { problems, objects, meant: inOrderOf(objects, applied(before, actions)), seen, again: plan(objects) };
  };
  return {
    steer: (split) =>
      step(split.total, (objects) => renderedBy({ ...routing, maxTrafficWeight: split.total }, place, split, objects)),
    release: () => step(100, (objects) => released(place, objects)),
    abandon: async () => {
      await client.delete(place.rollout);
      const isUsers = ({ metadata }: KubeObject) => users.some((user) => user.metadata.uid === metadata.uid);
      await eventually('what the Rollout made is gone', async () => (await objectsIn(scene)).every(isUsers));
      return step(100, (objects) => farewellTo(objects, scene));
    },
    rest: async () => {
      const now = await Promise.all(users.map((object) => client.get(refOf(object))));
      return { before: users.map(rest), after: now.map((object) => object && rest(object)) };
    },
    end,
  };
}

function inOrderOf(objects: readonly AnyObject[], others: readonly AnyObject[]): readonly AnyObject[] {
  const keyOf = (object: KubeObject) => JSON.stringify(refOf(object));
  const known = new Map(others.map((object) => [keyOf(object), object]));
  return objects.flatMap((object) => known.get(keyOf(object)) ?? []);
}

/** Of each object by itself, with nothing known but that the Rollout is gone. */
function farewellTo(objects: readonly AnyObject[], { kinds, place }: Scene): Rendered {
  const actions = objects.flatMap((object) => {
    const kind = kinds.find((one) => isSameKind(one, object));
    const snapshot = { now: new Date(), object, gone: leaseholders(object).find((uid) => uid === place.uid) };
    return kind ? abandonedRoutes(kind, undefined).decide(snapshot).stages.flat() : [];
  });
  return { actions, notices: [], problems: [] };
}

/** Names of namespaces stand in names of upstreams, hosts and addresses too. */
function movedTo(suffix: string, { objects }: Case): <Value>(value: Value) => Value {
  const namespaces = [...new Set([PLACE.rollout.namespace, ...objects.map(namespaceOf)])];
  const any = new RegExp(`(?<![a-z])(${namespaces.join('|')})(?![a-z])`, 'g');
  return (value) => JSON.parse(JSON.stringify(value).replaceAll(any, `$1-${suffix}`));
}

const namespaceOf = ({ metadata }: KubeObject): string => metadata.namespace ?? '';

function rolloutAt({ apiVersion, kind, namespace, name }: Ref): KubeObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };
  const spec = { replicas: 0, selector: { matchLabels: labels }, template, strategy: { canary: {} } };
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, labels: { [INSTANCE_LABEL]: 'nobody' } },
    spec,
  } as KubeObject;
}

function creatable({ metadata, ...object }: AnyObject): KubeObject {
  const { resourceVersion: _, ...kept } = metadata;
  return { ...object, metadata: kept };
}

type Kind = Pick<Ref, 'apiVersion' | 'kind'>;

const isSameKind = (one: Kind, other: Kind): boolean => one.kind === other.kind && groupOf(one) === groupOf(other);

const kindOf = (reading: Reading): Kind => ('ref' in reading ? reading.ref : reading.resource);

interface Given {
  readonly place: Place;
  readonly objects: readonly AnyObject[];
  readonly served: readonly Resource[];
}

/** In the versions of the case's objects, as if there were no others. */
function kindsFor(routing: TrafficRouting, { place, objects, served }: Given): readonly Resource[] {
  const readings = readingsOf(routing, place);
  return served
    .filter((kind) => readings.some((reading) => isSameKind(kindOf(reading), kind)))
    .map((kind) => ({
      ...kind,
      apiVersion: objects.find((one) => isSameKind(one, kind))?.apiVersion ?? kind.apiVersion,
    }));
}

async function objectsIn({ client, routing, place, kinds }: Scene): Promise<readonly AnyObject[]> {
  const found = new Map<string, AnyObject>();
  for (const reading of readingsOf(routing, place)) {
    for (const object of await objectsFor(reading, { client, kinds })) found.set(object.metadata.uid ?? '', object);
  }
  return [...found.values()];
}

async function objectsFor(reading: Reading, { client, kinds }: Pick<Scene, 'client' | 'kinds'>) {
  const resource = kinds.find((kind) => isSameKind(kind, kindOf(reading)));
  if (!resource) throw new Error(`nothing serves ${kindOf(reading).kind}`);
  if ('ref' in reading) {
    const object = await client.get({ ...reading.ref, apiVersion: resource.apiVersion });
    return object ? [object] : [];
  }
  const labels = Object.entries(reading.labels.matchLabels ?? {}).map((pair) => pair.join('='));
  const selection = { namespace: reading.namespace, labelSelector: labels.join(',') };
  const objects: KubeObject[] = [];
  for await (const { items } of client.list(resource, selection)) objects.push(...items);
  return objects;
}

/** One after another, as the versions they carry allow or not. */
async function send(client: Client, actions: Rendered['actions']): Promise<void> {
  const stages = actions.map((action) => [action]);
  const signal = new AbortController().signal;
  await carryOutStages(stages, { cluster: client, effects: {}, fieldManager: 'sluice', signal, guard: () => {} });
}

/** Without what the server itself counts. */
function bare({ metadata, ...object }: AnyObject): AnyObject {
  const { name, namespace, uid, labels, annotations, ownerReferences, finalizers } = metadata;
  const kept = { name, namespace, uid, labels, annotations, ownerReferences, finalizers };
  return { ...object, metadata: JSON.parse(JSON.stringify(kept)) };
}

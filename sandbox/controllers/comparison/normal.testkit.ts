/** What a namespace holds, without what differs from run to run: symbols for made-up names, uids, times, addresses. */
import type { KubeObject } from '../../../kube/types.ts';
import { isObject, type JsonObject } from '../../api/object.ts';
import { isReady } from '../replica-sets/ranking.ts';
import { isGoing, type Pod } from '../workloads.ts';
import { differencesIn, inOldWords, isExtra, isNews } from './differences.testkit.ts';
import { learn, type Memory, withSymbols } from './memory.testkit.ts';
import type { Snapshot } from './runner.testkit.ts';

/** By kind, and by what an object is called. */
export type State = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const COMPARED = [
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision', 'Job', 'CronJob'],
  ...['Pod', 'PersistentVolumeClaim', 'Endpoints', 'EndpointSlice', 'PodDisruptionBudget', 'Event'],
] as const;

export function stateOf(objects: Snapshot, memory: Memory): State {
  learn(memory, objects);
  return Object.fromEntries(COMPARED.map((kind) => [kind, statesOf(kind, objects[kind] ?? [], memory)]));
}

function statesOf(kind: string, objects: readonly KubeObject[], memory: Memory): Readonly<Record<string, unknown>> {
  const states = objects
    .flatMap((object) => contentOf(kind, object))
    .map((content) => withoutDifferences(kind, normal(content, memory) as JsonObject));
  const named = states.map((state) => [nameOf(state), state] as const);
  const sorted = named.toSorted(([, a], [, b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  // Several may have the same symbol; events are the same however often they are told.
  const known = new Map<string, unknown>();
  for (const [name, state] of sorted) known.set(kind === 'Event' ? name : freeName(name, known), state);
  return Object.fromEntries(known);
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let count = 1;
  while (taken.has(`${name} ${count}`)) count++;
  return `${name} ${count}`;
}

const nameOf = (state: JsonObject): string =>
  isObject(state['metadata']) ? String(state['metadata']['name']) : Object.values(state).join(' ');

interface Told extends KubeObject {
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source?: { readonly component?: string };
}

/** Scheduler and nodes are the same code on both sides; volumes and taints are nobody's. */
const CONTROLLERS = /^(?!persistentvolume|taint).*controller/;
/** What is told too often is summed up, by chance of time sooner or later; who writes first is chance too. */
const CHANCE =
  /^\(combined from similar events\)|the object has been modified|^Error updating Endpoint Slices .* not found$/;

function contentOf(kind: string, object: KubeObject): readonly object[] {
  if (kind === 'Pod') return [podContent(object as Pod)];
  if (kind !== 'Event') return isExtra(kind, object) ? [] : [object];
  const { involvedObject, type, reason, message, source } = object as Told;
  const { component = '' } = source ?? {};
  if (!CONTROLLERS.test(component) || CHANCE.test(message) || isNews(reason, message)) return [];
  return [{ component, object: `${involvedObject.kind}/${involvedObject.name}`, type, reason, message }];
}

/** What a pod says of itself is the same nodes' work. */
function podContent(pod: Pod): object {
  const { phase = '' } = pod.status ?? {};
  const status = { phase, isReady: isReady(pod), isGoing: isGoing(pod) };
  return { ...pod, status };
}

const DROPPED: readonly string[] = [
  ...['resourceVersion', 'managedFields', 'selfLink', 'creationTimestamp', 'uid', 'deletionTimestamp', 'apiVersion'],
];

function normal(value: unknown, memory: Memory): unknown {
  if (typeof value === 'string') return textOf(value, memory);
  if (Array.isArray(value)) return listOf(value, memory);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([key, field]) => !DROPPED.includes(key) && field !== undefined);
  const known = fields.map(([key, field]): [string, unknown] => [textOf(key, memory), normal(field, memory)]);
  return Object.fromEntries(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Conditions by type, endpoints by pod; of addresses and ports the order does not matter. */
function listOf(list: readonly unknown[], memory: Memory): unknown {
  const items = list.map((item) => normal(item, memory));
  if (items.length > 0 && items.every((item) => isObject(item) && 'type' in item && 'status' in item))
    return Object.fromEntries(items.map((item) => [(item as JsonObject)['type'], item]));
  const isPlace = (item: unknown) => isObject(item) && ['ip', 'port', 'ports'].some((field) => field in item);
  if (items.length > 1 && items.every(isPlace)) return inOrder(items);
  const isEndpoint = (item: unknown) => isObject(item) && 'addresses' in item && 'targetRef' in item;
  if (items.length > 0 && items.every(isEndpoint)) return byPod(items as readonly JsonObject[]);
  return items;
}

const inOrder = (items: readonly unknown[]) =>
  items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function byPod(endpoints: readonly JsonObject[]): JsonObject {
  const staying = endpoints.filter((one) => !isLeaving(one));
  const named = staying.map((one) => [JSON.stringify(one['targetRef']), one] as const);
  const result: JsonObject = {};
  for (const [name, one] of named) result[name in result ? `${name} ${Object.keys(result).length}` : name] = one;
  return result;
}

/** Older slices name no endpoints that are on their way out. */
const isLeaving = ({ conditions }: JsonObject): boolean => isObject(conditions) && conditions['terminating'] === true;

const textOf = (text: string, memory: Memory): string => inOldWords(withSymbols(text, memory));

function withoutDifferences(kind: string, object: JsonObject): JsonObject {
  const paths = differencesIn(kind).flatMap(({ fields = [], conditions = [] }) => [
    ...fields,
    ...conditions.map((type) => ['status', 'conditions', type]),
  ]);
  return paths.reduce<JsonObject>((rest, path) => without(rest, path) as JsonObject, object);
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (key === '*') return withoutInAll(value, rest);
  if (!isObject(value) || !(key in value)) return value;
  const { [key]: field, ...others } = value;
  const left = rest.length === 0 ? undefined : without(field, rest);
  // What only a difference was in is as good as nothing.
  return left === undefined || (isObject(left) && Object.keys(left).length === 0) ? others : { ...value, [key]: left };
}

function withoutInAll(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, path));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, without(field, path)]));
}

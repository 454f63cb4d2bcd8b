/** Brings what a real API server of version 1.20 says into the words of the newest one, which the sandbox speaks. */
import { isObject, type JsonObject } from '../../api/object.ts';
import type { Judged } from './objects.testkit.ts';

/** Texts that have changed since. */
const TEXTS: readonly (readonly [old: string, now: string])[] = [
  ['must contain at least one letter or number (a-z, 0-9)', 'must contain at least one letter (a-z)'],
  ['not a valid CIDR', 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
  ['must be a valid IP address, (e.g. 10.9.8.7)', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
  ['range (127.0.0.0/8)', 'range (127.0.0.0/8, ::1/128)'],
  ['range (169.254.0.0/16)', 'range (169.254.0.0/16, fe80::/10)'],
  ['range (224.0.0.0/24)', 'range (224.0.0.0/24, ff02::/10)'],
  ['must to greater or equal than 0', 'must be greater than or equal to 0'],
  [
    'ExternalTrafficPolicy can only be set on NodePort and LoadBalancer service',
    'may only be set for externally-accessible services',
  ],
  [
    'HealthCheckNodePort can only be set on LoadBalancer service with ExternalTrafficPolicy=Local',
    "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
  ],
  ['can not be set when the class field is also set', 'must match `ingressClassName` when both are specified'],
  ['"ReadWriteMany", "ReadWriteOnce"', '"ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'],
];

/** Fields that have changed their names since: of old errors, and of new events. */
const FIELDS: readonly (readonly [old: string, now: string])[] = [
  ['data[%s]', 'data'],
  ['reportingController', 'reportingComponent'],
];

/** What newest servers fill in, what dry runs of 1.20 do not allocate, and what admission of the sandbox leaves out. */
const UNCOMPARED: Readonly<Record<string, readonly string[]>> = {
  Service: [
    'ipFamilies',
    'ipFamilyPolicy',
    'internalTrafficPolicy',
    'allocateLoadBalancerNodePorts',
    'externalTrafficPolicy',
  ],
  Node: ['taints'],
};

/** Their statuses are written by controllers, or look different since. */
const REPORTED: readonly string[] = ['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ResourceQuota'];

const SERVER_METADATA = ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink', 'generation'];

export interface Outcome {
  readonly code: number;
  readonly reason?: unknown;
  readonly causes?: readonly string[];
  readonly object?: unknown;
}

export function realOutcome(body: unknown, status: number, kind: string): Outcome {
  if (!isObject(body)) throw new Error('the server answers with an object');
  if (body['kind'] !== 'Status') return { code: 200, object: comparable(body, kind) };
  const { causes = [] } = (body['details'] ?? {}) as { causes?: readonly JsonObject[] };
  return { code: status, reason: body['reason'], causes: causesOf(causes.map(newer)) };
}

export function ownOutcome({ object, error }: Judged, kind: string): Outcome {
  if (object) return { code: 200, object: comparable(JSON.parse(JSON.stringify(object)) as JsonObject, kind) };
  const causes = (error?.details?.causes ?? []) as readonly object[];
  return { code: error?.code ?? 0, reason: error?.reason, causes: causesOf(causes as readonly JsonObject[]) };
}

/** Sorted and once each: a real server repeats the complaints of several layers. */
const causesOf = (causes: readonly JsonObject[]): string[] =>
  [...new Set(causes.map(({ reason, field, message }) => `${reason} ${field}: ${plain(String(message))}`))].sort();

const newer = ({ reason, field, message }: JsonObject): JsonObject => ({
  reason,
  field: replaced(String(field), FIELDS).replace(/^Value$/, 'value'),
  message: replaced(String(message), TEXTS),
});

const replaced = (text: string, pairs: typeof TEXTS): string =>
  pairs.reduce((newest, [old, now]) => newest.replace(old, now), text);

/** Structures are printed by Go in its own notation, and as JSON by the sandbox. */
function plain(message: string): string {
  return message
    .replace(/resource\.Quantity\{.*?s:("[^"]*").*?\}(?=: )/, '$1')
    .replace(/intstr\.IntOrString\{Type:1, IntVal:0, StrVal:("[^"]*")\}/, '$1')
    .replace(/^(\w+ value): (?!["\d-]|null|<nil>)(?:.*[}\])](?=: )|.*[}\])]$)/, '$1: ...')
    .replace(/(spec is immutable after creation except resources\.requests).*/s, '$1');
}

function comparable(object: JsonObject, kind: string): JsonObject {
  const { apiVersion: _, metadata, spec, status, ...rest } = object;
  return {
    ...rest,
    metadata: metadataOf(metadata, kind),
    ...(isObject(spec) && { spec: specOf(spec, kind) }),
    ...(isObject(status) && !REPORTED.includes(kind) && { status }),
  };
}

function metadataOf(value: unknown, kind: string): JsonObject {
  const { labels, finalizers, ...metadata } = isObject(value) ? value : {};
  for (const field of SERVER_METADATA) delete metadata[field];
  const { 'kubernetes.io/metadata.name': _, ...own } = isObject(labels) ? labels : {};
  const isKept = Array.isArray(finalizers) && kind !== 'PersistentVolumeClaim';
  return { ...metadata, ...(Object.keys(own).length > 0 && { labels: own }), ...(isKept && { finalizers }) };
}

/** What the sandbox allocates here; a dry run of 1.20 allocates nothing. */
const ALLOCATED = '10.96.128.127';

function specOf(spec: JsonObject, kind: string): JsonObject {
  const isAllocated = spec['clusterIP'] === ALLOCATED;
  const dropped = [...(UNCOMPARED[kind] ?? []), ...(isAllocated ? ['clusterIP', 'clusterIPs'] : [])];
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !dropped.includes(field)));
}

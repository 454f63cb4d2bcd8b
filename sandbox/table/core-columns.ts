/** The columns of settings, quotas, events, nodes and namespaces. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { ageText } from './age.ts';
import { AGE, NAME, text, wide } from './column.ts';
import { at, listAt, mapAt, numberAt, textAt, textsAt } from './reading.ts';

const size = (object: ApiObject, field: string): number => Object.keys(mapAt(object, field)).length;

export const CONFIG_MAP_COLUMNS: readonly Column[] = [
  NAME,
  text('Data', 'How many entries it has.', (object) => size(object, 'data') + size(object, 'binaryData')),
  AGE,
];

export const SECRET_COLUMNS: readonly Column[] = [
  NAME,
  text('Type', 'What it is for.', (object) => textAt(object, 'type')),
  text('Data', 'How many entries it has.', (object) => size(object, 'data')),
  AGE,
];

export const SERVICE_ACCOUNT_COLUMNS: readonly Column[] = [
  NAME,
  text('Secrets', 'How many secrets its pods may mount.', (object) => listAt(object, 'secrets').length),
  AGE,
];

export const NAMESPACE_COLUMNS: readonly Column[] = [
  NAME,
  text('Status', 'Whether it is in use or going away.', (object) => textAt(object, 'status', 'phase')),
  AGE,
];

export const EVENT_COLUMNS: readonly Column[] = [
  text('Last Seen', 'Time since it last happened.', lastSeen),
  text('Type', 'Normal, or a warning.', (event) => textAt(event, 'type')),
  text('Reason', 'What happened, in a word.', (event) => textAt(event, 'reason')),
  text('Object', 'What it happened to.', involved),
  wide('Subobject', 'Part of the object.', (event) => textAt(event, 'involvedObject', 'fieldPath')),
  wide('Source', 'Who says so.', source),
  text('Message', 'What happened.', (event) => textAt(event, 'message').trim()),
  wide('First Seen', 'Time since it first happened.', firstSeen),
  wide('Count', 'How often it happened.', count),
  { ...NAME, priority: 1 },
];

function firstSeen(event: ApiObject, now: string): string {
  return ageText(at(event, 'firstTimestamp') ?? at(event, 'eventTime'), now);
}

function lastSeen(event: ApiObject, now: string): string {
  const series = at(event, 'series');
  if (series) return ageText(at(series, 'lastObservedTime'), now);
  const last = at(event, 'lastTimestamp');
  return last ? ageText(last, now) : firstSeen(event, now);
}

function count(event: ApiObject): number {
  return at(event, 'series') ? numberAt(event, 'series', 'count') : numberAt(event, 'count') || 1;
}

function involved(event: ApiObject): string {
  const kind = textAt(event, 'involvedObject', 'kind').toLowerCase();
  const name = textAt(event, 'involvedObject', 'name');
  return name === '' ? kind : `${kind}/${name}`;
}

function source(event: ApiObject): string {
  const component = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent');
  const instance = textAt(event, 'source', 'host') || textAt(event, 'reportingInstance');
  return instance === '' ? component : `${component}, ${instance}`;
}

const nodeInfo = (field: string) => (node: ApiObject) => textAt(node, 'status', 'nodeInfo', field);
const orUnknown = (cell: (node: ApiObject) => string) => (node: ApiObject) => cell(node) || '<unknown>';
const address = (type: string) => (node: ApiObject) =>
  textAt(
    listAt(node, 'status', 'addresses').find((one) => one['type'] === type),
    'address',
  ) || '<none>';

export const NODE_COLUMNS: readonly Column[] = [
  NAME,
  text('Status', 'Whether it takes pods.', nodeStatus),
  text('Roles', 'What it is for.', roles),
  AGE,
  text('Version', 'Version of its kubelet.', nodeInfo('kubeletVersion')),
  wide('Internal-IP', 'Its address inside the cluster.', address('InternalIP')),
  wide('External-IP', 'Its address outside the cluster.', address('ExternalIP')),
  wide('OS-Image', 'Its operating system.', orUnknown(nodeInfo('osImage'))),
  wide('Kernel-Version', 'Its kernel.', orUnknown(nodeInfo('kernelVersion'))),
  wide('Container-Runtime', 'What runs its containers.', orUnknown(nodeInfo('containerRuntimeVersion'))),
];

function nodeStatus(node: ApiObject): string {
  const ready = listAt(node, 'status', 'conditions').findLast((one) => one['type'] === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status;
}

const ROLE = 'node-role.kubernetes.io/';

function roles(node: ApiObject): string {
  const labels = node.metadata.labels ?? {};
  const named = Object.keys(labels).flatMap((key) => (key.startsWith(ROLE) ? [key.slice(ROLE.length)] : []));
  const all = [...named, labels['kubernetes.io/role'] ?? ''].filter((role) => role !== '');
  return [...new Set(all)].sort().join(',') || '<none>';
}

export const RESOURCE_QUOTA_COLUMNS: readonly Column[] = [
  NAME,
  text('Request', 'What is used, of what may be.', (object) => quota(object, false)),
  text('Limit', 'Limits that are used, of what may be.', (object) => quota(object, true)),
  AGE,
];

function quota(object: ApiObject, isLimit: boolean): string {
  const hard = mapAt(object, 'status', 'hard');
  return Object.keys(hard)
    .filter((resource) => resource.startsWith('limits.') === isLimit)
    .sort()
    .map((resource) => `${resource}: ${textAt(object, 'status', 'used', resource) || '0'}/${String(hard[resource])}`)
    .join(', ');
}

const MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;
const CLASS = 'volume.beta.kubernetes.io/storage-class';

export const CLAIM_COLUMNS: readonly Column[] = [
  NAME,
  text('Status', 'Whether it has a volume.', (object) =>
    object.metadata.deletionTimestamp === undefined ? textAt(object, 'status', 'phase') : 'Terminating',
  ),
  text('Volume', 'Its volume.', (object) => textAt(object, 'spec', 'volumeName')),
  text('Capacity', 'How much fits.', (object) =>
    isBound(object) ? textAt(object, 'status', 'capacity', 'storage') || '0' : '',
  ),
  text('Access Modes', 'How it may be mounted.', (object) => {
    const modes = isBound(object) ? textsAt(object, 'status', 'accessModes') : [];
    return MODES.filter(([mode]) => modes.includes(mode))
      .map(([, short]) => short)
      .join(',');
  }),
  text(
    'StorageClass',
    'Class of its volume.',
    (object) => object.metadata.annotations?.[CLASS] ?? textAt(object, 'spec', 'storageClassName'),
  ),
  text('VolumeAttributesClass', 'Class of its attributes.', (object) => {
    const name = at(object, 'spec', 'volumeAttributesClassName');
    return typeof name === 'string' ? name : '<unset>';
  }),
  AGE,
  wide('VolumeMode', 'File system or block device.', (object) => textAt(object, 'spec', 'volumeMode') || '<unset>'),
];

const isBound = (claim: ApiObject): boolean => textAt(claim, 'spec', 'volumeName') !== '';

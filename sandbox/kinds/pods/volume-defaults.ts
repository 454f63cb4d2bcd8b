/** What volumes are given that their users left out. */
import { isObject, type JsonObject } from '../../api/object.ts';
import { pullPolicyFor } from './image.ts';
import type { FieldRef, Volume } from './pod-spec.ts';
import { roundUp } from './resource-defaults.ts';

const FILE_MODE = 0o644;
const HOUR = 3600;

type Fill = (source: JsonObject) => void;

/** Sources that have defaults, in no order that matters. */
const FILLS: Readonly<Record<string, Fill>> = {
  hostPath: filled({ type: '' }),
  secret: filled({ defaultMode: FILE_MODE }),
  configMap: filled({ defaultMode: FILE_MODE }),
  downwardAPI: fillDownward,
  projected: fillProjected,
  ephemeral: fillEphemeral,
  image: (source) => {
    source['pullPolicy'] ||= pullPolicyFor(String(source['reference'] ?? ''));
  },
  iscsi: filled({ iscsiInterface: 'default' }),
  rbd: filled({ pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  scaleIO: filled({ storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  azureDisk: filled({ cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
};

export function setVolumeDefaults(volume: Volume): void {
  let hasSource = false;
  for (const key in volume) {
    if (key === 'name') continue;
    hasSource = true;
    const source = volume[key];
    if (isObject(source)) FILLS[key]?.(source);
  }
  if (!hasSource) volume['emptyDir'] = {};
}

/** Also below `volumeClaimTemplates` of stateful sets. */
export function setClaimDefaults(claim: JsonObject): void {
  claim['spec'] ??= {};
  const spec = claim['spec'] as JsonObject;
  spec['volumeMode'] ??= 'Filesystem';
  if (isObject(spec['resources'])) roundUp(spec['resources']);
}

export function setFieldRefDefaults(reference: FieldRef | undefined): void {
  if (reference) reference.apiVersion ||= 'v1';
}

function filled(defaults: JsonObject): Fill {
  return (source) => {
    for (const key in defaults) source[key] ??= defaults[key];
  };
}

function fillDownward(source: JsonObject): void {
  source['defaultMode'] ??= FILE_MODE;
  fillItems(source);
}

function fillItems(source: JsonObject): void {
  for (const item of objects(source['items'])) setFieldRefDefaults(item['fieldRef'] as FieldRef | undefined);
}

function fillProjected(source: JsonObject): void {
  source['defaultMode'] ??= FILE_MODE;
  for (const projection of objects(source['sources'])) {
    if (isObject(projection['downwardAPI'])) fillItems(projection['downwardAPI']);
    const token = projection['serviceAccountToken'];
    if (isObject(token)) token['expirationSeconds'] ??= HOUR;
  }
}

function fillEphemeral(source: JsonObject): void {
  if (isObject(source['volumeClaimTemplate'])) setClaimDefaults(source['volumeClaimTemplate']);
}

const objects = (list: unknown): JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);

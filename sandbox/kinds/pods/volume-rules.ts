/** What volumes may be made of. */
import { duplicate, type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { isObject, type JsonObject } from '../../api/object.ts';
import { dnsLabel, dnsSubdomain, ruleErrors } from '../rules/names.ts';
import { quantity } from '../rules/quantities.ts';
import { backstepErrors, invalidIf, missing, NO_ERRORS } from './field-rules.ts';
import type { Volume } from './pod-spec.ts';
import { downwardErrors, fileSourceErrors, projectedErrors } from './volume-file-rules.ts';

type SourceRule = (source: JsonObject, field: string) => readonly FieldError[];

const needs =
  (...names: readonly string[]): SourceRule =>
  (source, field) =>
    names.flatMap((name) => missing(source[name], `${field}.${name}`));

/** In the order in which a real server looks at them: of several, only the first one may stay. */
const SOURCES: Readonly<Record<string, SourceRule>> = {
  emptyDir: emptyDirErrors,
  hostPath: hostPathErrors,
  gitRepo: needs('repository'),
  gcePersistentDisk: needs('pdName'),
  awsElasticBlockStore: needs('volumeID'),
  secret: (source, field) => fileSourceErrors(source, field, 'secretName'),
  nfs: nfsErrors,
  iscsi: needs('targetPortal', 'iqn'),
  glusterfs: needs('endpoints', 'path'),
  flocker: () => NO_ERRORS,
  persistentVolumeClaim: needs('claimName'),
  rbd: needs('monitors', 'image'),
  cinder: needs('volumeID'),
  cephfs: needs('monitors'),
  quobyte: needs('registry', 'volume'),
  downwardAPI: downwardErrors,
  fc: () => NO_ERRORS,
  flexVolume: needs('driver'),
  configMap: (source, field) => fileSourceErrors(source, field, 'name'),
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: needs('diskName', 'diskURI'),
  storageos: needs('volumeName'),
  projected: projectedErrors,
  scaleIO: needs('gateway', 'system', 'volumeName'),
  csi: csiErrors,
  ephemeral: ephemeralErrors,
  image: needs('reference'),
};

/** Names that a real server misspells where it complains about a second source. */
const MISSPELT: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

const HOST_PATH_TYPES: readonly string[] = [
  ...['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
];

interface CheckedVolumes {
  readonly errors: readonly FieldError[];
  /** Those that containers may mount: a wrong one counts as missing. */
  readonly known: ReadonlyMap<string, Volume>;
}

/** `podName` is empty in templates. */
export function checkedVolumes(volumes: readonly Volume[], field: string, podName: string): CheckedVolumes {
  const known = new Map<string, Volume>();
  const claims = createdClaims(volumes, podName);
  const errors: FieldError[] = [];
  volumes.forEach((volume, index) => {
    const at = `${field}[${index}]`;
    const name = volume.name ?? '';
    const wrong = [
      ...sourceErrors(volume, at),
      ...(name === '' ? [required(`${at}.name`)] : ruleErrors(`${at}.name`, name, dnsLabel)),
      ...(known.has(name) ? [duplicate(`${at}.name`, name)] : NO_ERRORS),
    ];
    if (wrong.length === 0) known.set(name, volume);
    errors.push(...wrong, ...createdClaimErrors(volume, claims, at));
  });
  return { errors, known };
}

function sourceErrors(volume: Volume, field: string): readonly FieldError[] {
  const [first, ...others] = namesOfSources(volume);
  if (first === undefined) return [required(field, 'must specify a volume type')];
  const source = volume[first];
  const own = isObject(source) ? (SOURCES[first]?.(source, `${field}.${first}`) ?? NO_ERRORS) : NO_ERRORS;
  if (others.length === 0) return own;
  const more = others.map((name) =>
    forbidden(`${field}.${MISSPELT[name] ?? name}`, 'may not specify more than 1 volume type'),
  );
  return [...own, ...more];
}

/** Most volumes have one, so the full order is only asked for when there are several. */
function namesOfSources(volume: Volume): readonly string[] {
  const given = Object.keys(volume).filter((key) => key in SOURCES);
  return given.length < 2 ? given : Object.keys(SOURCES).filter((name) => given.includes(name));
}

/** A pod cannot mount by name what is created together with it. */
function createdClaimErrors(volume: Volume, claims: ReadonlySet<unknown>, field: string): readonly FieldError[] {
  const claim = volume['persistentVolumeClaim'];
  if (!isObject(claim) || !claims.has(claim['claimName'])) return NO_ERRORS;
  const why = 'must not reference a PVC that gets created for an ephemeral volume';
  return [invalid(`${field}.persistentVolumeClaim.claimName`, claim['claimName'], why)];
}

const createdClaims = (volumes: readonly Volume[], podName: string): ReadonlySet<unknown> =>
  new Set(
    podName === ''
      ? []
      : volumes.filter((one) => one['ephemeral'] !== undefined).map((one) => `${podName}-${one.name}`),
  );

function emptyDirErrors(source: JsonObject, field: string): readonly FieldError[] {
  const size = source['sizeLimit'];
  return size !== undefined && (quantity(size) ?? 0n) < 0n
    ? [forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
    : NO_ERRORS;
}

function hostPathErrors(source: JsonObject, field: string): readonly FieldError[] {
  const path = String(source['path'] ?? '');
  if (path === '') return [required(`${field}.path`)];
  const type = String(source['type'] ?? '');
  return [
    ...backstepErrors(path, `${field}.path`),
    ...(HOST_PATH_TYPES.includes(type) ? NO_ERRORS : [unsupported(`${field}.type`, type, HOST_PATH_TYPES)]),
  ];
}

function nfsErrors(source: JsonObject, field: string): readonly FieldError[] {
  const path = String(source['path'] ?? '');
  return [
    ...missing(source['server'], `${field}.server`),
    ...missing(path, `${field}.path`),
    ...invalidIf(!path.startsWith('/'), `${field}.path`, path, 'must be an absolute path'),
  ];
}

function csiErrors(source: JsonObject, field: string): readonly FieldError[] {
  const driver = String(source['driver'] ?? '');
  const secret = source['nodePublishSecretRef'];
  return [
    ...(driver === ''
      ? [required(`${field}.driver`)]
      : ruleErrors(`${field}.driver`, driver.toLowerCase(), dnsSubdomain)),
    ...(isObject(secret) ? missing(secret['name'], `${field}.nodePublishSecretRef.name`) : NO_ERRORS),
  ];
}

function ephemeralErrors(source: JsonObject, field: string): readonly FieldError[] {
  const template = source['volumeClaimTemplate'];
  const at = `${field}.volumeClaimTemplate`;
  if (!isObject(template)) return [required(at)];
  const spec = isObject(template['spec']) ? template['spec'] : {};
  const resources = isObject(spec['resources']) ? spec['resources'] : {};
  const size = isObject(resources['requests']) ? resources['requests']['storage'] : undefined;
  const sizeField = `${at}.spec.resources[storage]`;
  return [
    ...(!hasItems(spec['accessModes'])
      ? [required(`${at}.spec.accessModes`, 'at least 1 access mode is required')]
      : NO_ERRORS),
    ...(size === undefined ? [required(sizeField)] : NO_ERRORS),
    ...(size !== undefined && (quantity(size) ?? 0n) <= 0n
      ? [invalid(sizeField, size, 'must be greater than zero')]
      : NO_ERRORS),
  ];
}

const hasItems = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

/** Pod templates with what the API server fills in when it stores them. Pods get more than that. */
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { type Field, fieldsOf, isAbsent, isObject, isZero, type Mark } from './notation.ts';
import { POD_TYPES } from './pod-types.ts';
import { VOLUME_TYPES } from './volume-types.ts';

type Source = Readonly<Record<string, unknown>>;
/** A value, or what it is derived from. */
type Default = string | number | boolean | ((source: Source) => unknown);

const FILE_MODE = 0o644;
const HOUR = 3600;

const CONTAINER: Readonly<Record<string, Default>> = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: ({ image }) => pullPolicyOf(image),
};

/** By type and field. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Default>>>> = {
  PodSpec: {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    securityContext: () => ({}),
  },
  Container: CONTAINER,
  EphemeralContainer: CONTAINER,
  ContainerPort: { protocol: 'TCP' },
  Probe: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  HTTPGetAction: { path: '/', scheme: 'HTTP' },
  GRPCAction: { service: '' },
  ObjectFieldSelector: { apiVersion: 'v1' },
  Volume: { emptyDir: (volume) => (SOURCES.every(({ name }) => isAbsent(volume[name])) ? {} : undefined) },
  HostPathVolumeSource: { type: '' },
  SecretVolumeSource: { defaultMode: FILE_MODE },
  ConfigMapVolumeSource: { defaultMode: FILE_MODE },
  DownwardAPIVolumeSource: { defaultMode: FILE_MODE },
  ProjectedVolumeSource: { defaultMode: FILE_MODE },
  ServiceAccountTokenProjection: { expirationSeconds: HOUR },
  ImageVolumeSource: { pullPolicy: ({ reference }) => pullPolicyOf(reference) },
  PersistentVolumeClaimSpec: { volumeMode: 'Filesystem' },
  ISCSIVolumeSource: { iscsiInterface: 'default' },
  RBDVolumeSource: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  AzureDiskVolumeSource: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  ScaleIOVolumeSource: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

const SOURCES = (fieldsOf(VOLUME_TYPES, 'Volume', false) ?? []).filter(({ name }) => name !== 'name');

const IMAGE =
  /^(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::(\w[\w.-]*))?(@\w+:[0-9a-f]{32,})?$/;

/** Images that may change under their name are pulled each time. */
function pullPolicyOf(image: unknown): 'Always' | 'IfNotPresent' {
  const match = IMAGE.exec(String(image ?? ''));
  if (!match) return 'IfNotPresent';
  const [, tag, digest] = match;
  return tag === 'latest' || (tag === undefined && digest === undefined) ? 'Always' : 'IfNotPresent';
}

type Filler = (source: Source) => Source;

const filledTemplate = fillerOf('PodTemplateSpec', new Map());

export function defaultedTemplate(template: PodTemplate): PodTemplate {
  return filledTemplate ? (filledTemplate({ ...template }) as PodTemplate) : template;
}

type Fillers = Map<string, Filler | undefined>;

/** Nothing for types that need no filling, here or below. */
function fillerOf(type: string, known: Fillers): Filler | undefined {
  if (known.has(type)) return known.get(type);
  const steps = (fieldsOf(POD_TYPES, type, false) ?? [])
    .map((field) => fillStep(field, DEFAULTS[type]?.[field.name], fillerOf(field.type, known)))
    .filter((step) => step !== undefined);
  const filler = steps.length > 0 ? fillerFrom(steps) : undefined;
  known.set(type, filler);
  return filler;
}

function fillerFrom(steps: readonly FillStep[]): Filler {
  return (source) => {
    const filled = { ...source };
    for (const { name, value } of steps) {
      const found = value(source[name], source);
      if (found !== undefined) filled[name] = found;
    }
    return filled;
  };
}

interface FillStep {
  readonly name: string;
  /** What the field becomes; undefined if it stays as it is. */
  readonly value: (found: unknown, source: Source) => unknown;
}

function fillStep(field: Field, fallback: Default | undefined, filler: Filler | undefined): FillStep | undefined {
  if (fallback === undefined && !filler) return undefined;
  const { name, mark, isAlways } = field;
  const below = (found: unknown) => (filler ? filledBelow(found, mark, filler) : undefined);
  if (fallback === undefined) return { name, value: below };
  const isMissing = mark === '' && !isAlways ? isZero : isAbsent;
  const missing = typeof fallback === 'function' ? fallback : () => fallback;
  return { name, value: (found, source) => (isMissing(found) ? missing(source) : below(found)) };
}

/** What is always there in Go is filled even if nothing is here. */
function filledBelow(found: unknown, mark: Mark, filler: Filler): unknown {
  if (Array.isArray(found)) return found.map((item: unknown) => filler(isObject(item) ? item : {}));
  if (isObject(found)) return filler(found);
  return mark === '=' ? filler({}) : undefined;
}

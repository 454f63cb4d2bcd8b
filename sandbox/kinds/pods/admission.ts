/** What a standard cluster adds to new pods: priority, default tolerations and an account. */
import { forbiddenFor } from '../../api/api-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { ClusterView } from '../kind.ts';
import { type PodSpec, podSpecOf } from './pod-spec.ts';

const PODS = { group: '', resource: 'pods' };
const MIRROR = 'kubernetes.io/config.mirror';
const UNWELCOME = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;
const PATIENCE_SECONDS = 300;

/** Classes that every cluster has, whether stored or not. */
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

interface Priority {
  readonly name: string;
  readonly value: number;
  readonly preemption: string;
}

export function admitPod(pod: ApiObject, cluster: ClusterView): void {
  const spec = podSpecOf(pod);
  if (pod.metadata.annotations?.[MIRROR] === undefined) setAccount(pod, spec, cluster);
  addTolerations(spec);
  setPriority(pod, spec, cluster);
}

/** What an update leaves out of it stays; what it changes, validation refuses. */
export function readmitPod(pod: ApiObject, old: ApiObject): void {
  const spec = podSpecOf(pod);
  const before = podSpecOf(old);
  addTolerations(spec);
  if (before.priority !== undefined) spec.priority ??= before.priority;
  if (before.preemptionPolicy !== undefined) spec.preemptionPolicy ??= before.preemptionPolicy;
}

/** An account that does not exist is no obstacle here, and no token is mounted: the sandbox runs no containers. */
function setAccount(pod: ApiObject, spec: PodSpec, cluster: ClusterView): void {
  spec.serviceAccountName ||= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  if (spec.imagePullSecrets && spec.imagePullSecrets.length > 0) return;
  const account = cluster.find('serviceaccounts', pod.metadata.namespace ?? '', spec.serviceAccountName);
  const secrets = account?.['imagePullSecrets'] as { name?: string }[] | undefined;
  if (secrets && secrets.length > 0) spec.imagePullSecrets = secrets.map((one) => ({ ...one }));
}

function addTolerations(spec: PodSpec): void {
  const given = spec.tolerations ?? [];
  const missing = UNWELCOME.filter(
    (key) => !given.some((one) => (!one.key || one.key === key) && (!one.effect || one.effect === 'NoExecute')),
  );
  if (missing.length === 0) return;
  const added = missing.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: PATIENCE_SECONDS,
  }));
  spec.tolerations = [...given, ...added];
}

function setPriority(pod: ApiObject, spec: PodSpec, cluster: ClusterView): void {
  const priority = spec.priorityClassName ? namedPriority(spec.priorityClassName, cluster) : defaultPriority(cluster);
  if (!priority) throw refused(pod, `no PriorityClass with name ${spec.priorityClassName} was found`);
  const { name, value, preemption } = priority;
  const because = 'must not be provided in pod spec; priority admission controller computed';
  if (spec.priority !== undefined && spec.priority !== value)
    throw refused(
      pod,
      `the integer value of priority (${spec.priority}) ${because} ${value} from the given PriorityClass name`,
    );
  if (spec.preemptionPolicy && spec.preemptionPolicy !== preemption)
    throw refused(
      pod,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) ${because} ${preemption} from the given PriorityClass name`,
    );
  if (name !== '') spec.priorityClassName = name;
  spec.priority = value;
  spec.preemptionPolicy = preemption;
}

function namedPriority(name: string, cluster: ClusterView): Priority | undefined {
  const stored = cluster.find('priorityclasses.scheduling.k8s.io', '', name);
  if (stored) return priorityOf(stored);
  const value = SYSTEM_CLASSES[name];
  return value === undefined ? undefined : { name, value, preemption: 'PreemptLowerPriority' };
}

/** Two default classes cannot be, but if so the lower one counts. */
function defaultPriority(cluster: ClusterView): Priority {
  const defaults = cluster
    .all('priorityclasses.scheduling.k8s.io')
    .filter((one) => one['globalDefault'] === true)
    .map(priorityOf)
    .sort((a, b) => a.value - b.value);
  return defaults[0] ?? { name: '', value: 0, preemption: 'PreemptLowerPriority' };
}

const priorityOf = (priorityClass: ApiObject): Priority => ({
  name: priorityClass.metadata.name,
  value: Number(priorityClass['value'] ?? 0),
  preemption: String(priorityClass['preemptionPolicy'] ?? 'PreemptLowerPriority'),
});

const refused = ({ metadata }: ApiObject, why: string): Error =>
  forbiddenFor(PODS, metadata.name || metadata.generateName || 'Unknown', why);

/** Which ReplicaSet is a Deployment's current one, and what it notes about revisions. Pure. */
import { byAge, type Deployment, type ReplicaSet } from '../workloads.ts';
import { maxSurge } from './figures.ts';
import { sameTemplate } from './template-hash.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
export const HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAXIMUM = 'deployment.kubernetes.io/max-replicas';

/** What is no business of ReplicaSets, or theirs alone. */
const NOT_COPIED: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  REVISION,
  HISTORY,
  DESIRED,
  MAXIMUM,
];
const LONGEST_HISTORY = 2000;

export interface Sets {
  readonly current: ReplicaSet | undefined;
  /** The oldest first. */
  readonly old: readonly ReplicaSet[];
}

/** Of several with the current template the oldest counts, so that all who look see the same. */
export function setsOf(deployment: Deployment, replicaSets: readonly ReplicaSet[]): Sets {
  const sorted = [...replicaSets].sort(byAge);
  const current = sorted.find(({ spec }) => sameTemplate(spec.template, deployment.spec.template));
  return { current, old: sorted.filter((one) => one !== current) };
}

export const allOf = ({ current, old }: Sets): readonly ReplicaSet[] => (current ? [...old, current] : old);

export function revisionOf({ metadata }: ReplicaSet): number {
  const text = metadata.annotations?.[REVISION] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

export const nextRevision = ({ old }: Sets): number => Math.max(0, ...old.map(revisionOf)) + 1;

/** What the Deployment asks for, noted to tell later whether it was scaled since. */
export function sizeNotes(deployment: Deployment): Readonly<Record<string, string>> {
  const { replicas = 1 } = deployment.spec;
  return { [DESIRED]: String(replicas), [MAXIMUM]: String(replicas + maxSurge(deployment)) };
}

export function copiedNotes({ metadata }: Deployment): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.includes(key)));
}

/** The annotations of the current ReplicaSet that are to change. */
export function staleNotes(deployment: Deployment, sets: Sets): Readonly<Record<string, string>> {
  const { current } = sets;
  const has = current?.metadata.annotations ?? {};
  const next = nextRevision(sets);
  const old = current ? revisionOf(current) : 0;
  const wanted = {
    ...copiedNotes(deployment),
    ...(old < next && { [REVISION]: String(next), ...historyWith(has) }),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => has[key] !== value));
}

/** Back to an old template: the revision it had is remembered. */
function historyWith(notes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { [REVISION]: old, [HISTORY]: before = '' } = notes;
  if (old === undefined) return {};
  const revisions = before === '' ? [old] : [...before.split(','), old];
  while (revisions.join(',').length > LONGEST_HISTORY && revisions.length > 1) revisions.shift();
  return { [HISTORY]: revisions.join(',') };
}

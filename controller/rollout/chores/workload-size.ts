/** What becomes of a Deployment that a Rollout takes the place of, as `workloadRef.scaleDown` says. */
import type { Action } from '../../runtime/plan.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Workload } from './workload.ts';

type Parts = Pick<Snapshot, 'spec' | 'status' | 'hash' | 'current' | 'revisions' | 'workloadProblem'>;

/** Undefined if nothing is to be done. */
export function workloadScaling(s: Parts, deployment: Workload | undefined): Action | undefined {
  if (deployment?.kind !== 'Deployment' || deployment.metadata.deletionTimestamp !== undefined) return undefined;
  const before = deployment.spec?.replicas ?? 1;
  const after = sizeOf(s);
  if (after === undefined || after === before) return undefined;
  const { name, namespace = '', resourceVersion } = deployment.metadata;
  return {
    ...{ do: 'patch', ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name } },
    patch: { merge: { spec: { replicas: after } } },
    ...(resourceVersion !== undefined && { resourceVersion }),
    because: `scale deployment ${name} ${before} -> ${after}`,
  };
}

/** A Rollout without pods replaces nothing: whoever goes back to the Deployment sizes it. */
function sizeOf(s: Parts): number | undefined {
  const { workloadRef, replicas, paused } = s.spec;
  if (s.workloadProblem !== undefined || paused || replicas === 0 || !isUnderway(s)) return undefined;
  switch (workloadRef?.scaleDown) {
    case 'onsuccess':
      return isSuccess(s) ? 0 : undefined;
    case 'progressively':
      return isSuccess(s) ? 0 : missing(s);
    case 'never':
    case undefined:
      return undefined;
  }
}

/**
 * The reference looks at the first revision only, so that one that failed leaves the Deployment up for good. Here
 * later revisions count until one was healthy for the first time: from then on there is a condition that says so.
 */
function isUnderway({ current, status }: Parts): boolean {
  return current?.number === 1 || !status.conditions?.some(({ type }) => type === 'Healthy');
}

/**
 * The first revision has until its status says so; a later one is past the moment by then. The status alone may have
 * been said of fewer replicas, or of none.
 */
function isSuccess({ current, status, spec, hash }: Parts): boolean {
  const isPromoted = status.stableRS === hash && status.currentPodHash === hash;
  if (!current || !isPromoted || current.available < spec.replicas) return false;
  return current.number > 1 || status.phase === 'Healthy';
}

/** As many as the Rollout lacks. Before its first pods are ready nothing changes, unless they are being taken back. */
function missing({ current, status, spec, revisions }: Parts): number | undefined {
  if (!current) return undefined;
  // What the status counted may be gone, and what runs may not count: only the active revision of a blue-green does.
  const running = revisions.reduce((sum, { size, ready }) => sum + Math.min(size, ready), 0);
  const ready = Math.min(status.readyReplicas ?? 0, running);
  const isShrunk = current.pods > current.size;
  return ready > 0 || isShrunk ? Math.max(0, spec.replicas - ready) : undefined;
}

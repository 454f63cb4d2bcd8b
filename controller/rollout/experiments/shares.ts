/** What the templates of experiments are sent: as the step in hand wants it, and as the routers show it. */
import { isDone, type TemplateStatus } from '../../experiment-contract.ts';
import { isCancelled } from '../analysis/canary-runs.ts';
import type { Terms } from '../canary/terms.ts';
import type { Snapshot } from '../snapshot.ts';
import { experimentNamed, experimentsIn } from './objects.ts';

export interface Share {
  readonly service: string;
  readonly hash: string;
  readonly weight: number;
}

/** Only of pods that run and answer, and never of those that are on their way out. */
export function wishedShares(terms: Terms): readonly Share[] {
  const { snapshot, view, hasTraffic, isStableDown } = terms;
  const step = view.steps[view.index]?.experiment;
  if (!hasTraffic || !step || isStableDown || isCancelled(terms)) return [];
  const experiment = experimentNamed(snapshot, snapshot.status.canary?.currentExperiment ?? '');
  const { phase, templateStatuses = [] } = experiment?.status ?? {};
  const isLeaving = experiment?.spec.terminate === true || experiment?.metadata.deletionTimestamp !== undefined;
  if (phase !== 'Running' || isLeaving) return [];
  const { addresses } = experimentsIn(snapshot);
  return step.templates.flatMap(({ name, weight = 0 }) => {
    const told = templateStatuses.find((one) => one.name === name);
    const { serviceName: service = '', podTemplateHash: hash = '' } = told ?? {};
    const isThere = told && !isDone(told) && (addresses.get(service) ?? 0) > 0;
    return isThere && weight > 0 ? [{ service, hash, weight }] : [];
  });
}

/** No more than is left. */
export function fitted(shares: readonly Share[], most: number): readonly Share[] {
  let left = Math.max(0, most);
  return shares.map((share) => {
    const weight = Math.min(share.weight, left);
    left -= weight;
    return { ...share, weight };
  });
}

export const sumOf = (shares: readonly Pick<Share, 'weight'>[]): number =>
  shares.reduce((sum, { weight }) => sum + weight, 0);

/** Of the Rollout's experiments, whatever has become of them. */
export function shownShares({ routing, experiments }: Pick<Snapshot, 'routing' | 'experiments'>): readonly Share[] {
  const told = experimentsIn({ experiments }).all.flatMap(({ status }) => status?.templateStatuses ?? []);
  return told.flatMap(({ serviceName: service, podTemplateHash: hash = '' }: TemplateStatus) => {
    const weight = routing.weights[service ?? '']?.highest ?? 0;
    return service !== undefined && weight > 0 ? [{ service, hash, weight }] : [];
  });
}

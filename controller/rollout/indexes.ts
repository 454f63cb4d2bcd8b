/** How objects find the Rollouts that they concern. */
import type { Index } from '../../kube/name-index.ts';
import { type KubeObject, nameOf, type Ref } from '../../kube/types.ts';
import type { ExperimentObject } from '../experiment-contract.ts';
import { readingsOf } from '../traffic/driver.ts';
import type { Completed } from './completed.ts';
import { MANAGED_BY } from './keys.ts';
import type { RolloutObject } from './objects.ts';
import { placeOf } from './place.ts';
import { serviceNames } from './services.ts';

export const BY_CONTROLLER = 'controller';
export const BY_SERVICE = 'service';
export const BY_ROUTE = 'route';
export const BY_ORPHANAGE = 'orphanage';
export const BY_MARK = 'mark';
export const BY_WORKLOAD = 'workload';
export const BY_LEASE = 'lease';
export const BY_NAMESPACE = 'namespace';
export const BY_UID = 'uid';
export const BY_FAMILY = 'family';
export const BY_ANALYSIS = 'analysis';

/** Experiments by the revision in their names: `shop/web-5d8-2` for `web-5d8-2-0-1`. Names of others may fall in here, too. */
export const byExperimentFamily: Index = ({ metadata }) => {
  const bare = metadata.name.replace(/-\d+$/, '');
  return [...new Set([bare, bare.replace(/-\d+$/, '')])].map((name) => `${metadata.namespace ?? ''}/${name}`);
};

/** Experiments by the Services of their templates. */
export const byTemplateService: Index = (object) =>
  ((object as ExperimentObject).status?.templateStatuses ?? []).flatMap(({ serviceName }) =>
    serviceName === undefined ? [] : [`${object.metadata.namespace ?? ''}/${serviceName}`],
  );

/**
 * AnalysisRuns by the revision in their names: `shop/web-5d8-2` for `web-5d8-2-pre.1`. Names of others may fall in with
 * them, which does no harm.
 */
export const byFamily: Index = ({ metadata }) => {
  const base = metadata.name.replace(/\.\d+$/, '');
  const bare = base.replace(/-(pre|post|\d+)$/, '');
  return [...new Set([base, bare])].map((name) => `${metadata.namespace ?? ''}/${name}`);
};

/** Rollouts that ask for any analysis, by namespace, and all of them together. */
export const byAnalysis: Index = (object: KubeObject) => {
  const { strategy } = (object as RolloutObject).spec;
  const { canary, blueGreen } = strategy ?? {};
  const isJudged =
    canary?.analysis ??
    blueGreen?.prePromotionAnalysis ??
    blueGreen?.postPromotionAnalysis ??
    canary?.steps?.some(({ analysis, experiment }) => analysis ?? experiment);
  return isJudged ? [object.metadata.namespace ?? '', '*'] : [];
};

/** Whoever is remembered by nothing else. */
export const byUid: Index = ({ metadata }) => (metadata.uid === undefined ? [] : [metadata.uid]);

/** Rollouts by the Services that they name: `shop/web`, or `shop/*` where only an object of the router names one. */
export const byNamedService: Index = (object: KubeObject) => {
  const { spec } = object as RolloutObject;
  const namespace = object.metadata.namespace ?? '';
  const isNamedElsewhere = spec.strategy?.canary?.trafficRouting?.istio?.destinationRule !== undefined;
  const names = [...serviceNames({ spec: spec as never }), ...(isNamedElsewhere ? ['*'] : [])];
  return names.map((name) => `${namespace}/${name}`);
};

/** Rollouts by the objects that divide their requests: `Ingress/shop/web`, or `HTTPRoute/shop/*` if labels decide. */
export const byRoute: Index = (one: KubeObject) => {
  const object = one as RolloutObject;
  const routing = object.spec.strategy?.canary?.trafficRouting;
  if (!routing) return [];
  return readingsOf(routing, placeOf(object, object.spec as Completed)).map((reading) =>
    'ref' in reading ? routeKeys(reading.ref)[0] : routeKeys({ ...reading, ...reading.resource, name: '' })[1],
  );
};

/** Under which such an object finds its Rollouts. */
export const routeKeys = ({ kind, ...ref }: Pick<Ref, 'kind' | 'namespace' | 'name'>): readonly [string, string] => [
  `${kind}/${nameOf(ref)}`,
  `${kind}/${ref.namespace}/*`,
];

/** Services by the Rollout that has marked them. */
export const byMark: Index = ({ metadata }) => {
  const rollout = metadata.annotations?.[MANAGED_BY];
  return rollout === undefined ? [] : [`${metadata.namespace}/${rollout}`];
};

/** Rollouts by the Deployment whose template they use: `shop/web`. */
export const byWorkload: Index = (object: KubeObject) => {
  const { workloadRef } = (object as RolloutObject).spec;
  return workloadRef?.kind === 'Deployment' ? [`${object.metadata.namespace}/${workloadRef.name}`] : [];
};

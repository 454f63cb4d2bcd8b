/** How objects find the Rollouts that they concern. */
import type { Index } from '../../kube/name-index.ts';
import type { KubeObject } from '../../kube/types.ts';
import { MANAGED_BY } from './keys.ts';
import type { RolloutObject } from './objects.ts';
import { serviceNames } from './services.ts';

export const BY_CONTROLLER = 'controller';
export const BY_SERVICE = 'service';
export const BY_ROUTE = 'route';
export const BY_ORPHANAGE = 'orphanage';
export const BY_MARK = 'mark';
export const BY_WORKLOAD = 'workload';

/** Rollouts by the Services that they name. */
export const byNamedService: Index = (object: KubeObject) => {
  const { spec } = object as RolloutObject;
  const namespace = object.metadata.namespace ?? '';
  return serviceNames({ spec: spec as never }).map((name) => `${namespace}/${name}`);
};

/** Rollouts by the routing objects that they name: `Ingress/shop/web`. */
export const byNamedRoute: Index = (object: KubeObject) => {
  const { nginx, gatewayAPI } = (object as RolloutObject).spec.strategy?.canary?.trafficRouting ?? {};
  const own = object.metadata.namespace ?? '';
  const ingresses = [nginx?.stableIngress ?? [], nginx?.stableIngresses ?? []].flat();
  return [
    ...ingresses.map((name) => `Ingress/${own}/${name}`),
    ...(gatewayAPI?.httpRoutes ?? []).map(({ name, namespace = own }) => `HTTPRoute/${namespace}/${name}`),
  ];
};

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

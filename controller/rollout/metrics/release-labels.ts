/** How a Rollout releases, in the words of metric labels. */
import { canonicalRollout } from '../../../crds/canonical.ts';
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import type { RolloutObject } from '../objects.ts';

export type StrategyLabel = 'blueGreen' | 'canary' | 'none';
type Router = Exclude<keyof TrafficRouting, 'managedRoutes' | 'maxTrafficWeight' | 'stickyCohorts' | 'plugins'>;

/** Where several are set, the first of these tells. Those that the reference leaves out come last, so as to change nothing. */
const ROUTERS: Readonly<Record<Router, string>> = {
  appMesh: 'AppMesh',
  smi: 'SMI',
  nginx: 'Nginx',
  istio: 'Istio',
  ambassador: 'Ambassador',
  alb: 'ALB',
  traefik: 'Traefik',
  apisix: 'APISIX',
  gatewayAPI: 'GatewayAPI',
  contour: 'Contour',
  kuma: 'Kuma',
  gloo: 'Gloo',
  kong: 'Kong',
  skipper: 'Skipper',
};
const NAMES = Object.keys(ROUTERS) as readonly Router[];

export interface ReleaseLabels {
  readonly strategy: StrategyLabel;
  /** Empty without a router; a plugin goes by its own name. */
  readonly router: string;
}

export function releaseLabels({ spec }: Pick<RolloutObject, 'spec'>): ReleaseLabels {
  const { canary, blueGreen } = canonicalRollout(spec).strategy ?? {};
  if (blueGreen) return { strategy: 'blueGreen', router: '' };
  if (!canary) return { strategy: 'none', router: '' };
  const { trafficRouting = {} } = canary;
  const router = NAMES.find((name) => trafficRouting[name] !== undefined);
  const plugin = Object.keys(trafficRouting.plugins ?? {}).toSorted()[0];
  return { strategy: 'canary', router: router ? ROUTERS[router] : (plugin ?? '') };
}

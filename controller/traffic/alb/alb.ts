/** AWS Load Balancer Controller: annotations of the user's Ingresses hold the weights, and header routes have paths there. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, nameOf, type Ref } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { type Goal, observedAt, releasedAt, renderedAt, withoutRules } from './ingress.ts';
import { annotationLease, hasRulesFor, MANAGED, siteOf } from './site.ts';

export type Alb = NonNullable<TrafficRouting['alb']>;

const API_VERSION = 'networking.k8s.io/v1';
const GROUP = 'networking.k8s.io/';
const PREFIX = 'alb.ingress.kubernetes.io';

export const alb: Router<Alb> = {
  can: { headerRoutes: 'exact', experiments: true },
  kinds: [{ apiVersion: API_VERSION, kind: 'Ingress', plural: 'ingresses', namespaced: true }],
  reads: (config, place) => refsOf(config, place).map((ref) => ({ ref })),
  unfit,
  observed,
  render,
  leases: (config, place, object) =>
    refsOf(config, place).some((ref) => isNamed(object, ref)) ? leasedBy(place.uid, object) : [],
  release: (place, objects) =>
    joined(
      objects
        .filter(isIngress)
        .map((one) => siteOf(place, one))
        // Other routers lease Ingresses, too.
        .filter(({ leased }) => leased.includes(annotationLease(MANAGED)))
        .map(releasedAt),
    ),
};

export function refsOf({ ingress, ingresses = [] }: Alb, { rollout }: Place): readonly Ref[] {
  const names = [...new Set([...(ingress ? [ingress] : []), ...ingresses])];
  return names.map((name) => ({ apiVersion: API_VERSION, kind: 'Ingress', namespace: rollout.namespace, name }));
}

const isIngress = ({ apiVersion, kind }: KubeObject): boolean => kind === 'Ingress' && apiVersion.startsWith(GROUP);

export function isNamed(object: KubeObject, { namespace, name }: Ref): boolean {
  return isIngress(object) && object.metadata.name === name && (object.metadata.namespace ?? '') === namespace;
}

export function goalOf({ annotationPrefix, rootService, servicePort, stickinessConfig }: Alb, place: Place): Goal {
  const { enabled = false, durationSeconds } = stickinessConfig ?? {};
  return {
    prefix: annotationPrefix || PREFIX,
    action: rootService || place.stableService,
    port: String(servicePort),
    stickiness: enabled ? { Enabled: true, DurationSeconds: durationSeconds } : undefined,
  };
}

function unfit(config: Alb, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  return refsOf(config, place).flatMap((ref) => {
    const { name: value } = ref;
    const at = { path: value === config.ingress ? 'ingress' : 'ingresses', value };
    const found = objects.find((object) => isNamed(object, ref));
    if (!found) return [{ ...at, message: `ingress.networking.k8s.io "${value}" not found`, missing: 'Ingress' }];
    const site = siteOf(place, found);
    const goal = goalOf(config, place);
    return hasRulesFor(goal.action, site) ? [] : [{ ...at, message: withoutRules(site, goal) }];
  });
}

function sitesOf(config: Alb, place: Place, objects: readonly KubeObject[]) {
  const refs = refsOf(config, place);
  const found = refs.map((ref) => objects.find((object) => isNamed(object, ref)));
  return {
    sites: found.flatMap((object) => (object ? [siteOf(place, object)] : [])),
    missing: refs.filter((_, index) => !found[index]).map((ref) => `Ingress ${nameOf(ref)} not found`),
  };
}

function observed(config: Alb, place: Place, objects: readonly KubeObject[]): Observed {
  const { sites, missing } = sitesOf(config, place, objects);
  const sight = observedAt(sites, goalOf(config, place));
  return { ...sight, problems: [...missing, ...sight.problems] };
}

function render(config: Alb, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const { sites, missing } = sitesOf(config, place, objects);
  const goal = goalOf(config, place);
  const parts = joined(sites.map((site) => renderedAt(site, goal, split)));
  return { ...parts, problems: [...missing, ...parts.problems] };
}

function joined(parts: readonly Rendered[]): Rendered {
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: parts.flatMap(({ notices }) => notices),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** Istio: the weights in VirtualServices of the user, and the revisions that the subsets of a DestinationRule select. */
import { type KubeObject, nameOf, type Ref, type Resource } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { withoutCohorts } from './cohorts.ts';
import { hostOf, problemsIn, type Rule, readinessOf, ruleChange, ruleRelease, selectedBy } from './destination-rule.ts';
import { serviceRelease } from './release.ts';
import { selectionIn } from './selection.ts';
import { type Istio, listIn, PROTOCOLS, type Role, type Site, type VirtualServiceConfig } from './site.ts';
import { type Change, changeAt, observedAt } from './virtual-service.ts';

const GROUP = 'networking.istio.io/';
const API_VERSION = `${GROUP}v1`;
const ROLES: readonly Role[] = ['canary', 'stable'];

const kind = (name: string): Resource => ({
  ...{ apiVersion: API_VERSION, kind: name, plural: `${name.toLowerCase()}s`, namespaced: true },
});

export const istio: Router<Istio> = {
  can: { headerRoutes: true, mirrorRoutes: true, experiments: true, sticky: true },
  kinds: [kind('VirtualService'), kind('DestinationRule')],
  reads: (config, place) => [...namedServices(config, place), ...namedRules(config, place)].map(({ ref }) => ({ ref })),
  unfit,
  observed,
  render,
  leases: (config, place, object) => {
    const named = [...namedServices(config, place), ...namedRules(config, place)];
    return named.some(({ ref }) => isNamed(object, ref)) ? leasedBy(place.uid, object) : [];
  },
  release,
};

interface Named {
  readonly ref: Ref;
  readonly path: string;
  readonly config: VirtualServiceConfig;
}

/** `name`, `name.namespace` or longer. One that is named twice is steered once, by all its routes. */
function namedServices({ virtualService, virtualServices = [] }: Istio, { rollout }: Place): readonly Named[] {
  const path = virtualService ? 'virtualService.name' : 'virtualServices.name';
  const byName = new Map<string, Named>();
  for (const config of virtualService ? [virtualService, ...virtualServices] : virtualServices) {
    const [name = '', namespace = rollout.namespace] = config.name.split('.');
    const ref = { apiVersion: API_VERSION, kind: 'VirtualService', namespace, name };
    const before = byName.get(nameOf(ref))?.config;
    byName.set(nameOf(ref), { path, ref, config: before ? joined(before, config) : config });
  }
  return [...byName.values()];
}

const joined = (one: VirtualServiceConfig, other: VirtualServiceConfig): VirtualServiceConfig => ({
  name: one.name,
  routes: [...(one.routes ?? []), ...(other.routes ?? [])],
  tlsRoutes: [...(one.tlsRoutes ?? []), ...(other.tlsRoutes ?? [])],
  tcpRoutes: [...(one.tcpRoutes ?? []), ...(other.tcpRoutes ?? [])],
});

function namedRules({ destinationRule }: Istio, { rollout }: Place) {
  if (!destinationRule) return [];
  const { namespace } = rollout;
  const ref: Ref = { apiVersion: API_VERSION, kind: 'DestinationRule', namespace, name: destinationRule.name };
  return [{ ref, config: destinationRule }];
}

function isNamed({ apiVersion, kind, metadata }: KubeObject, ref: Ref): boolean {
  const isOfKind = apiVersion.startsWith(GROUP) && kind === ref.kind;
  return isOfKind && metadata.name === ref.name && (metadata.namespace ?? '') === ref.namespace;
}

interface Found {
  readonly sites: readonly Site[];
  readonly rule: Rule | undefined;
  readonly problems: readonly string[];
}

function found(config: Istio, place: Place, objects: readonly KubeObject[]): Found {
  const rules = namedRules(config, place);
  const [rule] = rules.flatMap(({ ref, config }) => {
    const object = objects.find((one) => isNamed(one, ref));
    return object ? [{ place, config, object, leased: leasedBy(place.uid, object) }] : [];
  });
  const services = namedServices(config, place);
  const sites = services.flatMap((named) => siteOf(named, config, rule, { place, objects }));
  const missing = [...services, ...rules].filter(({ ref }) => !objects.some((one) => isNamed(one, ref)));
  return { sites, rule, problems: missing.map(({ ref }) => `${ref.kind} ${nameOf(ref)} not found`) };
}

interface Around {
  readonly place: Place;
  readonly objects: readonly KubeObject[];
}

function siteOf(
  { ref, config }: Named,
  { destinationRule }: Istio,
  rule: Rule | undefined,
  { place, objects }: Around,
): readonly Site[] {
  const object = objects.find((one) => isNamed(one, ref));
  if (!object) return [];
  const subsets = destinationRule && {
    canary: destinationRule.canarySubsetName,
    stable: destinationRule.stableSubsetName,
    host: rule && hostOf(rule),
  };
  return [{ place, config, subsets, object, leased: leasedBy(place.uid, object) }];
}

/** A missing DestinationRule invalidates nothing: the reference waits for it. */
function unfit(config: Istio, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  const { rule } = found(config, place, objects);
  return namedServices(config, place).flatMap((named): readonly Unfit[] => {
    const at = { path: named.path, value: named.config.name };
    const [site] = siteOf(named, config, rule, { place, objects });
    if (site) return messagesFor(withoutCohorts(site)).map((message) => ({ ...at, message }));
    const message = `virtualservices.networking.istio.io "${named.ref.name}" not found`;
    return [{ ...at, message, missing: 'VirtualService' }];
  });
}

function messagesFor(site: Site): readonly string[] {
  const none = PROTOCOLS.every((protocol) => listIn(site, protocol).length === 0);
  if (none) return ['Unable to get any of the HTTP, TCP or TLS routes for the Istio VirtualService'];
  const faults = selectionIn(site).faults.filter(({ isOurs }) => !isOurs);
  return faults.map(
    ({ protocol, message }) => `Istio VirtualService has invalid ${protocol.toUpperCase()} routes. Error: ${message}`,
  );
}

function observed(config: Istio, place: Place, objects: readonly KubeObject[]): Observed {
  const { sites, rule, problems } = found(config, place, objects);
  const sights = sites.map(observedAt);
  const [first, ...others] = sights.filter(({ carriesRequests }) => carriesRequests);
  const selected = rule && selectedBy(rule);
  return {
    shown: sights.flatMap(({ shown }) => shown),
    routes: first?.routes.filter((name) => others.every(({ routes }) => routes.includes(name))) ?? [],
    problems: [...problems, ...sights.flatMap((one) => one.problems), ...(rule ? problemsIn(rule) : [])],
    ...(selected && { selected }),
  };
}

function render(config: Istio, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const { sites, rule, problems } = found(config, place, objects);
  const changes = sites.map((site) => changeAt(site, split));
  const isReady = (role: Role) => !config.destinationRule || (rule && readinessOf(rule, role, split) === 'ready');
  const ready = changes.filter(({ rises }) => ROLES.every((role) => !rises.has(role) || isReady(role)));
  const parts = [...ready, ...(rule ? [turned(rule, split, changes, ready)] : [])];
  const hasManaged = split.headerRoutes.length + split.mirrorRoutes.length > 0;
  const hasRequests = sites.length === 0 || changes.some(({ carriesRequests }) => carriesRequests);
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: parts.flatMap(({ notices }) => notices),
    problems: [
      ...problems,
      ...changes.flatMap((one) => one.problems),
      ...(hasManaged && !hasRequests ? ['managed routes need an HTTP route'] : []),
      ...(split.cohorts && !hasRequests ? ['sticky cohorts need an HTTP route'] : []),
      ...(rule ? problemsIn(rule) : []),
    ],
  };
}

/**
 * Nobody is sent to a revision that a subset does not select yet, or selects no longer: what rises waits for its
 * subset, and a subset waits for what falls. If both wait for each other, the subset goes first.
 */
function turned(rule: Rule, split: Split, changes: readonly Change[], ready: readonly Change[]) {
  const waits = ROLES.filter(
    (role) => readinessOf(rule, role, split) === 'turning' && changes.some(({ falls }) => falls.has(role)),
  );
  const change = ruleChange(rule, split, new Set(waits));
  const isStuck = change.actions.length === 0 && ready.every(({ actions }) => actions.length === 0);
  return isStuck && waits.length > 0 ? ruleChange(rule, split, new Set()) : change;
}

function release(place: Place, objects: readonly KubeObject[]): Rendered {
  const actions = objects.flatMap((object) => {
    const leased = leasedBy(place.uid, object);
    if (leased.length === 0 || !object.apiVersion.startsWith(GROUP)) return [];
    if (object.kind === 'VirtualService') return serviceRelease(place, object, leased);
    return object.kind === 'DestinationRule' ? ruleRelease({ place, object, leased }) : [];
  });
  return { actions, notices: [], problems: [] };
}

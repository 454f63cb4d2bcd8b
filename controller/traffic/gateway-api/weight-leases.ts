/** Which weights in the rules of a Gateway API route a Rollout writes, and what it remembers by them. */
import { type Fields, recordsOf } from '../records.ts';
import type { Place, Split } from '../router.ts';
import { homeOf, isService, refsTo, rulesOf, type Site } from './site.ts';

/**
 * What the Rollout writes in the rules of the user: the weight of a backend that was there, and all of one that was
 * not. A backend counts as ours for as long as the lease lasts, even if somebody adds it to the source meanwhile.
 */
export function weightLeases(rules: readonly Fields[], { destinations }: Split, site: Site): readonly string[] {
  const { canaryService } = site.place;
  if (rules.length === 0) return [];
  const isWhole = site.leased.includes(backendPath(site, canaryService));
  const holding = rules.filter((rule) => refsTo(rule, canaryService, site).length > 0).length;
  const isLeaf = site.leased.includes(canaryLeaf(site)) || (holding > 0 && !isWhole);
  const experiments = destinations.filter(({ role }) => role === 'experiment');
  return [
    ...(isLeaf && site.ruleNames ? [] : [leaf(site, site.place.stableService)]),
    ...(isLeaf ? [canaryLeaf(site)] : []),
    ...(isWhole || holding < rules.length ? [backendPath(site, canaryService)] : []),
    ...experiments.map(({ service }) => backendPath(site, service)),
  ];
}

/** Where some rules had the canary and some had not, nobody knows later which: it stays, with weight 0. */
export function isCanaryAdded(site: Site): boolean {
  return site.leased.includes(backendPath(site, site.place.canaryService)) && !site.leased.includes(canaryLeaf(site));
}

/** Backends that we added and that are not the canary's. */
export function leasedExperiments({ leased, place: { stableService, canaryService } }: Site): readonly string[] {
  return leased.flatMap((path) => {
    const [, service] = WHOLE.exec(path) ?? [];
    return service === undefined || service === stableService || service === canaryService ? [] : [service];
  });
}

/** The route as the leases remember it; undefined if no weights are leased. */
export function leasedSite(site: Site): Site | undefined {
  const terms = leasedTerms(site);
  if (!terms) return undefined;
  const { ruleNames, ...services } = terms;
  const { rollout } = site.place;
  const namespace = homeOfService(services.stableService, site) ?? rollout.namespace;
  return { ...site, place: { ...site.place, ...services, rollout: { ...rollout, namespace } }, ruleNames };
}

/** Who has only the leases to go by does not know where the Rollout was. */
function homeOfService(service: string, { place, route }: Site): string | undefined {
  const refs = rulesOf({ route }).flatMap((rule) => recordsOf(rule['backendRefs']));
  const homes = refs.filter((ref) => ref['name'] === service && isService(ref)).map((ref) => homeOf(ref, route));
  const [only, ...others] = new Set(homes);
  const isKnown = homes.includes(place.rollout.namespace) || others.length > 0;
  return isKnown || typeof only !== 'string' ? undefined : only;
}

const WHOLE = /^spec\.rules\[[^\]]+\]\.backendRefs\[name=([^|\]]+)\]$/;
const BY_SERVICE = /^spec\.rules\[backendRefs\.name=([^\]]+)\]\.backendRefs\[name=([^\]]+)\]/;
const BY_RULE = /^spec\.rules\[(name=[^\]]+)\]\.backendRefs\[name=([^|\]]+)(?:\|name=([^\]]+))?\](\.weight)?$/;

type Services = Pick<Place, 'stableService' | 'canaryService'>;

interface Lease {
  readonly rules?: string;
  /** Undefined if the path does not tell. */
  readonly stable: string | undefined;
  readonly others: readonly string[];
}

function leasedTerms({ leased, place }: Site): (Services & Pick<Site, 'ruleNames'>) | undefined {
  const found = leased.flatMap((path) => leaseIn(path) ?? []);
  const [first] = found;
  if (!first) return undefined;
  const stableService = found.find(({ stable }) => stable !== undefined)?.stable ?? place.stableService;
  const others = found.flatMap((one) => one.others).filter((service) => service !== stableService);
  return {
    stableService,
    canaryService: others.find((service) => service === place.canaryService) ?? others[0] ?? place.canaryService,
    ruleNames: first.rules?.split('|').map((one) => one.slice('name='.length)),
  };
}

function leaseIn(path: string): Lease | undefined {
  const [, stable, service] = BY_SERVICE.exec(path) ?? [];
  if (stable !== undefined && service !== undefined) return { stable, others: [service] };
  const [, rules, one, other, weight] = BY_RULE.exec(path) ?? [];
  if (rules === undefined || one === undefined) return undefined;
  return weight === undefined
    ? { rules, stable: undefined, others: [one] }
    : { rules, stable: one, others: other === undefined ? [] : [other] };
}

function scope({ place, ruleNames }: Site): string {
  const rules = ruleNames
    ? ruleNames.map((name) => `name=${name}`).join('|')
    : `backendRefs.name=${place.stableService}`;
  return `spec.rules[${rules}].backendRefs`;
}

/** All of a backend, in all rules that are meant. */
export function backendPath(site: Site, service: string): string {
  return `${scope(site)}[name=${service}]`;
}

function leaf(site: Site, service: string): string {
  return `${backendPath(site, service)}.weight`;
}

/** Where rules go by their own names, the path names both services, stable first: nothing else would tell which it is. */
function canaryLeaf(site: Site): string {
  const { stableService, canaryService } = site.place;
  return site.ruleNames ? leaf(site, `${stableService}|name=${canaryService}`) : leaf(site, canaryService);
}

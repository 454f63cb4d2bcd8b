/** One Gateway API route: what it shows, and the patch that makes it show something else. */
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import { LEASES, leasedBy, leaseText } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf } from '../records.ts';
import type { Observed, Place, Rendered, Shown, Split } from '../router.ts';
import { managedRouteOf, managedRules } from './managed.ts';
import {
  divides,
  forStableAlone,
  isAmbiguous,
  leasedServices,
  rulesOf,
  type Site,
  shownBy,
  titleOf,
  weighted,
  weightLeases,
} from './weights.ts';

export function siteOf(place: Place, route: KubeObject): Site {
  return { place, route, leased: leasedBy(place.uid, route) };
}

/** As the leases remember it. */
export function leasedSite(place: Place, route: KubeObject): Site {
  const site = siteOf(place, route);
  return { ...site, place: { ...place, ...leasedServices(site) } };
}

export function observedAt(site: Site): Observed {
  const rules = rulesOf(site);
  const routes = rules.flatMap((rule) => managedRouteOf(rule, site) ?? []);
  return { shown: shownAt(site), routes: [...new Set(routes)], problems: problemsAt(site) };
}

function shownAt(site: Site): readonly Shown[] {
  return rulesOf(site).flatMap((rule, index) => (divides(rule, site) ? [shownBy(rule, index, site)] : []));
}

function problemsAt(site: Site): readonly string[] {
  const title = titleOf(site);
  const rules = rulesOf(site);
  const { stableService, canaryService } = site.place;
  if (!rules.some((rule) => divides(rule, site))) return [`${title} has no rules using service ${stableService}`];
  return rules.flatMap((rule, index) =>
    divides(rule, site) && isAmbiguous(rule, site)
      ? [`rule ${index + 1} of ${title} names ${stableService} or ${canaryService} twice`]
      : [],
  );
}

export function renderedAt(site: Site, split: Split): Rendered {
  const rules = rulesOf(site).filter((rule) => managedRouteOf(rule, site) === undefined);
  const sources = rules.filter((rule) => divides(rule, site) && !isAmbiguous(rule, site));
  const managed = managedRules(
    sources.map((rule) => weighted(rule, split, site)),
    split,
    site,
  );
  const next = [...managed.rules, ...ofUser(site).map((rule) => (isRecord(rule) ? weighted(rule, split, site) : rule))];
  const leases = [...weightLeases(sources, split, site), ...managed.leases];
  return {
    actions: patches(site, next, leases, because(site, split)),
    notices: [],
    problems: [...problemsAt(site), ...managed.problems],
  };
}

export function releasedAt(site: Site): Rendered {
  const next = ofUser(site).map((rule, index) =>
    isRecord(rule) && divides(rule, site) ? forStableAlone(rule, index, site) : rule,
  );
  return { actions: patches(site, next, [], `stable alone in ${titleOf(site)}`), notices: [], problems: [] };
}

/** All that is not ours, also what is no rule at all. */
function ofUser(site: Site): readonly unknown[] {
  const rules = listOf(fieldsOf(site.route.spec)['rules']);
  return rules.filter((rule) => !isRecord(rule) || managedRouteOf(rule, site) === undefined);
}

/** The list of rules can only be written as a whole, and so only onto the version it was made from. */
function patches(site: Site, rules: readonly unknown[], leases: readonly string[], because: string) {
  const { place, route } = site;
  const text = leaseText(place.uid, route, leases);
  const isNoted = text === (route.metadata.annotations?.[LEASES] ?? null);
  const isSame = isEqual(listOf(fieldsOf(route.spec)['rules']), rules);
  if (isNoted && isSame) return [];
  const merge: Fields = {
    ...(!isNoted && { metadata: { annotations: { [LEASES]: text } } }),
    ...(!isSame && { spec: { rules } }),
  };
  const { resourceVersion } = route.metadata;
  return [
    { do: 'patch', ref: refOf(route), patch: { merge }, ...(resourceVersion && { resourceVersion }), because } as const,
  ];
}

function because(site: Site, { destinations }: Split): string {
  const { canaryService } = site.place;
  const wanted = destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
  const shown = new Set(shownAt(site).map(({ weights }) => weights[canaryService] ?? 0));
  const isShown = shown.size === 1 && shown.has(wanted);
  return isShown
    ? `${titleOf(site)} as wanted`
    : `canary weight ${[...shown].join(', ')} -> ${wanted} in ${titleOf(site)}`;
}

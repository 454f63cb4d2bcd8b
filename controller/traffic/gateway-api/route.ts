/** One Gateway API route: what it shows, and the patch that makes it show something else. */
import type { KubeObject } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedPatch } from '../leased-patch.ts';
import { leasedBy } from '../leases.ts';
import { fieldsOf, isRecord, listOf } from '../records.ts';
import type { Observed, Place, Rendered, Shown, Split } from '../router.ts';
import { cohorted, withoutCohorts } from './cohorts.ts';
import { managedRouteOf, managedRules } from './managed.ts';
import { markChanges, markLeases } from './progress-mark.ts';
import { absentRules, divides, isAmbiguous, rulesOf, type Site, titleOf } from './site.ts';
import { leasedSite, weightLeases } from './weight-leases.ts';
import { forStableAlone, shownBy, weighted } from './weights.ts';

export function siteOf(place: Place, route: KubeObject): Site {
  return { place, route, leased: leasedBy(place.uid, route) };
}

export function observedAt(found: Site): Observed {
  const site = withoutCohorts(found);
  const rules = rulesOf(site);
  const routes = rules.flatMap((rule) => managedRouteOf(rule, site) ?? []);
  return { shown: shownAt(site), routes: [...new Set(routes)], problems: problemsAt(site) };
}

function shownAt(site: Site): readonly Shown[] {
  return rulesOf(site).flatMap((rule, index) => (divides(rule, site) ? [shownBy(rule, index, site)] : []));
}

function problemsAt(site: Site): readonly string[] {
  const title = titleOf(site);
  const { stableService, canaryService } = site.place;
  const absent = absentRules(site).map((name) =>
    name === ''
      ? `${title} has no rules using service ${stableService}`
      : `${title} has no rule ${name} using service ${stableService}`,
  );
  const twice = rulesOf(site).flatMap((rule, index) =>
    divides(rule, site) && isAmbiguous(rule, site)
      ? [`rule ${index + 1} of ${title} names ${stableService} or ${canaryService} twice`]
      : [],
  );
  return [...absent, ...twice];
}

export function renderedAt(found: Site, split: Split): Rendered {
  const site = withoutCohorts(found);
  const rules = rulesOf(site).filter((rule) => managedRouteOf(rule, site) === undefined);
  const sources = rules.filter((rule) => divides(rule, site) && !isAmbiguous(rule, site));
  const managed = managedRules(
    sources.map((rule) => weighted(rule, split, site)),
    split,
    site,
  );
  const before = leasedSite(site);
  const next = ofUser(site).map((rule, index) => {
    if (!isRecord(rule)) return rule;
    if (divides(rule, site)) return weighted(rule, split, site);
    // It is not meant any more.
    return before && divides(rule, before) ? forStableAlone(rule, index, before) : rule;
  });
  // A route in which nothing is steered is as it is in Git.
  const at = sources.length > 0 ? found : { ...found, mark: undefined };
  // What is left of a rule of ours, and would be taken for another one of ours from now on.
  const leased = { ...site, leased: managed.leases };
  const kept = next.filter((rule) => !isRecord(rule) || managedRouteOf(rule, leased) === undefined);
  const held = cohorted([...managed.rules, ...kept], split, site);
  const leases = [...weightLeases(sources, split, site), ...managed.leases, ...held.leases, ...markLeases(at)];
  return {
    actions: patches(at, { rules: held.rules, leases, isActive: isActive(split) }, because(site, split)),
    notices: [],
    problems: [...problemsAt(site), ...managed.problems, ...held.problems],
  };
}

/** Whether anything in the route is for the time of the canary alone. */
function isActive({ destinations, headerRoutes, mirrorRoutes }: Split): boolean {
  const isShared = destinations.some(({ role, weight }) => role !== 'stable' && weight > 0);
  return isShared || headerRoutes.length + mirrorRoutes.length > 0;
}

export function releasedAt(found: Site): Rendered {
  const leased = leasedSite(found) ?? found;
  const site = withoutCohorts(leased);
  const rules = ofUser(site).map((rule, index) =>
    isRecord(rule) && divides(rule, site) ? forStableAlone(rule, index, site) : rule,
  );
  const actions = patches(leased, { rules, leases: [], isActive: false }, `stable alone in ${titleOf(site)}`);
  return { actions, notices: [], problems: [] };
}

/** All that is not ours, also what is no rule at all. */
function ofUser(site: Site): readonly unknown[] {
  const rules = listOf(fieldsOf(site.route.spec)['rules']);
  return rules.filter((rule) => !isRecord(rule) || managedRouteOf(rule, site) === undefined);
}

interface Wanted {
  readonly rules: readonly unknown[];
  readonly leases: readonly string[];
  readonly isActive: boolean;
}

function patches(site: Site, { rules, leases, isActive }: Wanted, because: string): readonly Action[] {
  const { place, route } = site;
  const isSame = isEqual(listOf(fieldsOf(route.spec)['rules']), rules);
  const fields = isSame ? {} : { spec: { rules } };
  return leasedPatch(place, route, { leases, because, fields, ...markChanges(site, isActive) });
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

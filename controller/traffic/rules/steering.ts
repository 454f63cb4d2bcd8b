/** One object with rules: what it shows, and the patch that makes it show something else. */
import type { KubeObject } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { leasedPatch } from '../leased-patch.ts';
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, recordsOf } from '../records.ts';
import type { Observed, Place, Rendered, Shown, Split } from '../router.ts';
import { cohorted, withoutCohorts } from './cohorts.ts';
import { fitting, managedFor, managedName, recordedIn, withoutStrays } from './managed.ts';
import { divides, isAmbiguous, type Placed, placedIn } from './placed.ts';
import { weightLeases } from './recorded.ts';
import { type RuleList, type Shape, type Site, siteOf, titleOf } from './shape.ts';
import { forStableAlone, isShared, shownBy, weighted } from './weights.ts';

/** How the objects of one kind are steered. */
export interface Steering {
  /** Whether it can hold managed routes. */
  readonly isForRequests: boolean;
  /** Why it is of no use: `has no rules using service web backend`. */
  unfit(place: Place, object: KubeObject): string | undefined;
  observed(place: Place, object: KubeObject): Observed;
  render(place: Place, split: Split, object: KubeObject): Rendered;
  release(place: Place, object: KubeObject): Rendered;
}

export function steeringOf(shape: Shape): Steering {
  return {
    isForRequests: shape.managed !== undefined,
    unfit: (place, object) => unfitAt(withoutCohorts(siteOf(shape, place, object))),
    observed: (place, object) => observedAt(withoutCohorts(siteOf(shape, place, object))),
    render: (place, split, object) => renderedAt(siteOf(shape, place, object), split),
    release: (place, object) => releasedAt(atHome(siteOf(shape, place, object))),
  };
}

function unfitAt(site: Site): string | undefined {
  const { stableService, canaryService } = site.place;
  const { shape, object } = site;
  if (!placedIn(shape.lists(object)).some(({ rule }) => divides(rule, site)))
    return `has no rules using service ${stableService} backend`;
  return shape.lacks?.([canaryService], site);
}

/** The lists without the rules that are ours. */
function listsOfUser(site: Site): readonly RuleList[] {
  return site.shape.lists(site.object).map((list) => {
    const names = recordedIn(list, site);
    if (names.size === 0) return list;
    return { ...list, rules: list.rules.filter((rule) => managedName(rule, names, site) === undefined) };
  });
}

function observedAt(site: Site): Observed {
  const services = [site.place.stableService, site.place.canaryService];
  return { shown: shownAt(site), routes: routesAt(site), problems: problemsIn(listsOfUser(site), services, site) };
}

/** Managed rules for mirrors divide requests like any other. */
function shownAt(site: Site): readonly Shown[] {
  return site.shape
    .lists(site.object)
    .flatMap((list) =>
      list.rules.flatMap((rule, index) =>
        isRecord(rule) && divides(rule, site) ? [shownBy({ list, rule }, index, site)] : [],
      ),
    );
}

function routesAt(site: Site): readonly string[] {
  const wanted = new Set<string>();
  const missing = new Set<string>();
  for (const list of site.shape.lists(site.object)) {
    const names = recordedIn(list, site);
    if (names.size === 0) continue;
    const { matchField = '' } = site.shape.managed ?? {};
    const there = new Set(
      list.rules.flatMap((rule) =>
        isRecord(rule) && managedName(rule, names, site) !== undefined ? [fingerprint(rule[matchField])] : [],
      ),
    );
    for (const [print, name] of names) (there.has(print) ? wanted : missing).add(name);
  }
  return [...wanted].filter((name) => !missing.has(name));
}

function problemsIn(lists: readonly RuleList[], services: readonly string[], site: Site): readonly string[] {
  const title = titleOf(site);
  const sources = placedIn(lists).filter(({ rule }) => divides(rule, site));
  if (sources.length === 0) return [`${title} has no rules using service ${site.place.stableService}`];
  const lack = site.shape.lacks?.(services, site);
  if (lack !== undefined) return [`${title} ${lack}`];
  const twice = services.filter((service) => sources.some(({ rule }) => isAmbiguous(rule, [service], site)));
  return twice.map((service) => `a rule of ${title} names ${service} twice`);
}

function renderedAt(found: Site, split: Split): Rendered {
  const site = withoutCohorts(found);
  const lists = listsOfUser(site);
  if (site.shape.lacks?.(servicesOf(split), site) !== undefined)
    return { actions: [], notices: [], problems: problemsIn(lists, servicesOf(split), site) };
  const { rules, leases, problems } = planned(lists, split, site);
  const spec = site.shape.withLists(site.object, rules);
  return {
    actions: patches(found, spec, leases, because(site, split)),
    notices: [],
    problems: [...problemsIn(lists, servicesOf(split), site), ...problems],
  };
}

interface Planned {
  readonly rules: readonly (readonly unknown[])[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

function planned(lists: readonly RuleList[], split: Split, site: Site): Planned {
  const isSource = ({ rule }: Placed) => divides(rule, site) && !isAmbiguous(rule, servicesOf(split), site);
  const sources = placedIn(lists).filter(isSource);
  const parts = lists.map((list) => {
    const own = sources.filter((source) => source.list === list);
    const steered = new Map<unknown, Fields>(own.map((source) => [source.rule, weighted(source, split, site)]));
    return { list, steered, managed: managedFor([...steered.values()], split, site) };
  });
  const clean = parts.map(({ list, managed }) => withoutStrays(list, managed, site));
  if (clean.some((list, index) => list !== lists[index])) return planned(clean, split, site);
  const fit = parts.map(({ list, managed }) => fitting(list, managed, site));
  const next = parts.map(({ list, steered }, index) => ({
    ...{ list, drawn: [...steered.values()], managed: fit[index]?.rules ?? [] },
    rest: list.rules.map((rule) => steered.get(rule) ?? rule),
  }));
  const held = cohorted(next, split.cohorts, site);
  return {
    rules: held.rules,
    leases: [...weightLeases(sources, split, site), ...fit.flatMap((one) => one.leases), ...held.leases],
    problems: [...fit.flatMap((one) => one.problems), ...held.problems],
  };
}

function servicesOf({ destinations }: Split): readonly string[] {
  return destinations.map(({ service }) => service);
}

/** Who has only the leases to go by does not know where the Rollout was. Two namespaces that could be it leave it open. */
function atHome(site: Site): Site {
  const { shape, object, place } = site;
  if (place.rollout.name !== '' || !shape.namespaceOf) return site;
  const all = placedIn(shape.lists(object));
  const isHome = (home: string) => all.some((placed) => isShared(placed, { ...site, home }));
  if (isHome(site.home)) return site;
  const named = all.flatMap(({ rule }) => recordsOf(shape.backends(rule)).map((one) => shape.namespaceOf?.(one)));
  const homes = [...new Set(named)].filter((home) => home !== undefined && isHome(home));
  const [only, ...others] = homes;
  return only === undefined || others.length > 0 ? site : { ...site, home: only };
}

function releasedAt(found: Site): Rendered {
  const site = withoutCohorts(found);
  const rules = listsOfUser(site).map((list) =>
    list.rules.map((rule) => (isRecord(rule) ? forStableAlone({ list, rule }, site) : rule)),
  );
  const spec = site.shape.withLists(site.object, rules);
  return { actions: patches(found, spec, [], `stable alone in ${titleOf(site)}`), notices: [], problems: [] };
}

function patches({ place, object }: Site, spec: Fields, leases: readonly string[], because: string): readonly Action[] {
  const change = mergePatch(fieldsOf(object.spec), spec);
  return leasedPatch(place, object, { leases, because, fields: change ? { spec: change } : {} });
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

/** Managed routes of a VirtualService: before those of the user, one for each of them that divides requests. */
import { isEqual } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, isRecord } from '../records.ts';
import type { Split } from '../router.ts';
import { managedLease, managedNameOf, mirrorsOf } from './managed-form.ts';
import { type Managed, matchesOf, narrowed } from './matches.ts';
import { entriesFor } from './selection.ts';
import { listIn, type Site, titleOf } from './site.ts';

export interface ManagedRoutes {
  readonly routes: readonly Fields[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

type Wanted = Managed & { readonly name: string };
type ManagedRoute = Fields & { readonly match: readonly Fields[] };

const MIRROR_FIELDS: readonly string[] = ['mirror', 'mirrors', 'mirrorPercentage', 'mirrorPercent', 'mirror_percent'];

/** `sources` already have their weights. */
export function managedRoutes(sources: readonly Fields[], split: Split, site: Site): ManagedRoutes {
  const parts = inOrder(split, site).map((wanted) => managedBy(wanted, sources, site));
  return {
    routes: parts.flatMap(({ routes }) => routes),
    leases: parts.flatMap(({ leases }) => leases),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** The first one that matches wins. */
function inOrder({ headerRoutes, mirrorRoutes }: Split, { place }: Site): readonly Wanted[] {
  const all: readonly Wanted[] = [
    ...headerRoutes.map((header) => ({ name: header.name, header })),
    ...mirrorRoutes.map((mirror) => ({ name: mirror.name, mirror })),
  ];
  const rank = ({ name }: Wanted) => {
    const index = place.managedRoutes.indexOf(name);
    return index < 0 ? place.managedRoutes.length : index;
  };
  return all.toSorted((one, other) => rank(one) - rank(other));
}

function managedBy(wanted: Wanted, sources: readonly Fields[], site: Site): ManagedRoutes {
  const { name } = wanted;
  const isTaken = listIn(site, 'http').some(
    (route) => isRecord(route) && route['name'] === name && managedNameOf(route, site) === undefined,
  );
  if (isTaken) return failed(`${titleOf(site)} has a route ${name} that is not ours`);
  const parts = sources.map((source) => ({ source, ...narrowed(matchesOf(source), wanted) }));
  const cannot = parts.find((part) => part.cannot !== undefined)?.cannot;
  if (cannot !== undefined) return failed(`managed route ${name}: ${titleOf(site)} cannot ${cannot}`);
  const routes = parts.flatMap(({ source, matches }) => {
    const [canary] = entriesFor(source, 'canary', site);
    // Without a match, a route would take every request.
    if (matches.length === 0 || !canary) return [];
    const route = { ...source, name, match: matches };
    return ['header' in wanted ? toCanary(route, canary) : mirrored(route, canary, wanted.mirror.percentage)];
  });
  const reached = routes.filter(
    (route, index) => !routes.slice(0, index).some((earlier) => isEqual(earlier.match, route.match)),
  );
  return { routes: reached, leases: reached.length > 0 ? [managedLease(name)] : [], problems: [] };
}

function failed(problem: string): ManagedRoutes {
  return { routes: [], leases: [], problems: [problem] };
}

function toCanary(route: ManagedRoute, canary: Fields): ManagedRoute {
  return { ...route, route: [{ ...canary, weight: 100 }] };
}

/** Istio takes one mirror or a list of them. The list is newer, so it is used only where the user has mirrors, too. */
function mirrored(route: ManagedRoute, canary: Fields, value: number): ManagedRoute {
  const { match } = route;
  const fields = Object.entries(route).filter(([name]) => !MIRROR_FIELDS.includes(name));
  const rest = { ...Object.fromEntries(fields), match };
  const others = mirrorsOf(route);
  const percentage = { value };
  const destination = fieldsOf(canary['destination']);
  if (others.length === 0) return { ...rest, mirror: destination, mirrorPercentage: percentage };
  return { ...rest, mirrors: [...others, { destination, percentage }] };
}

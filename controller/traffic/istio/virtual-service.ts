/** One VirtualService: what it shows, and what makes it show something else. */
import type { Notice } from '../../runtime/plan.ts';
import { leaseText } from '../leases.ts';
import { type Fields, isRecord } from '../records.ts';
import type { Observed, Split } from '../router.ts';
import { type Cohorted, cohorted, type Drawn, withoutCohorts } from './cohorts.ts';
import { managedRoutes } from './managed.ts';
import { managedNameOf } from './managed-form.ts';
import { type Next, patched } from './patched.ts';
import { entriesFor, type Steered, selectionIn } from './selection.ts';
import { listIn, PROTOCOLS, type Role, type Site, titleOf, weightOf } from './site.ts';
import { destinationsPath, partsOf, shownBy, weighted, weightLeases } from './weights.ts';

/** What it would take, and which side gets more or less by it. */
export interface Change {
  readonly actions: ReturnType<typeof patched>;
  readonly notices: readonly Notice[];
  readonly problems: readonly string[];
  readonly rises: ReadonlySet<Role>;
  readonly falls: ReadonlySet<Role>;
  readonly carriesRequests: boolean;
}

export interface Sight extends Observed {
  readonly carriesRequests: boolean;
}

export function observedAt(found: Site): Sight {
  const site = withoutCohorts(found);
  const { routes, faults } = selectionIn(site);
  return {
    shown: routes.map((one) => shownBy(one, site)),
    routes: [...managedIn(site)],
    problems: problemsFor(faults, site),
    carriesRequests: routes.some(({ protocol }) => protocol === 'http'),
  };
}

function managedIn(site: Site): ReadonlySet<string> {
  const names = listIn(site, 'http').map((route) => (isRecord(route) ? managedNameOf(route, site) : undefined));
  return new Set(names.filter((name) => name !== undefined));
}

function problemsFor(faults: readonly { readonly message: string }[], site: Site): readonly string[] {
  const none = PROTOCOLS.every((protocol) => listIn(site, protocol).length === 0);
  return none ? [`${titleOf(site)} has no routes`] : faults.map(({ message }) => `${titleOf(site)}: ${message}`);
}

export function changeAt(found: Site, split: Split): Change {
  const site = withoutCohorts(found);
  const { routes, faults } = selectionIn(site);
  const parts = partsOf(split);
  const steered = routes.map((one) => ({ ...one, next: weighted(one.route, parts, site) }));
  const sources = steered.filter(({ protocol }) => protocol === 'http');
  const managed = managedRoutes(
    sources.map(({ next }) => next),
    split,
    site,
  );
  const held = cohorted(drawnIn(sources, managed.routes, site), split.cohorts, site);
  const leases = [...weightLeases(routes, parts, site), ...managed.leases, ...held.leases];
  const spec = nextSpec(steered, managed.routes, held, site);
  const names = {
    before: new Set([...managedIn(site), ...(site === found ? [] : [COHORTS])]),
    after: new Set([...managed.routes.map(({ name }) => String(name)), ...(held.routes.size > 0 ? [COHORTS] : [])]),
  };
  const next = { spec, lease: leaseText(site.place.uid, site.object, leases) };
  return {
    actions: patched(found.object, next, because(routes, parts.canary, site)),
    notices: noticesOf(steered, split, names, site),
    problems: [...problemsFor(faults, site), ...managed.problems, ...held.problems],
    ...movesOf(steered, names, site),
    carriesRequests: sources.length > 0,
  };
}

/** Stands among the names of managed routes, which have no spaces. */
const COHORTS = 'sticky cohorts';

/** Those of the user, and mirrors. Header routes lead to the canary alone. */
function drawnIn(sources: readonly Weighed[], managed: readonly Fields[], site: Site): readonly Drawn[] {
  return [
    ...sources.map((one) => ({ route: one.next, path: destinationsPath(one, sources, site) })),
    ...managed
      .filter((route) => entriesFor(route, 'stable', site).length > 0)
      .map((route) => ({ route, path: undefined })),
  ];
}

type Weighed = Steered & { readonly next: Fields };

/** Lists can only be written as a whole. What is no route at all stays where it is. */
function nextSpec(
  steered: readonly Weighed[],
  managed: readonly Fields[],
  { routes: held }: Cohorted,
  site: Site,
): Next['spec'] {
  const next = new Map<unknown, Fields>(steered.map((one) => [one.route, one.next]));
  const lists = PROTOCOLS.filter((protocol) => listIn(site, protocol).length > 0).map((protocol) => {
    const ofUser = listIn(site, protocol).filter(
      (route) => !isRecord(route) || managedNameOf(route, site, protocol) === undefined,
    );
    const list = ofUser.map((route) => next.get(route) ?? route);
    return [
      protocol,
      protocol === 'http'
        ? [...managed, ...list].flatMap((route): readonly unknown[] => held.get(route) ?? [route])
        : list,
    ];
  });
  return Object.fromEntries(lists);
}

interface Names {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** A managed route, too, sends the canary something. */
function movesOf(steered: readonly Weighed[], { before, after }: Names, site: Site): Pick<Change, 'rises' | 'falls'> {
  const moves = steered.flatMap(({ route, next }) =>
    (['canary', 'stable'] as const).map((role) => ({ role, by: share(next, role, site) - share(route, role, site) })),
  );
  const added = [...after].some((name) => !before.has(name));
  const removed = [...before].some((name) => !after.has(name));
  const rising = moves.filter(({ by }) => by > 0).map(({ role }) => role);
  const falling = moves.filter(({ by }) => by < 0).map(({ role }) => role);
  return {
    rises: new Set<Role>(added ? [...rising, 'canary'] : rising),
    falls: new Set<Role>(removed ? [...falling, 'canary'] : falling),
  };
}

function share(route: Fields, role: Role, site: Site): number {
  return entriesFor(route, role, site).reduce((sum, entry) => sum + weightOf(entry), 0);
}

function because(routes: readonly Steered[], wanted: number, site: Site): string {
  const shown = new Set(routes.map(({ route }) => share(route, 'canary', site)));
  const isShown = shown.size === 0 || (shown.size === 1 && shown.has(wanted));
  const title = titleOf(site);
  return isShown ? `${title} as wanted` : `canary weight ${[...shown].join(', ')} -> ${wanted} in ${title}`;
}

/** The reason is no single word: the reference writes it so. */
function noticesOf(steered: readonly Weighed[], split: Split, { before, after }: Names, site: Site): readonly Notice[] {
  const { canary } = partsOf(split);
  const isMoved = steered.some(({ route }) => share(route, 'canary', site) !== canary);
  const texts = [
    ...(isMoved ? [`set to desiredWeight '${canary}'`] : []),
    ...split.headerRoutes.flatMap(({ name }) => (isNew(name, before, after) ? [`set headerRoute '${name}'`] : [])),
    ...split.mirrorRoutes.flatMap(({ name }) => (isNew(name, before, after) ? [`set mirrorRoute '${name}'`] : [])),
  ];
  const title = `VirtualService \`${site.object.metadata.name}\``;
  return texts.map((text) => ({ type: 'Normal', reason: 'Updated VirtualService', message: `${title} ${text}` }));
}

const isNew = (name: string, before: ReadonlySet<string>, after: ReadonlySet<string>): boolean =>
  after.has(name) && !before.has(name);

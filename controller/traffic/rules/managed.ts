/** Managed routes: rules of ours before those of the user, for some of the requests of each rule that divides them. */
import { fingerprint } from '../leases.ts';
import { type Fields, isRecord, recordsOf } from '../records.ts';
import type { Split } from '../router.ts';
import { choicesOf, inOrder, type ManagedRoute, type Narrowing } from './narrowing.ts';
import { backendsTo } from './placed.ts';
import { recordedKeys } from './recorded.ts';
import { type ManagedShape, type RuleList, type Site, titleOf } from './shape.ts';

/** The managed routes in the record by the fingerprints of their requests. */
export function recordedIn(list: RuleList, { leased, shape }: Site): ReadonlyMap<string, string> {
  const before = `${list.path}[name=`;
  const between = `|${shape.managed?.matchField}=#`;
  const found = new Map<string, string>();
  for (const path of leased) {
    const end = path.indexOf(between);
    if (!path.startsWith(before) || end < 0 || !path.endsWith(']')) continue;
    found.set(path.slice(end + between.length, -1), path.slice(before.length, end));
  }
  return found;
}

/** Rules are known by their requests. One of the user that asks for the same has not the form. */
export function managedName(rule: unknown, names: ReadonlyMap<string, string>, site: Site): string | undefined {
  const { managed } = site.shape;
  if (!managed || names.size === 0 || !isRecord(rule) || !hasManagedForm(rule, managed, site)) return undefined;
  return names.get(fingerprint(rule[managed.matchField]));
}

function hasManagedForm(rule: Fields, managed: ManagedShape, site: Site): boolean {
  const { shape, place } = site;
  const canaries = new Set(recordedKeys(site));
  for (const backend of backendsTo(rule, place.canaryService, site)) canaries.add(shape.keyOf(backend));
  const isCanary = (backend: Fields) => canaries.has(shape.keyOf(backend));
  const all = recordsOf(shape.backends(rule)).filter((backend) => shape.serviceOf(backend, site) !== undefined);
  return (all.length === 1 && all.every(isCanary)) || managed.mirrors(rule).some(isCanary);
}

interface Wanted {
  readonly name: string;
  readonly rule: Fields;
  /** Of its requests. */
  readonly print: string;
}

export interface Managed {
  readonly wanted: readonly Wanted[];
  readonly problems: readonly string[];
}

/** What the split needs for these rules, which already have their weights. */
export function managedFor(sources: readonly Fields[], split: Split, site: Site): Managed {
  const { managed } = site.shape;
  if (!managed) return { wanted: [], problems: [] };
  const parts = inOrder(split, site.place.managedRoutes).map((route) => partOf(route, managed, sources, site));
  return {
    wanted: parts.flatMap(({ rules }) =>
      rules.map((one) => ({ ...one, print: fingerprint(one.rule[managed.matchField]) })),
    ),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** The list without rules of ours whose record is lost: they would otherwise stay for ever, beside new ones. */
export function withoutStrays(list: RuleList, { wanted }: Managed, site: Site): RuleList {
  const names = new Map(wanted.map(({ print, name }) => [print, name]));
  const rules = list.rules.filter((rule) => managedName(rule, names, site) === undefined);
  return rules.length === list.rules.length ? list : { ...list, rules };
}

export interface Fitting {
  readonly rules: readonly Fields[];
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

/** Those that have a place in the list. */
export function fitting(list: RuleList, { wanted, problems: before }: Managed, site: Site): Fitting {
  const { matchField = '', isFirstBest } = site.shape.managed ?? {};
  if (wanted.length === 0) return { rules: [], leases: [], problems: before };
  const taken = new Set(isFirstBest ? [] : recordsOf(list.rules).map((rule) => fingerprint(rule[matchField])));
  const rules: Fields[] = [];
  const leases: string[] = [];
  const problems = [...before];
  for (const { name, rule, print } of wanted) {
    if (taken.has(print)) problems.push(`${titleOf(site)} has another rule for the requests of ${name}`);
    else {
      taken.add(print);
      rules.push(rule);
      leases.push(`${list.path}[name=${name}|${matchField}=#${print}]`);
    }
  }
  return { rules, leases, problems };
}

interface Part {
  readonly rules: readonly { readonly name: string; readonly rule: Fields }[];
  readonly problems: readonly string[];
}

function partOf(route: ManagedRoute, managed: ManagedShape, sources: readonly Fields[], site: Site): Part {
  const choices = choicesOf(route);
  const made = sources.map((rule) =>
    typeof choices === 'string' ? choices : rulesFor(route, managed, { rule, choices }, site),
  );
  const cannot = made.filter((one) => typeof one === 'string');
  return {
    rules: made.flatMap((one) => (typeof one === 'string' ? [] : one.map((rule) => ({ name: route.name, rule })))),
    problems: [...new Set(cannot)].map((what) => `managed route ${route.name}: ${titleOf(site)} cannot ${what}`),
  };
}

interface Source {
  readonly rule: Fields;
  readonly choices: readonly Narrowing[];
}

function rulesFor(
  route: ManagedRoute,
  managed: ManagedShape,
  { rule, choices }: Source,
  site: Site,
): readonly Fields[] | string {
  const [canary] = backendsTo(rule, site.place.canaryService, site);
  const narrowed = canary && choices.length > 0 ? managed.narrowed(rule, choices, site) : [];
  if (typeof narrowed === 'string' || !canary) return narrowed;
  if ('header' in route) return narrowed.map((one) => managed.toCanary(one, canary));
  const mirrored = narrowed.map((one) => managed.mirrored(one, canary, route.mirror.percentage));
  const cannot = mirrored.find((one) => typeof one === 'string');
  return typeof cannot === 'string' ? cannot : mirrored.filter((one) => typeof one !== 'string');
}

/** What routers that steer objects of users promise, on objects that are worth reading: golden files, and broken ones. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import { unleased } from '../lease-paths.testkit.ts';
import { LEASES } from '../leases.ts';
import { fieldsOf } from '../records.ts';
import type { HeaderRoute, Place, Router, Split } from '../router.ts';
import { type AnyObject, applied, cohortsAt, frozen, PLACE, splitAt } from '../routers.testkit.ts';

export const HEADER: HeaderRoute = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'true' } }] };

const MIRROR = { name: 'mirror', match: [{ path: { prefix: '/' } }], percentage: 35 };

interface Subject<Config> {
  readonly router: Router<Config>;
  readonly config: Config;
  readonly objects: readonly AnyObject[];
  /** What they are after each split. */
  readonly golden?: URL;
  /** As a user would change a field beside the leases. */
  readonly changed: (object: AnyObject) => AnyObject;
}

/** By what golden.yaml calls them. */
function splitsFor({
  headerRoutes,
  mirrorRoutes,
  experiments,
  sticky,
}: Router<unknown>['can']): Readonly<Record<string, Split>> {
  return {
    'weight 0': splitAt(0),
    'weight 20': splitAt(20),
    'weight 100': splitAt(100),
    ...(headerRoutes && { 'weight 20 with header route': splitAt(20, { headerRoutes: [HEADER] }) }),
    ...(mirrorRoutes && { 'weight 20 with mirror route': splitAt(20, { mirrorRoutes: [MIRROR] }) }),
    ...(experiments && { 'weight 20 with experiment': splitAt(20, { experiment: 5 }) }),
    ...(sticky && { 'weight 50 with cohorts': splitAt(50, { cohorts: cohortsAt(50) }) }),
  };
}

export function steered<Config>(
  { router, config }: Pick<Subject<Config>, 'router' | 'config'>,
  split: Split,
  objects: readonly AnyObject[],
): readonly AnyObject[] {
  return applied(objects, router.render(config, PLACE, split, objects).actions);
}

export function released(
  { router }: { readonly router: Pick<Router<unknown>, 'release'> },
  objects: readonly AnyObject[],
  place: Partial<Place> = {},
): readonly AnyObject[] {
  return applied(objects, router.release({ ...PLACE, ...place }, objects).actions);
}

/** Without what no router writes. */
function readable(name: string, objects: readonly AnyObject[]): object {
  const sorted = objects.toSorted((one, other) => one.metadata.name.localeCompare(other.metadata.name));
  return {
    name,
    objects: sorted.map(({ apiVersion: _, kind, metadata, ...rest }) => {
      const { [LEASES]: text, ...annotations } = metadata.annotations ?? {};
      return {
        kind,
        name: metadata.name,
        ...(text !== undefined && { leases: fieldsOf(JSON.parse(text))[PLACE.uid] }),
        ...(Object.keys(annotations).length > 0 && { annotations }),
        ...rest,
      };
    }),
  };
}

export function itKeepsItsPromises<Config>(subject: Subject<Config>): void {
  const { router, config, objects } = subject;
  const splits = splitsFor(router.can);
  const expected = goldenOf(subject, splits);
  const before = Object.values(splits).reduce((now, split) => steered(subject, split, now), objects);

  it.each(Object.entries(splits))('writes at %s what it is to, whatever there was before', (name, split) => {
    for (const start of [objects, before])
      expect(readable(name, steered(subject, split, start))).toEqual(expected.get(name));
  });

  it.each<[string, Partial<Place>]>([
    ['the same services', {}],
    ['no services', { stableService: '', canaryService: '' }],
    ['other services', { stableService: 'live', canaryService: 'next' }],
    ['stable in the place of the canary', { stableService: 'demo-canary', canaryService: 'demo-stable' }],
  ])('gives all to stable at the end, also where the Rollout names %s by then', (_, place) => {
    for (const split of Object.values(splits)) {
      const free = released(subject, steered(subject, split, objects), place);
      expect(readable('released', free)).toEqual(expected.get('released'));
    }
  });

  it('leaves what users change beside its leases in mid-rollout', () => {
    const split = splits['weight 20 with header route'] ?? splitAt(20);
    const live = steered(subject, split, objects).map((object) => frozen(subject.changed(object)));
    const next = steered(subject, splitAt(40), live);
    for (const object of next) {
      const leases = router.leases(config, PLACE, object);
      const source = sourceOf(object, objects);
      expect(unleased(object, leases)).toEqual(unleased(subject.changed(source), leases));
      expect(unleased(object, leases)).not.toEqual(unleased(source, leases));
    }
    const { shown } = router.observed(config, PLACE, next);
    expect(shown.map(({ weights, of }) => ((weights['demo-canary'] ?? 0) / of) * 100)).toEqual(shown.map(() => 40));
  });

  it('fails on no broken object, and writes nothing twice', () => {
    const starts = fc.constantFrom(objects, before);
    const all = fc.constantFrom(...Object.values(splits));
    const check = (start: readonly AnyObject[], breakages: readonly Breakage[], split: Split) => {
      const broken = start.map((object) => frozen(brokenBy(object, breakages)));
      const once = steered(subject, split, broken);
      expect(router.render(config, PLACE, split, once).actions).toEqual([]);
      router.observed(config, PLACE, once);
      router.unfit(config, PLACE, broken);
      expect(router.release(PLACE, released(subject, once)).actions).toEqual([]);
    };
    fc.assert(fc.property(starts, fc.array(breakage, { maxLength: 4 }), all, check), { numRuns: 300 });
  });
}

/** Without a file, at least all ways to a split end alike. */
function goldenOf<Config>(
  subject: Subject<Config>,
  splits: Readonly<Record<string, Split>>,
): ReadonlyMap<unknown, unknown> {
  const { golden, objects } = subject;
  if (golden) {
    const documents = parseYamlDocuments(readFileSync(golden, 'utf8'));
    return new Map(documents.map((one) => [fieldsOf(one)['name'], one]));
  }
  const after = Object.entries(splits).map(([name, split]) => readable(name, steered(subject, split, objects)));
  const free = readable('released', released(subject, steered(subject, splitAt(20), objects)));
  return new Map([...after, free].map((one) => [fieldsOf(one)['name'], one]));
}

function sourceOf({ kind, metadata }: AnyObject, objects: readonly AnyObject[]): AnyObject {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === metadata.name);
  if (!found) throw new Error(`no ${kind} ${metadata.name}`);
  return found;
}

interface Breakage {
  readonly steps: readonly number[];
  readonly junk: unknown;
  readonly way: 'replace' | 'remove' | 'repeat';
}

const breakage: fc.Arbitrary<Breakage> = fc.record({
  steps: fc.array(fc.nat(7), { maxLength: 9 }),
  junk: fc.oneof(
    fc.constantFrom<unknown>('demo-stable', 'demo-canary', 'demo-try', -1, 0, null, true, [], {}, [[]], ''),
    fc.jsonValue(),
  ),
  way: fc.constantFrom('replace', 'remove', 'repeat'),
});

/** Everything but what makes it an object of its kind. */
function brokenBy(object: AnyObject, breakages: readonly Breakage[]): AnyObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  return { apiVersion, kind, metadata, ...fieldsOf(breakages.reduce<unknown>(brokenAt, rest)) };
}

function brokenAt(value: unknown, { steps, junk, way }: Breakage): unknown {
  const [step = 0, ...others] = steps;
  if (typeof value !== 'object' || value === null || steps.length === 0) return junk;
  const names = Object.keys(value);
  const name = names[step % names.length] ?? '0';
  if (others.length === 0) return brokenHere(value, name, { junk, way });
  const inner = brokenAt(fieldsOf(Array.isArray(value) ? { ...value } : value)[name], { steps: others, junk, way });
  return Array.isArray(value) ? Object.values({ ...value, [name]: inner }) : { ...value, [name]: inner };
}

function brokenHere(value: object, name: string, { junk, way }: Omit<Breakage, 'steps'>): unknown {
  if (!Array.isArray(value)) return { ...value, [name]: way === 'remove' ? undefined : junk };
  if (way === 'repeat') return [...value, value[Number(name)]];
  return way === 'remove' ? value.toSpliced(Number(name), 1) : Object.values({ ...value, [name]: junk });
}

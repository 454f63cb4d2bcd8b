/** The weights in a rule: what it shows, and what it is to show. */
import { type Fields, isRecord, recordsOf } from '../records.ts';
import type { Destination, Shown, Split } from '../router.ts';
import { backendsTo, type Placed } from './placed.ts';
import { baseOf, type Recorded, recordedAt, recordedKeys } from './recorded.ts';
import { type Site, titleOf } from './shape.ts';

export function shownBy({ list, rule }: Placed, index: number, site: Site): Shown {
  const { shape, place } = site;
  const all = shape.backends(rule);
  const ours = recordedKeys(site);
  const weights: Record<string, number> = { [place.canaryService]: 0, [place.stableService]: 0 };
  let of = 0;
  for (const backend of recordsOf(all)) {
    const service = shape.serviceOf(backend, site);
    if (service === undefined || !(service in weights || ours.has(shape.keyOf(backend)))) continue;
    const weight = shape.weightOf(backend, all);
    weights[service] = (weights[service] ?? 0) + weight;
    of += weight;
  }
  const where = list.isOne ? list.path : `rule ${index + 1}`;
  return { where: `${where} of ${titleOf(site)}`, weights, of };
}

/** The rule with these weights. What is missing is added after the model of stable. */
export function weighted({ list, rule }: Placed, { destinations }: Split, site: Site): Fields {
  const { shape, place } = site;
  const [model] = backendsTo(rule, place.stableService, site);
  if (!model) return rule;
  const wanted = new Map(destinations.map((destination) => [destination.service, destination]));
  const recorded = recordedAt(baseOf(list, shape, shape.keyOf(model)), site);
  const kept = shape.backends(rule).flatMap((backend) => backendNow(backend, { wanted, recorded, site }));
  const added = destinations
    .filter(({ service }) => backendsTo(rule, service, site).length === 0)
    .map(({ service, weight }) => ({ ...shape.copied(model, service, site), weight }));
  return shape.withBackends(rule, [...kept, ...added]);
}

interface Wanted {
  readonly wanted: ReadonlyMap<string, Destination>;
  readonly recorded: ReadonlyMap<string, Recorded>;
  readonly site: Site;
}

/** None if only an earlier split had it. */
function backendNow(backend: unknown, { wanted, recorded, site }: Wanted): readonly unknown[] {
  if (!isRecord(backend)) return [backend];
  const service = site.shape.serviceOf(backend, site);
  if (service === undefined) return [backend];
  const destination = wanted.get(service);
  if (destination) return [withWeight(backend, destination.weight)];
  const record = recorded.get(site.shape.keyOf(backend));
  if (!record) return [backend];
  return record.isLeaf ? [withWeight(backend, 0)] : [];
}

function withWeight(backend: Fields, weight: number): Fields {
  return backend['weight'] === weight ? backend : { ...backend, weight };
}

/** The rule with all of its share for stable. Backends that we had added go again. */
export function forStableAlone(placed: Placed, site: Site): Fields {
  const { list, rule } = placed;
  const { shape } = site;
  const found = recordedStable(placed, site);
  if (!found) return rule;
  const { key, recorded } = found;
  const all = shape.backends(rule);
  const recordOf = (backend: unknown) =>
    isRecord(backend) && shape.serviceOf(backend, site) !== undefined ? recorded.get(shape.keyOf(backend)) : undefined;
  const ours = recordsOf(all).filter((backend) => recordOf(backend) !== undefined);
  const total = ours.reduce((sum, backend) => sum + shape.weightOf(backend, all), 0) || 100;
  const backends = all.flatMap((backend) => {
    const record = recordOf(backend);
    if (!isRecord(backend) || !record) return [backend];
    if (shape.keyOf(backend) === key) return [withWeight(backend, total)];
    return record.isLeaf ? [withWeight(backend, 0)] : [];
  });
  const alone = shape.withBackends(rule, backends);
  const { single } = shape;
  const isConverted = single?.leases(list, key).every((path) => site.leased.includes(path));
  return single && isConverted && backends.length === 1 ? single.simplified(alone) : alone;
}

/** Whether the leases know the rule, and somebody beside stable in it. */
export function isShared(placed: Placed, site: Site): boolean {
  const { shape } = site;
  const { recorded } = recordedStable(placed, site) ?? {};
  const ours = recordsOf(shape.backends(placed.rule)).filter((backend) => shape.serviceOf(backend, site) !== undefined);
  return ours.filter((backend) => recorded?.has(shape.keyOf(backend))).length > 1;
}

/** The backend by which the leases know the rule. */
function recordedStable({ list, rule }: Placed, site: Site) {
  const { shape } = site;
  for (const backend of recordsOf(shape.backends(rule))) {
    if (shape.serviceOf(backend, site) === undefined) continue;
    const key = shape.keyOf(backend);
    const recorded = recordedAt(baseOf(list, shape, key), site);
    const own = recorded.get(key);
    if (own && (own.isStable || !list.isOne)) return { key, recorded };
  }
  return undefined;
}

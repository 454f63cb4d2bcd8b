/** Who is sent how many requests, by what all routers of a Rollout show. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import { READERS } from './routes/forms.ts';
import { canaryOf, type Part, type Read, type Rule, stableOf } from './routes/reader.ts';
import { nameIn, selectedBy, type World } from './world.ts';

export interface Share {
  /** A Service, or what the router calls the pods that it selects. */
  readonly to: string;
  /** Empty for any revision. */
  readonly hash: string;
  /** A part of 100. */
  readonly share: number;
}

/** Where requests are divided, each by its shares; undefined where no router and no active Service decides. */
export function placesOf(world: World, { metadata, spec }: RolloutObject): readonly (readonly Share[])[] | undefined {
  const active = stableOf(metadata.name);
  if (spec.strategy?.blueGreen) return [[{ to: active, hash: selectedBy(world, active), share: 100 }]];
  if (!spec.strategy?.canary?.trafficRouting) return undefined;
  return rulesOf(world, { metadata, spec })
    .filter(({ managed }) => managed === undefined)
    .map(({ parts }) => sharesOf(world, parts));
}

type Routed = Pick<RolloutObject, 'metadata' | 'spec'>;

/** Of all its routers. */
export function rulesOf(world: World, rollout: Routed): readonly Rule[] {
  return rulesByRouter(world, rollout).flatMap(([, rules]) => rules);
}

function rulesByRouter({ routes }: World, { metadata, spec }: Routed): readonly (readonly [string, readonly Rule[]])[] {
  const read = ((resource, name) => routes[resource]?.find((one) => nameIn(one) === name)) as Read;
  const fields = Object.keys(spec.strategy?.canary?.trafficRouting ?? {});
  return fields.flatMap((field) => {
    const rulesOf = READERS[field];
    return rulesOf ? [[field, rulesOf(metadata.name, read)] as const] : [];
  });
}

/** Those that have nothing to say of the Rollout. */
export function silentRouters(world: World, rollout: RolloutObject): readonly string[] {
  const silent = rulesByRouter(world, rollout).filter(([, rules]) => rules.every(({ parts }) => parts.length === 0));
  return silent.map(([field]) => field);
}

function sharesOf(world: World, parts: readonly Part[]): readonly Share[] {
  const total = sumOf(parts);
  return parts.map(({ to, hash = selectedBy(world, to), weight = 1 }) => ({
    ...{ to, hash, share: total === 0 ? 0 : (weight * 100) / total },
  }));
}

/** One that has all needs no weight. */
export function isOdd(parts: readonly Part[]): boolean {
  const weights = parts.flatMap(({ weight }) => weight ?? []);
  return !weights.every((one) => one >= 0) || (weights.length > 1 && sumOf(parts) !== 100);
}

export const weightsText = ({ parts }: Rule): string => parts.map(({ weight }) => weight).join(' + ');

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { weight = 1 }) => sum + weight, 0);

/** The revisions that header routes lead to. */
export function headedFor(world: World, rollout: RolloutObject): readonly string[] {
  const all = rulesOf(world, rollout).filter(({ managed }) => managed === 'header');
  return all.flatMap(({ parts }) => parts.map(({ to, hash }) => hash ?? selectedBy(world, to)));
}

/** The canary's part of the requests, from one place to the next, by what its Service is called. */
export function canaryWeights(world: World, rollout: RolloutObject): readonly number[] {
  const isTurned = rollout.status?.canary?.stablePingPong === 'ping';
  const { name } = rollout.metadata;
  const canary = isTurned ? stableOf(name) : canaryOf(name);
  return (placesOf(world, rollout) ?? []).map((shares) => shares.find(({ to }) => to === canary)?.share ?? 0);
}

/** By uid, without the words of the controller's own code for it. */
const LEASES = 'sluice.dev/leases';

/** Those whom an object belongs to or remembers. */
export function tiedTo({ metadata }: World['routes'][string][number]): readonly string[] {
  const { annotations, ownerReferences = [] } = metadata;
  return [
    ...Object.keys(JSON.parse(annotations?.[LEASES] ?? '{}') as object),
    ...ownerReferences.map(({ uid }) => uid),
  ];
}

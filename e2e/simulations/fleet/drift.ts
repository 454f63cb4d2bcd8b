/** Somebody who changes a weight in an object that a router steers. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Patch } from '../../../kube/client.ts';
import type { Random } from '../../../kube/clock.ts';
import { type Ref, refOf } from '../../../kube/types.ts';
import { anyOf, between } from './chance.ts';
import { rulesOf } from './routed.ts';
import { nameIn, type World } from './world.ts';

const FIELDS: readonly string[] = ['weight', 'percentage'];
/** Annotations that hold weights, and where in their text. */
const TEXTS: readonly (readonly [key: RegExp, weight: RegExp])[] = [
  [/\/canary-weight$/, /\d+/],
  [/\/actions\./, /(?<="Weight":)\d+/],
  [/\/backend-weights$/, /(?<=":)\d+/],
];

interface Change {
  readonly ref: Ref;
  readonly patch: Patch;
}

interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** Undefined if there is none yet. */
export function otherWeight(world: World, rollout: RolloutObject, random: Random): Change | undefined {
  const rule = anyOf(random, rulesOf(world, rollout));
  const object = rule && world.routes[rule.in]?.find((one) => nameIn(one) === rule.name);
  const place = object && anyOf(random, weightsIn(object, between(random, 0, 100)));
  return place && { ref: refOf(object), patch: { json: [{ op: 'replace', ...place }] } };
}

/** With the weight that it gets. */
function weightsIn(value: unknown, weight: number, path = ''): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]): readonly Place[] => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (FIELDS.includes(key) && typeof field === 'number') return [{ path: at, value: weight }];
    const [, pattern] = TEXTS.find(([keys]) => keys.test(key)) ?? [];
    if (pattern && typeof field === 'string' && pattern.test(field))
      return [{ path: at, value: field.replace(pattern, String(weight)) }];
    return weightsIn(field, weight, at);
  });
}

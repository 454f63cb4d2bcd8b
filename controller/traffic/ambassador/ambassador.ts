/** Ambassador and Emissary: beside each Mapping of the user stands a canary Mapping of ours, which holds the weight. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { fieldsOf } from '../records.ts';
import type { Place, Rendered, Router, Split, Unfit } from '../router.ts';
import { idleMark, idleMarkAfter, leaving, settledAfter } from './leaving.ts';
import {
  canaryName,
  canaryWeight,
  isMapping,
  isOurs,
  isOver,
  isSteered,
  KINDS,
  type Mapping,
  ownWeight,
  type Pair,
  pairsOf,
  problemOf,
  refFor,
  shownBy,
  specFor,
  unfitness,
  weightOf,
} from './mapping.ts';

type Ambassador = NonNullable<TrafficRouting['ambassador']>;

const NONE = 'at least one Ambassador mapping must be configured';

export const ambassador: Router<Ambassador> = {
  can: {},
  kinds: KINDS,
  reads: (config, place) =>
    namesIn(config).flatMap((name) =>
      KINDS.flatMap((resource) => [name, canaryName(name)].map((one) => ({ ref: refFor(resource, one, place) }))),
    ),
  unfit,
  observed: (config, place, objects) => {
    const pairs = allPairs(config, place, objects);
    return { shown: pairs.map(shownBy), routes: [], problems: problemsIn(config, place, objects) };
  },
  render: (config, place, split, objects) => {
    const parts = allPairs(config, place, objects).map((pair) => rendered(pair, split));
    return { ...together(parts), problems: problemsIn(config, place, objects) };
  },
  leases: () => [],
  release: (place, objects) =>
    together(
      objects
        .filter((one) => isMapping(one) && isOurs(place, one))
        .map((canary) => leaving(canary, ownWeight(canary), place)),
    ),
};

function namesIn({ mappings }: Ambassador): readonly string[] {
  return [...new Set(mappings)];
}

function allPairs(config: Ambassador, place: Place, objects: readonly KubeObject[]): readonly Pair[] {
  return namesIn(config).flatMap((name) => pairsOf(name, place, objects));
}

function problemsIn(config: Ambassador, place: Place, objects: readonly KubeObject[]): readonly string[] {
  const names = namesIn(config);
  if (names.length === 0) return [NONE];
  return names.flatMap((name) => {
    const pairs = pairsOf(name, place, objects);
    if (pairs.length === 0) return [`Mapping ${place.rollout.namespace}/${name} not found`];
    return pairs.flatMap((pair) => problemOf(pair) ?? []);
  });
}

function unfit(config: Ambassador, place: Place, objects: readonly KubeObject[]): readonly Unfit[] {
  if (config.mappings.length === 0) return [{ path: 'mappings', value: '', message: NONE }];
  return config.mappings.flatMap((value, index): readonly Unfit[] => {
    const at = { path: `mappings[${index}]`, value };
    const pairs = pairsOf(value, place, objects);
    const message = `mapping.getambassador.io "${value}" not found`;
    if (pairs.length === 0) return [{ ...at, message, missing: 'Mapping' }];
    return pairs.flatMap((pair) => unfitness(pair) ?? []).map((what) => ({ ...at, message: what }));
  });
}

const NOTHING: Rendered = { actions: [], notices: [], problems: [] };

function together(parts: readonly Rendered[]): Rendered {
  const [wakeAt] = parts.flatMap((part) => part.wakeAt ?? []).sort((one, other) => one.getTime() - other.getTime());
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: parts.flatMap(({ notices }) => notices),
    problems: [],
    ...(wakeAt && { wakeAt }),
  };
}

function rendered(pair: Pair, split: Split): Rendered {
  const { canary, place } = pair;
  const weight = canaryWeight(split);
  const spec = specFor(pair, weight);
  if (!canary) return weight > 0 && spec ? told(pair, weight, [creation(pair, weight, spec)]) : NOTHING;
  if (!isSteered(pair)) return NOTHING;
  if (canary.metadata.deletionTimestamp !== undefined) return NOTHING;
  const change = () => told(pair, weight, patches(pair, canary, spec ?? { ...fieldsOf(canary.spec), weight }));
  const isLeaving = isOver(split) && isOurs(place, canary) && weight === 0;
  if (!isLeaving) return change();
  return weightOf(pair) === 0 ? leaving(canary, 0, place) : { ...change(), ...nextLook(place) };
}

const nextLook = ({ now }: Place): Pick<Rendered, 'wakeAt'> => (now ? { wakeAt: settledAfter(now) } : {});

/** Only what changes is news. */
function told({ stable }: Pair, weight: number, actions: readonly Action[]): Rendered {
  const message = `Canary mapping "${canaryName(stable.metadata.name)}" weight set to ${weight}`;
  const notice = { type: 'Normal', reason: 'CanaryMappingWeightUpdate', message } as const;
  return { actions, notices: actions.length > 0 ? [notice] : [], problems: [] };
}

function ownerOf({ rollout, uid }: Place) {
  const { apiVersion, kind, name } = rollout;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Without labels and annotations of the user's, by which others would take it for theirs. */
function creation({ place, stable }: Pair, weight: number, spec: object): Action {
  const name = canaryName(stable.metadata.name);
  const metadata = { name, namespace: place.rollout.namespace, ownerReferences: [ownerOf(place)] };
  const object: Mapping = { apiVersion: stable.apiVersion, kind: stable.kind, metadata, spec };
  return { do: 'create', object, because: `canary weight ${weight} in new mapping ${name}` };
}

function patches(pair: Pair, canary: Mapping, spec: object): readonly Action[] {
  const { place } = pair;
  const { name, resourceVersion, ownerReferences = [] } = canary.metadata;
  const owners = isOurs(place, canary) ? ownerReferences : [...ownerReferences, ownerOf(place)];
  const [shown, wanted] = [weightOf(pair), Number(fieldsOf(spec)['weight'])];
  const merge = mergePatch(
    { metadata: { ownerReferences, annotations: idleMark(canary) }, spec: fieldsOf(canary.spec) },
    { metadata: { ownerReferences: owners, annotations: idleMarkAfter(canary, shown, wanted, place) }, spec },
  );
  if (!merge) return [];
  const because =
    shown === wanted ? `mapping ${name} as wanted` : `canary weight ${shown} -> ${wanted} in mapping ${name}`;
  return [{ do: 'patch', ref: refOf(canary), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}

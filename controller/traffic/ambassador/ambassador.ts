/** Ambassador and Emissary: beside each Mapping of the user stands a canary Mapping of ours, which holds the weight. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { fieldsOf } from '../records.ts';
import type { Place, Rendered, Router, Split, Unfit } from '../router.ts';
import {
  canaryName,
  canaryWeight,
  isMapping,
  isOurs,
  isOver,
  isSteered,
  KINDS,
  type Mapping,
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
    return {
      actions: parts.flatMap(({ actions }) => actions),
      notices: parts.flatMap(({ notices }) => notices),
      problems: problemsIn(config, place, objects),
    };
  },
  leases: () => [],
  release: (place, objects) => ({
    actions: objects.filter((one) => isMapping(one) && isOurs(place, one)).flatMap(deletions),
    ...{ notices: [], problems: [] },
  }),
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

function rendered(pair: Pair, split: Split): Rendered {
  const { canary, place } = pair;
  const weight = canaryWeight(split);
  const spec = specFor(pair, weight);
  if (!canary) return weight > 0 && spec ? told(pair, weight, [creation(pair, weight, spec)]) : NOTHING;
  if (!isSteered(pair)) return NOTHING;
  if (canary.metadata.deletionTimestamp !== undefined) return NOTHING;
  // First no request may lead to it any more; then, in a pass that finds it so, it goes.
  if (isOver(split) && isOurs(place, canary) && weight === 0 && weightOf(pair) === 0)
    return { ...NOTHING, actions: deletions(canary) };
  return told(pair, weight, patches(pair, canary, spec ?? { ...fieldsOf(canary.spec), weight }));
}

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
  const merge = mergePatch(
    { metadata: { ownerReferences }, spec: fieldsOf(canary.spec) },
    { metadata: { ownerReferences: owners }, spec },
  );
  if (!merge) return [];
  const [shown, wanted] = [weightOf(pair), fieldsOf(spec)['weight']];
  const because =
    shown === wanted ? `mapping ${name} as wanted` : `canary weight ${shown} -> ${wanted} in mapping ${name}`;
  return [{ do: 'patch', ref: refOf(canary), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}

function deletions(canary: KubeObject): readonly Action[] {
  const { name, uid, resourceVersion, deletionTimestamp } = canary.metadata;
  if (deletionTimestamp !== undefined) return [];
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return [{ do: 'delete', ref: refOf(canary), ...which, because: `stable alone: no canary mapping ${name}` }];
}

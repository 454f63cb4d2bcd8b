/** Service Mesh Interface: a TrafficSplit of ours holds the weights. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { groupOf, type KubeObject, nameOf, type Ref, type Resource, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import type { Observed, Place, Rendered, Router, Shown, Split } from '../router.ts';

type Smi = NonNullable<TrafficRouting['smi']>;

interface TrafficSplit extends KubeObject {
  readonly spec?: unknown;
}

const GROUP = 'split.smi-spec.io';
const NEWEST: Resource = {
  ...{ apiVersion: `${GROUP}/v1alpha4`, kind: 'TrafficSplit', plural: 'trafficsplits', namespaced: true },
};

/** Its weights are quantities; later versions have numbers. */
const OLDEST = `${GROUP}/v1alpha1`;

export const smi: Router<Smi> = {
  can: { experiments: true },
  kinds: [NEWEST],
  reads: (config, place) => [{ ref: refFor(config, place) }],
  // There is nothing that a user has to bring.
  unfit: () => [],
  observed,
  render,
  leases: () => [],
  release: (place, objects) => ({
    actions: objects.filter((one) => isTrafficSplit(one) && isOurs(place, one)).map(deletion),
    ...{ notices: [], problems: [] },
  }),
};

function refFor({ trafficSplitName }: Smi, { rollout }: Place): Ref {
  const { apiVersion, kind } = NEWEST;
  return { apiVersion, kind, namespace: rollout.namespace, name: trafficSplitName || rollout.name };
}

function isTrafficSplit({ apiVersion, kind }: KubeObject): boolean {
  return kind === NEWEST.kind && groupOf({ apiVersion }) === GROUP;
}

function found(config: Smi, place: Place, objects: readonly KubeObject[]): TrafficSplit | undefined {
  const { namespace, name } = refFor(config, place);
  return objects.find(
    (one) => isTrafficSplit(one) && one.metadata.name === name && one.metadata.namespace === namespace,
  );
}

function isOurs({ uid: owner }: Place, { metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner) === true;
}

const foreign = ({ metadata }: TrafficSplit): string => `Rollout does not own TrafficSplit \`${metadata.name}\``;

function observed(config: Smi, place: Place, objects: readonly KubeObject[]): Observed {
  const split = found(config, place, objects);
  if (!split) return { shown: [], routes: [], problems: [] };
  if (!isOurs(place, split)) return { shown: [], routes: [], problems: [foreign(split)] };
  return { shown: [shownBy(split, apexOf(config, place))], routes: [], problems: [] };
}

/** The service whose requests are divided. */
function apexOf({ rootService }: Smi, { stableService }: Place): string {
  return rootService || stableService;
}

/** One that divides requests for another service divides none of ours. */
function shownBy(split: TrafficSplit, apex: string): Shown {
  const { service, backends } = fieldsOf(split.spec);
  const weights: Record<string, number> = {};
  for (const { service: name, weight } of service === apex ? recordsOf(backends) : [])
    if (typeof name === 'string') weights[name] = (weights[name] ?? 0) + amountOf(weight);
  const of = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return { where: titleOf(split), weights, of };
}

const QUANTITY = /^(\d{1,9}(?:\.\d{1,9})?)(m?)$/;

function amountOf(weight: unknown): number {
  if (typeof weight === 'number') return Math.max(weight, 0);
  const [, digits, milli] = (typeof weight === 'string' && QUANTITY.exec(weight)) || [];
  return digits === undefined ? 0 : Number(digits) / (milli === 'm' ? 1000 : 1);
}

function titleOf(split: TrafficSplit): string {
  return `TrafficSplit ${nameOf(refOf(split))}`;
}

function render(config: Smi, place: Place, split: Split, objects: readonly KubeObject[]): Rendered {
  const there = found(config, place, objects);
  if (!there) return created(config, place, split);
  if (!isOurs(place, there)) return { actions: [], notices: [], problems: [foreign(there)] };
  const wanted = specFor(split, apexOf(config, place), there.apiVersion);
  return { actions: patches(there, wanted, because(there, config, place, split)), notices: [], problems: [] };
}

function specFor({ destinations }: Split, service: string, apiVersion: string): Fields {
  const inOrder = (['canary', 'experiment', 'stable'] as const).flatMap((role) =>
    destinations.filter((destination) => destination.role === role),
  );
  const backends = inOrder.map(({ service: name, weight }) => ({
    ...{ service: name, weight: apiVersion === OLDEST ? String(weight) : weight },
  }));
  return { service, backends };
}

/** Place nobody knows which versions there are, the newest. */
function versionAt({ served = [] }: Place): string {
  return served.find((one) => one.kind === NEWEST.kind && groupOf(one) === GROUP)?.apiVersion ?? NEWEST.apiVersion;
}

function created(config: Smi, place: Place, split: Split): Rendered {
  const { namespace, name } = refFor(config, place);
  const { apiVersion: version, kind, name: rollout } = place.rollout;
  const owner = {
    apiVersion: version,
    kind,
    name: rollout,
    uid: place.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  const apiVersion = versionAt(place);
  const object: TrafficSplit = {
    ...{ apiVersion, kind: NEWEST.kind, metadata: { name, namespace, ownerReferences: [owner] } },
    spec: specFor(split, apexOf(config, place), apiVersion),
  };
  const because = `canary weight ${canaryWeight(split)} in new ${titleOf(object)}`;
  return {
    actions: [{ do: 'create', object, because }],
    notices: [{ type: 'Normal', reason: 'TrafficSplitCreated', message: `TrafficSplit \`${name}\` created` }],
    problems: [],
  };
}

function canaryWeight({ destinations }: Split): number {
  return destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
}

/** What others have added to the object stays. */
function patches(there: TrafficSplit, wanted: Fields, because: string): Rendered['actions'] {
  const { service, backends } = fieldsOf(there.spec);
  const spec = mergePatch({ service, backends }, wanted);
  if (!spec) return [];
  const { resourceVersion } = there.metadata;
  const patch = { merge: { spec } };
  return [{ do: 'patch', ref: refOf(there), patch, ...(resourceVersion && { resourceVersion }), because }];
}

function because(there: TrafficSplit, config: Smi, place: Place, split: Split): string {
  const shown = shownBy(there, apexOf(config, place)).weights[place.canaryService] ?? 0;
  const wanted = canaryWeight(split);
  return shown === wanted ? `${titleOf(there)} as wanted` : `canary weight ${shown} -> ${wanted} in ${titleOf(there)}`;
}

function deletion(split: TrafficSplit): Rendered['actions'][number] {
  const { uid, resourceVersion } = split.metadata;
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return { do: 'delete', ref: refOf(split), ...which, because: `stable alone: no ${titleOf(split)}` };
}

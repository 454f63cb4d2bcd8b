/** The Mappings of Ambassador and Emissary: the user's, and the canary Mapping that the Rollout has beside it. */
import { groupOf, type KubeObject, nameOf, type Ref, type Resource, refOf } from '../../../kube/types.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf } from '../records.ts';
import type { Place, Shown, Split } from '../router.ts';

export interface Mapping extends KubeObject {
  readonly spec?: unknown;
}

/** The second one is what previews of Emissary 2 called it. Where both hold an object of the name, both are steered. */
export const KINDS: readonly Resource[] = [
  { apiVersion: 'getambassador.io/v3alpha1', kind: 'Mapping', plural: 'mappings', namespaced: true },
  {
    apiVersion: 'x.getambassador.io/v3alpha1',
    kind: 'AmbassadorMapping',
    plural: 'ambassadormappings',
    namespaced: true,
  },
];
const SUFFIX = '-canary';
const LONGEST_NAME = 253;

/** A Mapping of the user and its canary, if that is there. */
export interface Pair {
  readonly place: Place;
  readonly stable: Mapping;
  readonly canary: Mapping | undefined;
}

export function isMapping(object: KubeObject): object is Mapping {
  return KINDS.some(({ kind, apiVersion }) => kind === object.kind && groupOf({ apiVersion }) === groupOf(object));
}

export function canaryName(mapping: string): string {
  return `${mapping.slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
}

export function refFor({ apiVersion, kind }: Resource, name: string, { rollout }: Place): Ref {
  return { apiVersion, kind, namespace: rollout.namespace, name };
}

/** Of every kind that has a Mapping of the name. */
export function pairsOf(mapping: string, place: Place, objects: readonly KubeObject[]): readonly Pair[] {
  return KINDS.flatMap((resource) => {
    const stable = found(objects, refFor(resource, mapping, place));
    const canary = found(objects, refFor(resource, canaryName(mapping), place));
    return stable ? [{ place, stable, canary }] : [];
  });
}

function found(objects: readonly KubeObject[], ref: Ref): Mapping | undefined {
  return objects.find(
    (object) =>
      object.kind === ref.kind &&
      groupOf(object) === groupOf(ref) &&
      object.metadata.name === ref.name &&
      object.metadata.namespace === ref.namespace,
  );
}

/** Why the user's Mapping cannot have a canary. */
export function unfitness({ place, stable }: Pair): string | undefined {
  const { name } = stable.metadata;
  const { weight, service } = fieldsOf(stable.spec);
  // The proxy gives a Mapping without a weight what the others leave.
  if (typeof weight === 'number') return `Ambassador mapping "${name}" can not define weight`;
  if (toCanary(service, place) === undefined)
    return `Ambassador mapping "${name}" does not lead to service ${place.stableService}`;
  return undefined;
}

/** A canary Mapping of somebody else is never touched. */
export function problemOf(pair: Pair): string | undefined {
  const { canary } = pair;
  if (canary && !isSteered(pair)) return `${canary.kind} ${nameOf(refOf(canary))} is not ours to be a canary`;
  return unfitness(pair);
}

export function isOurs({ uid: owner }: Pick<Place, 'uid'>, { metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner) === true;
}

/** Ours, or left by a controller that makes the same ones but leaves no word of whose they are. */
export function isSteered(pair: Pair): boolean {
  const { place, canary } = pair;
  if (!canary) return false;
  if (isOurs(place, canary)) return true;
  const { labels = {}, annotations = {}, ownerReferences = [] } = canary.metadata;
  const marks = [...Object.keys(labels), ...Object.keys(annotations), ...ownerReferences];
  const { weight } = fieldsOf(canary.spec);
  return marks.length === 0 && typeof weight === 'number' && isEqual(canary.spec, specFor(pair, weight));
}

/** The user's Mapping for the canary's Service; undefined if it cannot have a canary. */
export function specFor({ place, stable }: Pair, weight: number): Fields | undefined {
  const spec = fieldsOf(stable.spec);
  const service = toCanary(spec['service'], place);
  return service === undefined || typeof spec['weight'] === 'number' ? undefined : { ...spec, service, weight };
}

/** `https://demo-stable.shop:80`: only a whole name is the Service's, and only in the Rollout's namespace. */
const ADDRESS = /^((?:[a-z][a-z0-9+.-]*:\/\/)?)([^.:/]+)(?:\.([^.:/]+))?(?=[.:/]|$)/i;

function toCanary(service: unknown, { rollout, stableService, canaryService }: Place): string | undefined {
  if (typeof service !== 'string') return undefined;
  const [, scheme = '', name, namespace = rollout.namespace] = ADDRESS.exec(service) ?? [];
  if (name !== stableService || namespace !== rollout.namespace) return undefined;
  return `${scheme}${canaryService}${service.slice(scheme.length + name.length)}`;
}

export function weightOf(pair: Pair): number {
  return pair.canary && isSteered(pair) ? ownWeight(pair.canary) : 0;
}

export function ownWeight(canary: Mapping): number {
  // Two Mappings without weights share alike.
  const { weight = 50 } = fieldsOf(canary.spec);
  return typeof weight === 'number' ? Math.min(100, Math.max(0, weight)) : 50;
}

export function shownBy(pair: Pair): Shown {
  const { place, stable } = pair;
  const weight = weightOf(pair);
  return {
    where: `${stable.kind} ${nameOf(refOf(stable))}`,
    weights: { [place.canaryService]: weight, [place.stableService]: 100 - weight },
    of: 100,
  };
}

export function canaryWeight({ destinations }: Split): number {
  return destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
}

/** Only one revision is left: what the canary's Service has to say is over. */
export function isOver({ destinations }: Split): boolean {
  const hashes = new Map(destinations.map(({ role, hash }) => [role, hash]));
  const canary = hashes.get('canary') ?? '';
  return canary === '' || canary === hashes.get('stable');
}

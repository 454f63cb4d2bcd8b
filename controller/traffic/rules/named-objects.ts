/** Routers whose configuration names objects of users, each kind of which is steered in its own way. */
import { groupOf, type KubeObject, nameOf, type Ref, type Resource } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import type { Capabilities, Observed, Place, Rendered, Router, Split, Unfit } from '../router.ts';
import type { Steering } from './steering.ts';

interface Name {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface SteeredKind<Config> {
  readonly resource: Resource;
  /** The field of the configuration that holds the names. */
  readonly field: string;
  names(config: Config): readonly (Name | string)[];
  readonly steering: Steering;
}

interface Named<Config> {
  readonly ref: Ref;
  readonly path: string;
  readonly kind: SteeredKind<Config>;
}

export function routerOf<Config>(can: Capabilities, kinds: readonly SteeredKind<Config>[]): Router<Config> {
  return {
    can,
    kinds: kinds.map(({ resource }) => resource),
    reads: (config, place) => namedIn(kinds, config, place).map(({ ref }) => ({ ref })),
    unfit: (config, place, objects) => namedIn(kinds, config, place).flatMap((named) => unfit(named, place, objects)),
    observed: (config, place, objects) => observed(namedIn(kinds, config, place), place, objects),
    render: (config, place, split, objects) => rendered(namedIn(kinds, config, place), { place, split }, objects),
    leases: (config, place, object) =>
      namedIn(kinds, config, place).some(({ ref }) => isNamed(object, ref)) ? leasedBy(place.uid, object) : [],
    release: (place, objects) =>
      together(
        objects
          .filter((object) => leasedBy(place.uid, object).length > 0)
          .flatMap((object) => {
            const kind = kinds.find(({ resource }) => isOfKind(object, resource));
            return kind ? [kind.steering.release(place, object)] : [];
          }),
      ),
  };
}

function namedIn<Config>(
  kinds: readonly SteeredKind<Config>[],
  config: Config,
  { rollout }: Place,
): readonly Named<Config>[] {
  const all = kinds.flatMap((kind) =>
    kind.names(config).map((one, index) => {
      const { name, namespace }: Name = typeof one === 'string' ? { name: one } : one;
      const { apiVersion, kind: word } = kind.resource;
      const ref = { apiVersion, kind: word, namespace: namespace || rollout.namespace, name };
      return { ref, kind, path: `${kind.field}[${index}]${typeof one === 'string' ? '' : '.name'}` };
    }),
  );
  return all.filter(({ ref }, index) => index === all.findIndex((other) => isSame(other.ref, ref)));
}

const isSame = (one: Ref, other: Ref): boolean => one.kind === other.kind && nameOf(one) === nameOf(other);

function isOfKind(object: KubeObject, resource: Pick<Resource, 'apiVersion' | 'kind'>): boolean {
  return object.kind === resource.kind && groupOf(object) === groupOf(resource);
}

function isNamed(object: KubeObject, ref: Ref): boolean {
  const { name, namespace = '' } = object.metadata;
  return isOfKind(object, ref) && name === ref.name && namespace === ref.namespace;
}

function unfit<Config>(
  { ref, path, kind }: Named<Config>,
  place: Place,
  objects: readonly KubeObject[],
): readonly Unfit[] {
  const { name: value } = ref;
  const short = ref.kind.toLowerCase();
  const object = objects.find((one) => isNamed(one, ref));
  if (!object) return [{ path, value, message: `${short}.${groupOf(ref)} "${value}" not found`, missing: ref.kind }];
  const reason = kind.steering.unfit(place, object);
  return reason === undefined ? [] : [{ path, value, message: `${short} \`${value}\` ${reason}` }];
}

function missingIn<Config>(all: readonly Named<Config>[], objects: readonly KubeObject[]): readonly string[] {
  return all
    .filter(({ ref }) => !objects.some((object) => isNamed(object, ref)))
    .map(({ ref }) => `${ref.kind} ${nameOf(ref)} not found`);
}

function observed<Config>(all: readonly Named<Config>[], place: Place, objects: readonly KubeObject[]): Observed {
  const sights = all.flatMap(({ ref, kind }) => {
    const object = objects.find((one) => isNamed(one, ref));
    return object ? [kind.steering.observed(place, object)] : [];
  });
  return {
    shown: sights.flatMap(({ shown }) => shown),
    routes: [...new Set(sights.flatMap(({ routes }) => routes))],
    problems: [...missingIn(all, objects), ...sights.flatMap(({ problems }) => problems)],
  };
}

function rendered<Config>(
  all: readonly Named<Config>[],
  { place, split }: { readonly place: Place; readonly split: Split },
  objects: readonly KubeObject[],
): Rendered {
  const plain = { ...split, headerRoutes: [], mirrorRoutes: [] };
  const found = all.flatMap(({ ref, kind: { steering } }) => {
    const object = objects.find((one) => isNamed(one, ref));
    return object ? [{ object, steering }] : [];
  });
  const isLost =
    split.headerRoutes.length + split.mirrorRoutes.length > 0 && !found.some(({ steering }) => steering.isForRequests);
  const parts = together(
    found.map(({ object, steering }) => steering.render(place, steering.isForRequests ? split : plain, object)),
  );
  const lost = isLost ? ['none of the objects can hold managed routes'] : [];
  return { ...parts, problems: [...missingIn(all, objects), ...lost, ...parts.problems] };
}

function together(parts: readonly Rendered[]): Rendered {
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: parts.flatMap(({ notices }) => notices),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

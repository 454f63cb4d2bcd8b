/** ingress-nginx: beside each stable Ingress stands one of ours, the canary Ingress, whose annotations hold the weight. */
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type KubeObject, nameOf, type Ref, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, listOf, recordsOf } from '../records.ts';
import type { Observed, Place, Rendered, Router, Shown, Split, Unfit } from '../router.ts';

type Nginx = NonNullable<TrafficRouting['nginx']>;
type Annotations = Readonly<Record<string, string>>;

const API_VERSION = 'networking.k8s.io/v1';
const GROUP = 'networking.k8s.io/';
const CLASS = 'kubernetes.io/ingress.class';
const LONGEST_NAME = 253;

interface Ingress extends KubeObject {
  readonly spec?: unknown;
}

/** One stable Ingress and its canary, as far as they are there. */
interface Pair {
  readonly config: Nginx;
  readonly place: Place;
  readonly names: { readonly stable: Ref; readonly canary: Ref };
  readonly stable: Ingress | undefined;
  readonly canary: Ingress | undefined;
}

export const nginx: Router<Nginx> = {
  can: { total: true },
  kinds: [{ apiVersion: API_VERSION, kind: 'Ingress', plural: 'ingresses', namespaced: true }],
  reads: (config, place) =>
    stableNames(config).flatMap((name) => [
      { ref: ingressRef(place, name) },
      { ref: ingressRef(place, canaryName(place, name)) },
    ]),
  unfit: (config, place, objects) => pairsOf(config, place, objects).flatMap(unfit),
  observed: (config, place, objects) => observedIn(pairsOf(config, place, objects)),
  render: (config, place, split, objects) =>
    joined(pairsOf(config, place, objects).map((pair) => renderedPair(pair, split))),
  leases: () => [],
  release: (place, objects) => joined(objects.filter((one) => isIngress(one) && isOurs(place, one)).map(released)),
};

function stableNames({ stableIngress, stableIngresses = [] }: Nginx): readonly string[] {
  return stableIngress ? [stableIngress, ...stableIngresses.filter((name) => name !== stableIngress)] : stableIngresses;
}

function ingressRef({ rollout }: Place, name: string): Ref {
  return { apiVersion: API_VERSION, kind: 'Ingress', namespace: rollout.namespace, name };
}

function canaryName({ rollout }: Place, stable: string): string {
  const suffix = '-canary';
  return `${`${rollout.name}-${stable}`.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
}

function pairsOf(config: Nginx, place: Place, objects: readonly KubeObject[]): readonly Pair[] {
  return stableNames(config).map((name) => {
    const names = { stable: ingressRef(place, name), canary: ingressRef(place, canaryName(place, name)) };
    return { config, place, names, stable: found(objects, names.stable), canary: found(objects, names.canary) };
  });
}

const isIngress = ({ apiVersion, kind }: KubeObject): boolean => kind === 'Ingress' && apiVersion.startsWith(GROUP);

function found(objects: readonly KubeObject[], { namespace, name }: Ref): Ingress | undefined {
  return objects.find(
    (object) => isIngress(object) && object.metadata.name === name && (object.metadata.namespace ?? '') === namespace,
  );
}

/** A default backend is no rule: the canary Ingress could not copy it. */
function unfit({ config, place, names: { stable: ref }, stable }: Pair): readonly Unfit[] {
  const { name } = ref;
  const at = { path: name === config.stableIngress ? 'stableIngress' : 'stableIngresses', value: name };
  if (!stable) return [{ ...at, message: `ingress.networking.k8s.io "${name}" not found`, missing: 'Ingress' }];
  return canaryRules(stable, place).length > 0 ? [] : [{ ...at, message: withoutRules(ref, place) }];
}

const withoutRules = ({ name }: Ref, { stableService }: Place): string =>
  `ingress \`${name}\` has no rules using service ${stableService} backend`;

/** Before there is any canary Ingress, nothing divides requests; where only one is missing, stable gets everything. */
function observedIn(pairs: readonly Pair[]): Observed {
  const isStarted = pairs.some(({ canary }) => canary !== undefined);
  return {
    shown: isStarted ? pairs.filter(({ stable }) => stable !== undefined).map(shownBy) : [],
    routes: [],
    problems: pairs.filter(({ stable }) => stable === undefined).map(({ names }) => missing(names.stable)),
  };
}

function shownBy({ config, place, names, canary }: Pair): Shown {
  const annotations = canary?.metadata.annotations ?? {};
  const prefix = config.annotationPrefix;
  const of = wholeNumber(annotations[`${prefix}/canary-weight-total`]) || 100;
  const isCanary = annotations[`${prefix}/canary`] === 'true';
  const weight = isCanary ? Math.min(of, wholeNumber(annotations[`${prefix}/canary-weight`])) : 0;
  return {
    where: `Ingress ${nameOf(names.canary)}`,
    weights: { [place.canaryService]: weight, [place.stableService]: of - weight },
    of,
  };
}

/** The proxy, too, passes over what is not a number. */
function wholeNumber(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

function missing(ref: Ref): string {
  return `Ingress ${nameOf(ref)} not found`;
}

function joined(parts: readonly Rendered[]): Rendered {
  return {
    actions: parts.flatMap(({ actions }) => actions),
    notices: parts.flatMap(({ notices }) => notices),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function failed(problem: string): Rendered {
  return { actions: [], notices: [], problems: [problem] };
}

function renderedPair(pair: Pair, split: Split): Rendered {
  const { place, names, stable, canary } = pair;
  if (!stable) return failed(missing(names.stable));
  const rules = canaryRules(stable, place);
  if (rules.length === 0) return failed(withoutRules(names.stable, place));
  const spec = canarySpec(stable, rules);
  if (!canary) return created(pair, split, { annotations: annotationsFor(pair, split), spec });
  if (!isOurs(place, canary)) return failed(`canary ingress \`${names.canary.name}\` controlled by different object`);
  return patched(pair, split, { annotations: annotationsFor(pair, split), spec });
}

/** Only what stable serves is divided. A rule of another service in a canary Ingress would only confuse the proxy. */
function canaryRules(stable: Ingress, place: Place): readonly Fields[] {
  return recordsOf(fieldsOf(stable.spec)['rules']).flatMap((rule) => {
    const http = fieldsOf(rule['http']);
    const paths = recordsOf(http['paths']).filter((path) => serviceOf(path)['name'] === place.stableService);
    if (paths.length === 0) return [];
    return [{ ...rule, http: { ...http, paths: paths.map((path) => toService(path, place.canaryService)) } }];
  });
}

function serviceOf(path: Fields): Fields {
  return fieldsOf(fieldsOf(path['backend'])['service']);
}

function toService(path: Fields, name: string): Fields {
  return { ...path, backend: { ...fieldsOf(path['backend']), service: { ...serviceOf(path), name } } };
}

function canarySpec({ spec }: Ingress, rules: readonly Fields[]): Fields {
  const { ingressClassName, tls } = fieldsOf(spec);
  return {
    ...(typeof ingressClassName === 'string' && { ingressClassName }),
    ...(listOf(tls).length > 0 && { tls }),
    rules,
  };
}

/** Later ones win: nobody but us sets the weight. */
function annotationsFor({ config, stable, canary }: Pair, split: Split): Annotations {
  const { annotationPrefix: prefix, additionalIngressAnnotations = {}, canaryIngressAnnotations = {} } = config;
  const ingressClass = stable?.metadata.annotations?.[CLASS];
  const total = `${prefix}/canary-weight-total`;
  // A total left from an earlier spec would change what the weight means.
  const hasTotal = split.total !== 100 || canary?.metadata.annotations?.[total] !== undefined;
  const additional = Object.entries(additionalIngressAnnotations).map(([key, value]) => [
    key.startsWith(prefix) ? key : `${prefix}/${key}`,
    value,
  ]);
  return {
    ...(ingressClass !== undefined && { [CLASS]: ingressClass }),
    ...Object.fromEntries(additional),
    ...canaryIngressAnnotations,
    [`${prefix}/canary`]: 'true',
    [`${prefix}/canary-weight`]: String(canaryWeight(split)),
    ...(hasTotal && { [total]: String(split.total) }),
  };
}

function canaryWeight({ destinations }: Split): number {
  return destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
}

interface Wanted {
  readonly annotations: Annotations;
  readonly spec: Fields;
}

function created({ place, names }: Pair, split: Split, { annotations, spec }: Wanted): Rendered {
  const { namespace, name } = names.canary;
  const { apiVersion, kind } = place.rollout;
  const owner = { apiVersion, kind, name: place.rollout.name, uid: place.uid, controller: true };
  const metadata = { name, namespace, annotations, ownerReferences: [{ ...owner, blockOwnerDeletion: true }] };
  const object: Ingress = { apiVersion: API_VERSION, kind: 'Ingress', metadata, spec };
  const weight = canaryWeight(split);
  const message = `Creating canary ingress \`${name}\` with weight \`${weight}\``;
  return {
    actions: [{ do: 'create', object, because: `canary weight ${weight} in new ingress ${name}` }],
    notices: [{ type: 'Normal', reason: 'CreatingCanaryIngress', message }],
    problems: [],
  };
}

function isOurs({ uid: owner }: Place, { metadata }: Ingress): boolean {
  return metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner) === true;
}

function patched(pair: Pair, split: Split, wanted: Wanted): Rendered {
  const { canary, config } = pair;
  if (!canary) return joined([]);
  const before = canary.metadata.annotations ?? {};
  const merge = mergePatch(
    { metadata: { annotations: before }, spec: fieldsOf(canary.spec) },
    { metadata: { annotations: { ...before, ...wanted.annotations } }, spec: wanted.spec },
  );
  if (!merge) return joined([]);
  const { name, resourceVersion } = canary.metadata;
  const shown = before[`${config.annotationPrefix}/canary-weight`] ?? 'none';
  const weight = canaryWeight(split);
  const because =
    shown === String(weight) ? `ingress ${name} as wanted` : `canary weight ${shown} -> ${weight} in ingress ${name}`;
  const message = `Updating Ingress \`${name}\` to desiredWeight '${weight}'`;
  return {
    actions: [
      { do: 'patch', ref: refOf(canary), patch: { merge }, ...(resourceVersion && { resourceVersion }), because },
    ],
    notices: [{ type: 'Normal', reason: 'PatchingCanaryIngress', message }],
    problems: [],
  };
}

/** Taken away, as its other annotations may send requests to the canary even at weight 0. */
function released(canary: Ingress): Rendered {
  const { name, uid, resourceVersion } = canary.metadata;
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  const because = `stable alone: no canary ingress ${name}`;
  return { actions: [{ do: 'delete', ref: refOf(canary), ...which, because }], notices: [], problems: [] };
}

/** Gateway API: where a rule's requests and their copies go, and whether they may. */
import {
  amountAt,
  isAbsent,
  itemsOf,
  nameAt,
  noteProblem,
  type ObjectsOf,
  placeAt,
  portAt,
  type Reading,
  textAt,
} from './reading.ts';
import type { Backend, Mirror, Source } from './route.ts';

/** Whether a route may send requests to a Service of another namespace. */
export type Grants = (route: Source, namespace: string, service: string) => boolean;

const GROUP = 'gateway.networking.k8s.io';

export function grantsOf(objects: ObjectsOf): Grants {
  const grants = objects('ReferenceGrant');
  return (route, namespace, service) =>
    grants.some((grant) => grant.source.namespace === namespace && isGranted(grant, route, service));
}

function isGranted(grant: Reading, route: Source, service: string): boolean {
  const isFrom = itemsOf(placeAt(grant, 'spec', 'from')).some(
    (from) =>
      textAt(placeAt(from, 'group')) === GROUP &&
      textAt(placeAt(from, 'kind')) === route.kind &&
      textAt(placeAt(from, 'namespace')) === route.namespace,
  );
  const isTo = itemsOf(placeAt(grant, 'spec', 'to')).some((to) => {
    const name = textAt(placeAt(to, 'name'));
    return isServiceReference(to) && (name === undefined || name === service);
  });
  return isFrom && isTo;
}

/** The group of Services is the empty one; absent it is the API's own in parents, and the empty one in backends. */
export function isServiceReference(at: Reading, absentGroup = ''): boolean {
  const group = textAt(placeAt(at, 'group')) ?? absentGroup;
  return (group === '' || group === 'core') && (textAt(placeAt(at, 'kind')) ?? 'Service') === 'Service';
}

/** What cannot be reached keeps its share, and its requests fail. */
export function ruleBackends(rule: Reading, grants: Grants): readonly Backend[] {
  return itemsOf(placeAt(rule, 'backendRefs')).map((at) => {
    const filters = placeAt(at, 'filters');
    if (mirrorFilters(filters).length > 0) noteProblem(filters, 'mirrors of one backend are not simulated');
    const cookies = cookiesIn(filters);
    return {
      ...referredService(at, grants),
      weight: amountAt(placeAt(at, 'weight'), 1),
      ...(cookies.length > 0 && { cookies }),
    };
  });
}

function cookiesIn(filters: Reading): readonly string[] {
  const added = itemsOf(filters).flatMap((filter) => itemsOf(placeAt(filter, 'responseHeaderModifier', 'add')));
  const cookies = added.filter((header) => textAt(placeAt(header, 'name'))?.toLowerCase() === 'set-cookie');
  return cookies.flatMap((header) => textAt(placeAt(header, 'value')) ?? []);
}

function referredService(at: Reading, grants: Grants): Omit<Backend, 'weight'> {
  const namespace = textAt(placeAt(at, 'namespace')) ?? at.source.namespace;
  const service = nameAt(placeAt(at, 'name')) ?? '';
  const backend = { namespace, service, ...portAt(placeAt(at, 'port')) };
  const fault = faultOf(at, grants, backend);
  if (fault === undefined) return backend;
  noteProblem(at, fault);
  return { ...backend, fault };
}

function faultOf(at: Reading, grants: Grants, { namespace, service }: Omit<Backend, 'weight'>): string | undefined {
  if (service === '') return 'names no Service';
  if (!isServiceReference(at)) return 'only Services are simulated';
  if (namespace === at.source.namespace || grants(at.source, namespace, service)) return undefined;
  return `no ReferenceGrant lets ${at.source.kind}s of ${at.source.namespace} use Services of ${namespace}`;
}

const mirrorFilters = (filters: Reading): readonly Reading[] =>
  itemsOf(filters).filter((filter) => textAt(placeAt(filter, 'type')) === 'RequestMirror');

export function ruleMirrors(rule: Reading, grants: Grants): readonly Mirror[] {
  return mirrorFilters(placeAt(rule, 'filters')).map((filter) => {
    const mirror = placeAt(filter, 'requestMirror');
    return { ...referredService(placeAt(mirror, 'backendRef'), grants), weight: 1, share: shareAt(mirror) };
  });
}

function shareAt(mirror: Reading): number {
  const fraction = placeAt(mirror, 'fraction');
  if (isAbsent(fraction)) return Math.min(1, amountAt(placeAt(mirror, 'percent'), 100) / 100);
  const denominator = amountAt(placeAt(fraction, 'denominator'), 100);
  if (denominator > 0) return Math.min(1, amountAt(placeAt(fraction, 'numerator'), 0) / denominator);
  noteProblem(placeAt(fraction, 'denominator'), 'must be above 0');
  return 0;
}

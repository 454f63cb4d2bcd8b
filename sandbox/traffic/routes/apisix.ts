/** Apache APISIX: the HTTP rules of ApisixRoutes. */
import { apisixExpression } from './apisix-expression.ts';
import { anyOf, exactly, METHOD, PATH, startingWith } from './conditions.ts';
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
  textsAt,
} from './reading.ts';
import type { Backend, Condition, Match, Route } from './route.ts';

const USUAL_WEIGHT = 100;

interface Ranked {
  readonly route: Route;
  readonly path: Condition;
  readonly priority: number;
}

export function apisixRoutes(objects: ObjectsOf): readonly Route[] {
  return objects('ApisixRoute')
    .flatMap((reading) => itemsOf(placeAt(reading, 'spec', 'http')).flatMap(rankedAt))
    .sort((a, b) => byPath(a.path, b.path) || b.priority - a.priority)
    .map(({ route }) => route);
}

/** One for each path, since each has its own rank. */
function rankedAt(at: Reading): readonly Ranked[] {
  const match = placeAt(at, 'match');
  const unknown = ['filter_func', 'remoteAddrs'].find((name) => !isAbsent(placeAt(match, name)));
  if (unknown !== undefined) {
    noteProblem(placeAt(match, unknown), 'is not simulated, so this rule has no effect');
    return [];
  }
  const priority = priorityAt(placeAt(at, 'priority'));
  const conditions = [
    ...methodCondition(placeAt(match, 'methods')),
    ...itemsOf(placeAt(match, 'exprs')).map(apisixExpression),
  ];
  const hosts = textsAt(placeAt(match, 'hosts')).map((host) => host.toLowerCase());
  const backends = backendsAt(at);
  const paths = textsAt(placeAt(match, 'paths'));
  if (paths.length === 0) noteProblem(placeAt(match, 'paths'), 'is empty, so this rule has no effect');
  return paths.map((text) => {
    const path = pathCondition(text);
    const matches: readonly Match[] = [[path, ...conditions]];
    return { path, priority, route: { source: at.source, hosts, isMesh: false, matches, backends, mirrors: [] } };
  });
}

/** May be negative. */
function priorityAt(at: Reading): number {
  return typeof at.value === 'number' ? at.value : amountAt(at, 0);
}

const pathCondition = (text: string): Condition =>
  text.endsWith('*') ? startingWith(PATH, text.slice(0, -1)) : exactly(PATH, text);

function methodCondition(at: Reading): readonly Condition[] {
  const methods = textsAt(at);
  if (methods.length === 0) return [];
  return [
    anyOf(
      METHOD,
      methods.map((method) => exactly(METHOD, method.toUpperCase())),
    ),
  ];
}

function backendsAt(at: Reading): readonly Backend[] {
  const { namespace } = at.source;
  const services = itemsOf(placeAt(at, 'backends')).flatMap((item): readonly Backend[] => {
    const service = nameAt(placeAt(item, 'serviceName'));
    if (service === undefined) return [];
    const weight = amountAt(placeAt(item, 'weight'), USUAL_WEIGHT);
    return [{ namespace, service, ...portAt(placeAt(item, 'servicePort')), weight }];
  });
  const upstreams = itemsOf(placeAt(at, 'upstreams')).map((item): Backend => {
    const fault = 'ApisixUpstreams are not simulated';
    noteProblem(item, fault);
    const service = nameAt(placeAt(item, 'name')) ?? '';
    return { namespace, service, weight: amountAt(placeAt(item, 'weight'), USUAL_WEIGHT), fault };
  });
  return [...services, ...upstreams];
}

/** Whole paths come before beginnings, and the longer before the shorter; priorities count among the same paths. */
function byPath(a: Condition, b: Condition): number {
  const rankOf = ({ type }: Condition): number => (type === 'Exact' ? 1 : 0);
  return rankOf(b) - rankOf(a) || b.value.length - a.value.length;
}

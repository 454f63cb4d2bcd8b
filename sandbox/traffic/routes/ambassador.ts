/** Ambassador (Emissary-ingress): Mappings; those that ask for the same share its requests. */
import { type MappingConditions, mappingCondition } from './ambassador-match.ts';
import { serviceHost } from './choice.ts';
import { amountAt, isAbsent, nameAt, noteProblem, type ObjectsOf, placeAt, type Reading } from './reading.ts';
import type { Backend, Mirror, Route } from './route.ts';

const SERVICE = /^(?:\w+:\/\/)?([^:/]+)(?::(\d{1,5}))?\/?$/;

interface Mapping extends MappingConditions {
  readonly at: Reading;
  readonly precedence: number;
  readonly isShadow: boolean;
  readonly backend: Omit<Backend, 'weight'>;
  /** Per cent of the group's requests; without one, of what the others leave. */
  readonly weight: number | undefined;
}

export function ambassadorRoutes(objects: ObjectsOf): readonly Route[] {
  const groups = new Map<string, Mapping[]>();
  for (const mapping of [...objects('Mapping'), ...objects('AmbassadorMapping')].flatMap(mappingOf)) {
    const key = `${mapping.precedence} ${mapping.key}`;
    const same = groups.get(key);
    if (same) same.push(mapping);
    else groups.set(key, [mapping]);
  }
  return [...groups.values()].sort(byPrecedence).flatMap(groupRoute);
}

function mappingOf(reading: Reading): readonly Mapping[] {
  const at = placeAt(reading, 'spec');
  if (placeAt(at, 'host_redirect').value === true) {
    noteProblem(placeAt(at, 'host_redirect'), 'redirects are not simulated');
    return [];
  }
  const backend = backendAt(placeAt(at, 'service'));
  const conditions = mappingCondition(at);
  if (!backend || !conditions) return [];
  const weight = placeAt(at, 'weight');
  return [
    {
      at,
      ...conditions,
      precedence: precedenceAt(placeAt(at, 'precedence')),
      isShadow: placeAt(at, 'shadow').value === true,
      backend,
      weight: isAbsent(weight) ? undefined : amountAt(weight, 0),
    },
  ];
}

/** May be negative. */
const precedenceAt = (at: Reading): number => (typeof at.value === 'number' ? at.value : amountAt(at, 0));

/** `web`, `web.shop`, `https://web:443` and so on. */
function backendAt(at: Reading): Omit<Backend, 'weight'> | undefined {
  const text = nameAt(at);
  if (text === undefined) return undefined;
  const [, host = '', port] = SERVICE.exec(text) ?? [];
  const [service = '', namespace = '', ...rest] = serviceHost(host, at.source.namespace).split('.');
  const backend = { namespace, service, ...(port === undefined ? {} : { port: Number(port) }) };
  if (host !== '' && rest.length === 0) return backend;
  const fault = `"${text}" is no Service of the cluster`;
  noteProblem(at, fault);
  return { ...backend, fault };
}

/** The longer path and the more conditions come first. */
function byPrecedence([a]: readonly Mapping[], [b]: readonly Mapping[]): number {
  if (!a || !b) return 0;
  return b.precedence - a.precedence || b.pathLength - a.pathLength || b.match.length - a.match.length;
}

function groupRoute(group: readonly Mapping[]): readonly Route[] {
  const shown = group.filter(({ isShadow }) => !isShadow);
  const [first] = shown;
  if (!first) {
    for (const { at } of group) noteProblem(placeAt(at, 'shadow'), 'there is no Mapping whose requests it could copy');
    return [];
  }
  const backends = backendsOf(shown);
  const mirrors = group.filter(({ isShadow }) => isShadow).map(mirrorOf);
  return backends
    ? [{ source: first.at.source, hosts: first.hosts, isMesh: false, matches: [first.match], backends, mirrors }]
    : [];
}

/** Undefined if the weights are more than there is: then none of the Mappings counts. */
function backendsOf(mappings: readonly Mapping[]): readonly Backend[] | undefined {
  const [only, ...others] = mappings;
  if (only && others.length === 0) return [{ ...only.backend, weight: 100 }];
  const given = mappings.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  if (given > 100) {
    for (const { at } of mappings) noteProblem(placeAt(at, 'weight'), 'the weights add up to more than 100');
    return undefined;
  }
  const weightless = mappings.filter(({ weight }) => weight === undefined).length;
  const rest = weightless === 0 ? 0 : (100 - given) / weightless;
  return mappings.map(({ backend, weight }) => ({ ...backend, weight: weight ?? rest }));
}

function mirrorOf({ backend, weight }: Mapping): Mirror {
  return { ...backend, weight: 1, share: Math.min(1, (weight ?? 100) / 100) };
}

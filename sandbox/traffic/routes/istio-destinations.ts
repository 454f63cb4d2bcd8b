/** Istio: the Services and pods that a destination means. */
import { serviceHost } from './choice.ts';
import {
  entriesOf,
  itemsOf,
  nameAt,
  noteProblem,
  type ObjectsOf,
  placeAt,
  portAt,
  type Reading,
  textAt,
} from './reading.ts';
import type { Backend } from './route.ts';

export type DestinationOf = (at: Reading) => Omit<Backend, 'weight'>;

type Labels = Readonly<Record<string, string>>;

export function destinationsOf(objects: ObjectsOf): DestinationOf {
  const rules = rulesByHost(objects);
  return (at) => {
    const host = nameAt(placeAt(at, 'host')) ?? '';
    const [service = '', namespace = '', ...rest] = serviceHost(host.toLowerCase(), at.source.namespace).split('.');
    const backend = { namespace, service, ...portAt(placeAt(at, 'port', 'number')) };
    if (host === '' || rest.length > 0) return faulty(at, backend, `"${host}" is no Service of the cluster`);
    const subset = textAt(placeAt(at, 'subset'));
    if (subset === undefined || subset === '') return backend;
    const labels = labelsOf(rules.get(`${service}.${namespace}`) ?? [], subset, [at.source.namespace, namespace]);
    if (!labels) return faulty(at, backend, `no DestinationRule has the subset ${subset} of ${service}`);
    return { ...backend, labels };
  };
}

function faulty(at: Reading, backend: Omit<Backend, 'weight'>, fault: string): Omit<Backend, 'weight'> {
  noteProblem(at, fault);
  return { ...backend, fault };
}

function rulesByHost(objects: ObjectsOf): ReadonlyMap<string, readonly Reading[]> {
  const rules = new Map<string, Reading[]>();
  for (const rule of objects('DestinationRule')) {
    const host = nameAt(placeAt(rule, 'spec', 'host'));
    if (host === undefined) continue;
    const key = serviceHost(host.toLowerCase(), rule.source.namespace);
    const same = rules.get(key);
    if (same) same.push(rule);
    else rules.set(key, [rule]);
  }
  return rules;
}

/** The rules of the client's namespace come before those of the Service's; others count last. */
function labelsOf(rules: readonly Reading[], subset: string, namespaces: readonly string[]): Labels | undefined {
  const rankOf = ({ source }: Reading): number => (namespaces.indexOf(source.namespace) + 3) % 3;
  for (const rule of rules.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const found = itemsOf(placeAt(rule, 'spec', 'subsets')).find((one) => textAt(placeAt(one, 'name')) === subset);
    if (found) return labelsAt(placeAt(found, 'labels'));
  }
  return undefined;
}

function labelsAt(at: Reading): Labels {
  return Object.fromEntries(entriesOf(at).map(([name, one]) => [name, textAt(one) ?? '']));
}

/** The paths of Ingresses, one by one, in the order in which controllers try them. */
import { below, exactly, globPattern, matching, PATH, startingWith } from './conditions.ts';
import { annotationsOf, isAbsent, itemsOf, noteProblem, placeAt, portAt, type Reading, textAt } from './reading.ts';
import type { Backend, Condition } from './route.ts';

export interface IngressPath {
  /** The path's place in its Ingress. */
  readonly at: Reading;
  readonly ingress: Reading;
  readonly annotations: ReadonlyMap<string, string>;
  readonly host: string;
  readonly path: string;
  readonly type: string;
  readonly backend: Backend;
  /** Absent: it is the default backend. */
  readonly condition?: Condition;
}

/** Paths that name no Service are left out. */
export function pathsOf(ingress: Reading): readonly IngressPath[] {
  const annotations = annotationsOf(ingress);
  const paths = itemsOf(placeAt(ingress, 'spec', 'rules')).flatMap((rule) => {
    const host = textAt(placeAt(rule, 'host')) ?? '';
    return itemsOf(placeAt(rule, 'http', 'paths')).flatMap((at) => {
      const backend = backendAt(placeAt(at, 'backend'));
      if (!backend) return [];
      const type = textAt(placeAt(at, 'pathType')) ?? 'ImplementationSpecific';
      const path = textAt(placeAt(at, 'path')) || '/';
      const condition = conditionOf(placeAt(at, 'path'), path, type, annotations);
      return [{ at, ingress, annotations, host: host.toLowerCase(), path, type, backend, condition }];
    });
  });
  const at = placeAt(ingress, 'spec', 'defaultBackend');
  const backend = isAbsent(at) ? undefined : backendAt(at);
  return backend ? [...paths, { at, ingress, annotations, host: '', path: '/', type: 'Prefix', backend }] : paths;
}

function backendAt(at: Reading): Backend | undefined {
  const service = placeAt(at, 'service');
  const name = textAt(placeAt(service, 'name'));
  if (name === undefined) {
    noteProblem(at, 'names no Service');
    return undefined;
  }
  const number = placeAt(service, 'port', 'number');
  const port = portAt(isAbsent(number) ? placeAt(service, 'port', 'name') : number);
  return { namespace: at.source.namespace, service: name, ...port, weight: 1 };
}

function conditionOf(at: Reading, path: string, type: string, annotations: ReadonlyMap<string, string>): Condition {
  if (type === 'Exact') return exactly(PATH, path);
  // In ingress-nginx a pattern is the beginning of a path, in any case of letters.
  const isPattern = [...annotations].some(([name, value]) => name.endsWith('/use-regex') && value === 'true');
  if (isPattern) return matching(PATH, { at, text: `^(?:${path})`, isWhole: false, ignoresCase: true });
  if (type === 'Prefix') return below(path);
  if (/[*?]/.test(path)) return matching(PATH, { at, text: globPattern(path), isWhole: true });
  return startingWith(PATH, path);
}

/** Exact paths first, then the longer ones; default backends last. */
export function byPath(a: IngressPath, b: IngressPath): number {
  return rankOf(b) - rankOf(a) || letters(b) - letters(a);
}

function rankOf({ type, condition }: IngressPath): number {
  if (!condition) return 0;
  return type === 'Exact' ? 2 : 1;
}

const letters = ({ path }: IngressPath): number => path.replace(/\/?\*$/, '').length;

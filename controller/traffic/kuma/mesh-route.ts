/** How Kuma's routes write rules: lists of rules for each destination, and backends by name or by label. */
import { fingerprint } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from '../records.ts';
import type { RuleList, Shape, View } from '../rules/shape.ts';
import { narrowed } from './matches.ts';

/** Kuma 2 names a MeshService, or the service tag that pods have; since Kuma 3 labels select it. */
const NAME = 'kuma.io/display-name';
const NAMESPACE = 'k8s.kuma.io/namespace';
const TAG = 'kuma.io/service';

export const meshTcpRoute: Shape = {
  lists: ({ spec }) => listsIn(fieldsOf(spec)['to']).map(({ list }) => list),
  withLists: ({ spec }, lists) => {
    const fields = fieldsOf(spec);
    const to = [...listOf(fields['to'])];
    for (const [index, { place }] of listsIn(to).entries()) to[place] = { ...fieldsOf(to[place]), rules: lists[index] };
    return lists.length === 0 ? fields : { ...fields, to };
  },
  backendsPath: 'default.backendRefs',
  backends: (rule) => listOf(fieldsOf(rule['default'])['backendRefs']),
  withBackends: (rule, backendRefs) => ({ ...rule, default: { ...fieldsOf(rule['default']), backendRefs } }),
  serviceOf,
  namespaceOf,
  keyOf: ({ labels, name }) => (isRecord(labels) ? `labels=#${fingerprint(labels)}` : `name=${name}`),
  weightOf: ({ weight }) => (typeof weight === 'number' ? weight : 1),
  copied,
};

export const meshHttpRoute: Shape = {
  ...meshTcpRoute,
  managed: {
    matchField: 'matches',
    narrowed,
    toCanary: (rule, canary) => meshTcpRoute.withBackends(rule, [{ ...canary, weight: 1 }]),
    mirrored,
    mirrors: (rule) =>
      recordsOf(fieldsOf(rule['default'])['filters']).map(({ requestMirror }) =>
        fieldsOf(fieldsOf(requestMirror)['backendRef']),
      ),
  },
};

function listsIn(to: unknown): readonly { readonly place: number; readonly list: RuleList }[] {
  return listOf(to).flatMap((destination, place) => {
    if (!isRecord(destination) || !Array.isArray(destination['rules'])) return [];
    const path = `spec.to[targetRef=#${fingerprint(destination['targetRef'])}].rules`;
    return [{ place, list: { path, rules: destination['rules'] } }];
  });
}

function serviceOf({ kind, name, namespace, labels }: Fields, { object, home }: View): string | undefined {
  if (kind !== 'MeshService') return undefined;
  if (isRecord(labels)) return labelledService(labels, home);
  if (typeof name !== 'string') return undefined;
  if (name.includes('_')) return taggedService(name, home);
  return (namespace ?? object.metadata.namespace) === home ? name : undefined;
}

function namespaceOf({ name, namespace, labels }: Fields): string | undefined {
  const { [NAMESPACE]: label, [TAG]: tag = name } = fieldsOf(labels);
  const named = typeof tag === 'string' && tag.includes('_') ? tag.split('_')[1] : (label ?? namespace);
  return typeof named === 'string' ? named : undefined;
}

function labelledService({ [NAME]: service, [NAMESPACE]: namespace, [TAG]: tag }: Fields, home: string) {
  if (typeof tag === 'string') return taggedService(tag, home);
  return typeof service === 'string' && (namespace ?? home) === home ? service : undefined;
}

/** `web_shop_svc_80` is port 80 of the Service web in the namespace shop. */
function taggedService(tag: string, home: string): string | undefined {
  const [service, namespace, word] = tag.split('_');
  return namespace === home && word === 'svc' ? service : undefined;
}

function tagFor(tag: string, service: string): string {
  return [service, ...tag.split('_').slice(1)].join('_');
}

function copied(backend: Fields, service: string): Fields {
  const { labels, name } = backend;
  if (isRecord(labels)) {
    const tag = labels[TAG];
    const named = typeof tag === 'string' ? { [TAG]: tagFor(tag, service) } : { [NAME]: service };
    return { ...backend, labels: { ...labels, ...named } };
  }
  return { ...backend, name: typeof name === 'string' && name.includes('_') ? tagFor(name, service) : service };
}

/** With the weight that the API server would add. */
function mirrored(rule: Fields, canary: Fields, percentage: number): Fields {
  const own = fieldsOf(rule['default']);
  const share = percentage === 100 ? {} : { percentage };
  const requestMirror = { ...share, backendRef: { ...canary, weight: 1 } };
  return {
    ...rule,
    default: { ...own, filters: [...listOf(own['filters']), { type: 'RequestMirror', requestMirror }] },
  };
}

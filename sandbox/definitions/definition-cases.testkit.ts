/** Definitions, each wrong or odd in one way; what a server says about them lies in testdata/definition-causes.json. */
import { type ApiObject, copied } from '../api/object.ts';

/** Anything: the cases are wrong on purpose. */
type Loose = Record<string, unknown>;

const PROPERTIES = { spec: { type: 'object', properties: { size: { type: 'integer' } } }, status: { type: 'object' } };

export const sound = (): ApiObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ducks.d.sluice.dev' },
  spec: {
    group: 'd.sluice.dev',
    names: { plural: 'ducks', kind: 'Duck' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: PROPERTIES } },
      },
    ],
  },
});

const spec = (changes: Loose): ApiObject => {
  const definition = sound();
  return { ...definition, spec: { ...(definition['spec'] as Loose), ...changes } };
};
const names = (changes: Loose) => spec({ names: { plural: 'ducks', kind: 'Duck', ...changes } });
const VERSION = copied((sound()['spec'] as { versions: Loose[] }).versions[0] ?? {});
const version = (changes: Loose) => spec({ versions: [{ ...VERSION, ...changes }] });
const root = (schema: unknown, changes: Loose = {}) => version({ schema: { openAPIV3Schema: schema }, ...changes });
const WITH_STATUS = { subresources: { status: {} } };
/** The schema of `spec.x`. */
const field = (schema: unknown) =>
  root({ type: 'object', properties: { spec: { type: 'object', properties: { x: schema } } } });
const list = (type: string, items: unknown, keys?: readonly string[]) =>
  field({
    type: 'array',
    items,
    'x-kubernetes-list-type': type,
    ...(keys && { 'x-kubernetes-list-map-keys': keys }),
  });
const column = (changes: Loose) =>
  version({ additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size', ...changes }] });
const scale = (changes: Loose) =>
  version({
    subresources: { scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size', ...changes } },
  });
const webhook = (clientConfig: unknown, conversionReviewVersions: unknown = ['v1']) =>
  spec({ conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions } } });
const KEEP = { 'x-kubernetes-preserve-unknown-fields': true };
const EMBEDDED = { 'x-kubernetes-embedded-resource': true };

export const DEFINITION_CASES: readonly (readonly [sentence: string, definition: ApiObject])[] = [
  ['a sound definition', sound()],
  ['a name that is not plural and group', { ...sound(), metadata: { name: 'geese.d.sluice.dev' } }],
  ['no group', spec({ group: '' })],
  ['a group in upper case', spec({ group: 'D.sluice.dev' })],
  ['a group without a dot', { ...spec({ group: 'sluice' }), metadata: { name: 'ducks.sluice' } }],
  ['no scope', spec({ scope: '' })],
  ['an unknown scope', spec({ scope: 'World' })],
  ['no kind', names({ kind: '' })],
  ['no plural', names({ plural: '' })],
  ['a kind with an underscore', names({ kind: 'Duck_ling' })],
  ['a list kind with a dot', names({ listKind: 'Duck.List' })],
  ['kind and list kind alike', names({ listKind: 'Duck' })],
  ['a plural in upper case', { ...names({ plural: 'Ducks' }), metadata: { name: 'Ducks.d.sluice.dev' } }],
  ['a singular that starts with a digit', names({ singular: '1duck' })],
  ['short names of the wrong form', names({ shortNames: ['dk', 'D', ''] })],
  ['categories of the wrong form', names({ categories: ['all', 'A_b'] })],
  ['a version in upper case', version({ name: 'V1' })],
  ['no storage version', version({ storage: false })],
  ['two storage versions', spec({ versions: [VERSION, { ...VERSION, name: 'v2' }] })],
  ['two versions of one name', spec({ versions: [VERSION, { ...VERSION, storage: false }] })],
  ['no schema', version({ schema: undefined })],
  ['an empty schema', root({})],
  ['preserving unknown fields of everything', spec({ preserveUnknownFields: true })],
  [
    'two versions with schemas of their own, one wrong',
    spec({
      versions: [VERSION, { ...VERSION, name: 'v2', storage: false, schema: { openAPIV3Schema: { type: 'array' } } }],
    }),
  ],
  ['a root that is a list', root({ type: 'array', items: { type: 'string' } })],
  ['a root that is a list besides status', root({ type: 'array', items: { type: 'string' } }, WITH_STATUS)],
  ['a root that may be null', root({ type: 'object', nullable: true })],
  ['a root with allOf besides status', root({ type: 'object', allOf: [{ required: ['spec'] }] }, WITH_STATUS)],
  ['a root with any properties', root({ type: 'object', additionalProperties: { type: 'string' } })],
  ['a root that keeps unknown fields', root({ type: 'object', ...KEEP })],
  [
    'metadata with rules for labels',
    root({ type: 'object', properties: { metadata: { type: 'object', required: ['labels'] } } }),
  ],
  ['metadata that is a string', root({ type: 'object', properties: { metadata: { type: 'string' } } })],
  [
    'metadata with a rule for the name',
    root({
      type: 'object',
      properties: { metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 5 } } } },
    }),
  ],
  ['an apiVersion that is a number', root({ type: 'object', properties: { apiVersion: { type: 'integer' } } })],
  ['a default in metadata', root({ type: 'object', properties: { metadata: { type: 'object', default: {} } } })],
  ['a field without type', field({})],
  ['an unknown type', field({ type: 'int' })],
  ['type null', field({ type: 'null' })],
  ['a list without items', field({ type: 'array' })],
  ['items without type', field({ type: 'array', items: {} })],
  ['items that are a list of schemas', field({ type: 'array', items: [{ type: 'string' }] })],
  ['unique items', field({ type: 'array', items: { type: 'string' }, uniqueItems: true })],
  [
    'properties beside others',
    field({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
  ],
  [
    'properties and no others',
    field({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }),
  ],
  ['an id', field({ type: 'string', id: 'x' })],
  ['a reference', field({ $ref: '#/definitions/x' })],
  ['pattern properties', field({ type: 'object', patternProperties: { a: { type: 'string' } } })],
  ['definitions', field({ type: 'object', definitions: { a: { type: 'string' } } })],
  ['dependencies', field({ type: 'object', dependencies: { a: ['b'] } })],
  ['additional items', field({ type: 'array', items: { type: 'string' }, additionalItems: false })],
  ['a dialect of JSON schema', field({ type: 'string', $schema: 'http://json-schema.org/schema#' })],
  ['a pattern that is none', field({ type: 'string', pattern: '(a' })],
  ['a pattern that looks ahead', field({ type: 'string', pattern: '(?=a)' })],
  ['a pattern with a backreference', field({ type: 'string', pattern: '(a)\\1' })],
  ['a pattern of unknown characters', field({ type: 'string', pattern: '\\p{Foo}[b-a]' })],
  ['a type within anyOf', field({ type: 'string', anyOf: [{ type: 'string' }, { pattern: 'a' }] })],
  [
    'much that is forbidden within oneOf',
    field({
      type: 'object',
      oneOf: [{ description: 'a', title: 'b', nullable: true, default: 1, additionalProperties: true }],
    }),
  ],
  [
    'extensions within allOf',
    field({
      type: 'array',
      items: { type: 'string' },
      allOf: [{ 'x-kubernetes-list-type': 'set', ...KEEP, ...EMBEDDED, 'x-kubernetes-int-or-string': true }],
    }),
  ],
  [
    'logic about a field that is not described',
    field({ type: 'object', oneOf: [{ properties: { a: { minimum: 1 } } }] }),
  ],
  ['logic about items that are not described', field({ type: 'object', not: { items: { properties: { a: {} } } } })],
  ['logic about metadata', root({ type: 'object', properties: PROPERTIES, anyOf: [{ properties: { metadata: {} } }] })],
  ['int-or-string', field({ 'x-kubernetes-int-or-string': true })],
  [
    'int-or-string as it is usually written',
    field({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^a' }),
  ],
  [
    'int-or-string within allOf',
    field({
      'x-kubernetes-int-or-string': true,
      allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { pattern: 'a' }],
    }),
  ],
  ['int-or-string that keeps unknown fields', field({ 'x-kubernetes-int-or-string': true, ...KEEP, ...EMBEDDED })],
  ['an embedded resource', field({ type: 'object', ...EMBEDDED, ...KEEP })],
  ['an embedded resource without fields', field({ type: 'object', ...EMBEDDED })],
  ['an embedded resource that is no object', field({ type: 'string', ...EMBEDDED, ...KEEP })],
  [
    'an embedded resource with any fields',
    field({ type: 'object', ...EMBEDDED, additionalProperties: { type: 'string' } }),
  ],
  [
    'an embedded resource whose kind is a number',
    field({
      type: 'object',
      ...EMBEDDED,
      properties: { kind: { type: 'integer' }, metadata: { type: 'array', items: { type: 'string' } } },
    }),
  ],
  ['unknown fields not to be kept', field({ type: 'object', 'x-kubernetes-preserve-unknown-fields': false })],
  ['a list type of an object', field({ type: 'object', 'x-kubernetes-list-type': 'atomic' })],
  ['an unknown list type', list('bag', { type: 'string' })],
  ['a set of strings', list('set', { type: 'string' })],
  ['a set of objects', list('set', { type: 'object' })],
  ['a set of atomic objects', list('set', { type: 'object', 'x-kubernetes-map-type': 'atomic' })],
  ['a set of sets', list('set', { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' })],
  ['a set of nulls', list('set', { type: 'string', nullable: true })],
  ['a map of strings', list('map', { type: 'string' }, ['a'])],
  ['a map without keys', list('map', { type: 'object', properties: { a: { type: 'string' } } })],
  ['a map whose key is optional', list('map', { type: 'object', properties: { a: { type: 'string' } } }, ['a'])],
  [
    'a map whose key has a default',
    list('map', { type: 'object', properties: { a: { type: 'string', default: 'x' } } }, ['a']),
  ],
  [
    'a map whose key is not described',
    list('map', { type: 'object', required: ['b'], properties: { a: { type: 'string' } } }, ['b']),
  ],
  [
    'a map whose key is a list, twice',
    list('map', { type: 'object', required: ['a'], properties: { a: { type: 'array', items: { type: 'string' } } } }, [
      'a',
      'a',
    ]),
  ],
  [
    'a map whose key may be null',
    list(
      'map',
      { type: 'object', nullable: true, required: ['a'], properties: { a: { type: 'string', nullable: true } } },
      ['a'],
    ),
  ],
  [
    'keys of a list that is no map',
    list('atomic', { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }, ['a']),
  ],
  ['a map type of a string', field({ type: 'string', 'x-kubernetes-map-type': 'atomic' })],
  ['an unknown map type', field({ type: 'object', 'x-kubernetes-map-type': 'soft' })],
  ['a default of the wrong type', field({ type: 'integer', default: 'x' })],
  ['a default that is too small', field({ type: 'integer', minimum: 3, default: 2 })],
  [
    'a default with unknown fields',
    field({ type: 'object', properties: { a: { type: 'string' } }, default: { b: 1 } }),
  ],
  [
    'a default that lacks a field',
    field({ type: 'object', required: ['a'], properties: { a: { type: 'string' } }, default: {} }),
  ],
  [
    'a default of an embedded resource without kind',
    field({ type: 'object', ...EMBEDDED, ...KEEP, default: { apiVersion: 'v1' } }),
  ],
  ['a sound default', field({ type: 'object', properties: { a: { type: 'string' } }, default: { a: 'b' } })],
  ['a column without name', column({ name: '' })],
  ['a column of an unknown type', column({ type: 'int' })],
  ['a column without type', column({ type: '' })],
  ['a column of an unknown format', column({ format: 'hex' })],
  ['a column without path', column({ jsonPath: '' })],
  ['a column whose path starts without a dot', column({ jsonPath: 'spec.size' })],
  ['scale', scale({ labelSelectorPath: '.status.selector' })],
  ['scale with replicas elsewhere', scale({ specReplicasPath: '.status.size', statusReplicasPath: '.spec.size' })],
  ['scale without replicas', scale({ specReplicasPath: '', statusReplicasPath: 'status.size' })],
  ['scale with a selector elsewhere', scale({ labelSelectorPath: '.metadata.labels' })],
  ['an unknown conversion', spec({ conversion: { strategy: 'Magic' } })],
  [
    'a webhook without the strategy',
    spec({
      conversion: {
        strategy: 'None',
        webhook: { conversionReviewVersions: ['v1'], clientConfig: { url: 'https://a/b' } },
      },
    }),
  ],
  ['a webhook without client', spec({ conversion: { strategy: 'Webhook' } })],
  ['a webhook with both', webhook({ url: 'https://a', service: { name: 'a', namespace: 'b' } })],
  ['a webhook at an insecure address', webhook({ url: 'http://u@a/b?c#d' })],
  ['a webhook at a service', webhook({ service: { name: 'a', namespace: 'b', path: '/convert', port: 8443 } })],
  ['a webhook at a nameless service', webhook({ service: { name: '', namespace: '', path: 'a//B', port: 0 } })],
  ['a webhook for unknown reviews', webhook({ url: 'https://a' }, ['v7', 'v7', 'V1'])],
  ['a webhook for no reviews', webhook({ url: 'https://a' }, [])],
  ['a deprecation warning of a version that is not deprecated', version({ deprecationWarning: 'old' })],
  ['an empty deprecation warning', version({ deprecated: true, deprecationWarning: '' })],
  ['a deprecation warning with a line break', version({ deprecated: true, deprecationWarning: 'a\nb' })],
  ['a long deprecation warning', version({ deprecated: true, deprecationWarning: 'x'.repeat(257) })],
  ['a group of Kubernetes', { ...spec({ group: 'd.k8s.io' }), metadata: { name: 'ducks.d.k8s.io' } }],
  [
    'a group of Kubernetes with a wrong approval',
    {
      ...spec({ group: 'd.k8s.io' }),
      metadata: { name: 'ducks.d.k8s.io', annotations: { 'api-approved.kubernetes.io': 'me' } },
    },
  ],
  [
    'a group of Kubernetes that says it is not approved',
    {
      ...spec({ group: 'd.k8s.io' }),
      metadata: { name: 'ducks.d.k8s.io', annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' } },
    },
  ],
  ['a rule in CEL without text', field({ type: 'string', 'x-kubernetes-validations': [{ rule: ' ' }] })],
  ['selectable fields', version({ selectableFields: [{ jsonPath: '.spec.size' }] })],
  [
    'selectable fields of many wrong sorts',
    version({
      selectableFields: [
        { jsonPath: '.spec' },
        { jsonPath: 'spec' },
        { jsonPath: '.spec.x' },
        { jsonPath: '' },
        { jsonPath: '.spec.size' },
        { jsonPath: '.spec.size' },
        { jsonPath: '.metadata.name' },
        { jsonPath: '.spec[0]' },
      ],
    }),
  ],
];

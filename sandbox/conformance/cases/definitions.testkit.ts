/** How kinds come, change and go. */
import { ABSENT, type Area, type Call, del, eventually, get, loose, mergePatch, post } from '../case.testkit.ts';
import { definition, definitions } from '../objects.testkit.ts';

type Fields = Readonly<Record<string, unknown>>;
const OPEN = { schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } };
const KIND = 'Thing{plural}';
const crd = (version: Fields = OPEN, rest: Fields = {}): Fields => definition('{plural}', KIND, version, rest);
const schema = (properties: object) => ({ schema: { openAPIV3Schema: { type: 'object', properties } } });
const path = definitions('{plural}.{group}');
const things = '/apis/{group}/v1/namespaces/{ns}/{plural}';
const thing = (name: string, rest: Fields = {}) => ({
  apiVersion: '{group}/v1',
  kind: KIND,
  metadata: { name },
  ...rest,
});
const made = (version?: Fields, rest?: Fields): Call => post(definitions(), crd(version, rest), 201);
const served = eventually(get(things, 200));
const condition = (type: string, status = 'True') => ({ type, status });
const refused = (body: Fields, field: string) =>
  post(definitions(), body, 422, { reason: 'Invalid', details: { causes: [{ field }] } });

export const definitionCases: Area = {
  area: 'definitions',
  cases: [
    {
      does: 'accepts names and serves the kind then',
      steps: [
        made(),
        eventually(
          get(path, 200, {
            status: {
              acceptedNames: { kind: KIND },
              storedVersions: ['v1'],
              conditions: [condition('NamesAccepted'), condition('Established')],
            },
          }),
        ),
        served,
        post(things, thing('a'), 201, { metadata: { generation: 1 } }),
        del(path, 200),
      ],
    },
    {
      does: 'fills in names that can be derived',
      steps: [
        post(definitions(), crd(), 201, {
          spec: { names: { singular: 'thing{plural}', listKind: `${KIND}List` }, conversion: { strategy: 'None' } },
        }),
        del(path, 200),
      ],
    },
    {
      does: 'shows a new kind in discovery',
      steps: [
        made(OPEN, { names: { plural: '{plural}', kind: KIND, shortNames: ['sh{plural}'] } }),
        served,
        eventually(get('/apis/{group}', 200, { name: '{group}', versions: [{ version: 'v1' }] })),
        del(path, 200),
      ],
    },
    {
      does: 'deletes all objects with their kind',
      steps: [
        made(),
        served,
        post(things, thing('a'), 201),
        del(path, 200),
        eventually(get(path, 404, { reason: 'NotFound' })),
        loose('for a moment its kind may still be served', eventually(get(`${things}/a`, 404))),
        made(),
        served,
        get(`${things}/a`, 404),
        del(path, 200),
      ],
    },
    {
      does: 'answers with 404 for a version that is not served',
      steps: [
        made(OPEN, {
          versions: [
            { name: 'v1', served: true, storage: true, ...OPEN },
            { name: 'v2', served: false, storage: false, ...OPEN },
          ],
        }),
        served,
        get(things.replace('/v1/', '/v2/'), 404),
        del(path, 200),
      ],
    },
    {
      does: 'serves one object in several versions',
      steps: [
        made(OPEN, {
          versions: [
            { name: 'v1', served: true, storage: true, ...OPEN },
            { name: 'v2', served: true, storage: false, ...OPEN },
          ],
        }),
        served,
        eventually(get(things.replace('/v1/', '/v2/'), 200)),
        post(things, thing('a', { spec: { x: 1 } }), 201),
        get(`${things.replace('/v1/', '/v2/')}/a`, 200, { apiVersion: '{group}/v2', spec: { x: 1 } }),
        del(path, 200),
      ],
    },
    {
      does: 'takes a new schema for objects that come after it',
      steps: [
        made(schema({ spec: { type: 'object', properties: { x: { type: 'integer' } } } })),
        served,
        post(things, thing('a', { spec: { x: 1, y: 2 } }), 201, { spec: { x: 1, y: ABSENT } }),
        mergePatch(
          path,
          {
            spec: {
              versions: [
                {
                  name: 'v1',
                  served: true,
                  storage: true,
                  ...schema({ spec: { type: 'object', properties: { y: { type: 'integer' } } } }),
                },
              ],
            },
          },
          200,
          { metadata: { generation: 2 } },
        ),
        eventually(post(`${things}?dryRun=All`, thing('b', { spec: { y: 2 } }), 201, { spec: { y: 2 } })),
        get(`${things}/a`, 200, { spec: { x: ABSENT } }),
        del(path, 200),
      ],
    },
    {
      does: 'lets clusters have objects beside namespaces',
      steps: [
        made(OPEN, { scope: 'Cluster' }),
        eventually(get('/apis/{group}/v1/{plural}', 200)),
        post('/apis/{group}/v1/{plural}', thing('a'), 201, { metadata: { namespace: ABSENT } }),
        get(`${things}/a`, 404),
        del(path, 200),
      ],
    },
    {
      does: 'refuses a name that is not plural and group',
      steps: [refused({ ...crd(), metadata: { name: 'other.{group}' } }, 'metadata.name')],
    },
    {
      does: 'refuses a version without a schema',
      steps: [refused(crd({ schema: undefined }), 'spec.versions[0].schema.openAPIV3Schema')],
    },
    { does: 'refuses an unknown scope', steps: [refused(crd(OPEN, { scope: 'World' }), 'spec.scope')] },
    {
      does: 'refuses definitions that store no version, or two',
      steps: [
        post(definitions(), crd({ ...OPEN, storage: false }), 422, { reason: 'Invalid' }),
        post(
          definitions(),
          crd(OPEN, { versions: ['v1', 'v2'].map((name) => ({ name, served: true, storage: true, ...OPEN })) }),
          422,
          { reason: 'Invalid' },
        ),
      ],
    },
    {
      does: 'refuses a schema without types',
      steps: [refused(crd(schema({ spec: {} })), 'spec.validation.openAPIV3Schema.properties[spec].type')],
    },
    {
      does: 'refuses a default that the schema does not allow',
      steps: [
        post(definitions(), crd(schema({ spec: { type: 'integer', default: 'x' } })), 422, { reason: 'Invalid' }),
      ],
    },
    {
      does: 'refuses to change the scope',
      steps: [
        made(),
        eventually(get(path, 200, { status: { conditions: [condition('NamesAccepted'), condition('Established')] } })),
        mergePatch(path, { spec: { scope: 'Cluster' } }, 422, { details: { causes: [{ field: 'spec.scope' }] } }),
        del(path, 200),
      ],
    },
    {
      does: 'refuses nothing that another definition has named, but does not serve it',
      steps: [
        made(),
        served,
        post(definitions(), definition('q{plural}', KIND, OPEN), 201),
        eventually(
          get(definitions('q{plural}.{group}'), 200, {
            status: { conditions: [condition('NamesAccepted', 'False'), condition('Established', 'False')] },
          }),
        ),
        del(definitions('q{plural}.{group}'), 200),
        del(path, 200),
      ],
    },
  ],
};

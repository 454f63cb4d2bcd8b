import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ApiObject, copied } from '../api/object.ts';
import { answerTo, causeOf, created, established, kindOf } from './answers.testkit.ts';
import { customKinds } from './custom-kinds.ts';
import { sound } from './definition-cases.testkit.ts';
import { OBJECT_CASES, sample, sampleDefinition } from './object-cases.testkit.ts';

interface Expected {
  readonly causes?: readonly string[];
  readonly spec?: unknown;
  readonly unknown?: readonly string[];
}
const expected = JSON.parse(readFileSync('sandbox/definitions/testdata/object-answers.json', 'utf8')) as Record<
  string,
  Expected
>;

const samples = kindOf(sampleDefinition());
const METADATA = { type: 'object', name: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' } as const;

describe('a custom object', () => {
  it.each(OBJECT_CASES)('is answered as by a real server: %s', (sentence, object) => {
    const before = copied(object);
    const answer = answerTo(samples, object);
    const { causes = [], spec, unknown = [] } = expected[sentence] ?? {};
    expect(answer).toMatchObject({ causes, unknown });
    if (causes.length === 0) expect(answer.object['spec']).toEqual(spec);
    expect(object).toEqual(before);
  });

  it.each<[does: string, status: unknown, causes: readonly string[]]>([
    ['may be sound', { phase: 'Up', size: 2 }, []],
    ['may be missing', undefined, []],
    [
      'is named by its own fields',
      { phase: 'Left' },
      ['FieldValueNotSupported status.phase: Unsupported value: "Left": supported values: "Up", "Down"'],
    ],
    [
      'counts no less than nothing',
      { size: -1 },
      ['FieldValueInvalid .status.size: Invalid value: -1: should be a non-negative integer'],
    ],
    [
      'holds a selector as text',
      { selector: 5 },
      [
        'FieldValueTypeInvalid status.selector: Invalid value: "integer": selector in body must be of type string: "integer"',
        'FieldValueInvalid .status.selector: Invalid value: "": .status.selector accessor error: 5 is of the type int64, expected string',
      ],
    ],
    ['has no duplicates in sets', { names: ['a', 'a'] }, ['FieldValueDuplicate status.names[1]: Duplicate value: "a"']],
    [
      'is an object',
      'x',
      [
        'FieldValueTypeInvalid status: Invalid value: "string":  in body must be of type object: "string"',
        'FieldValueInvalid .status.size: Invalid value: 0: .status.size accessor error: x is of the type string, expected map[string]interface{}',
        'FieldValueInvalid .status.selector: Invalid value: "": .status.selector accessor error: x is of the type string, expected map[string]interface{}',
      ],
    ],
  ])('has a status that %s', (_, status, causes) => {
    const object = sample({}, status === undefined ? {} : { status });
    expect((samples.behaviour.validateStatus?.(object, sample({})) ?? []).map(causeOf)).toEqual(causes);
  });

  it('may keep duplicates that its status had before', () => {
    const object = sample({}, { status: { names: ['a', 'a'] } });
    expect(samples.behaviour.validateStatus?.(object, object)).toEqual([]);
  });
});

describe('customKinds', () => {
  const definition = sampleDefinition();
  const spec = definition['spec'] as { versions: readonly object[] };
  const withVersions = (versions: readonly object[]): ApiObject => ({ ...definition, spec: { ...spec, versions } });

  it('tells what the definition says', () => {
    const [kind] = customKinds(established(definition), METADATA);
    expect(kind).toMatchObject({
      group: 'd.sluice.dev',
      version: 'v1',
      kind: 'Sample',
      plural: 'samples',
      singular: 'sample',
      shortNames: ['smp'],
      categories: ['d-all'],
      namespaced: true,
      hasStatus: true,
      hasGeneration: true,
      scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
      isCustom: true,
      storageVersion: 'v1',
      schema: { properties: { metadata: METADATA, apiVersion: { type: 'string' } }, required: ['spec'] },
    });
    expect(kind?.columns.map(({ name }) => name)).toContain('Color');
  });

  it('declares nothing before the definition is established', () => {
    expect(customKinds(created(definition), METADATA)).toEqual([]);
  });

  it('declares each version that is served', () => {
    const [first] = spec.versions;
    const kinds = customKinds(
      established(
        withVersions([
          { ...first, storage: false },
          { ...first, name: 'v2' },
          { ...first, name: 'v3', served: false, storage: false },
        ]),
      ),
      METADATA,
    );
    expect(kinds.map(({ version, storageVersion }) => [version, storageVersion])).toEqual([
      ['v1', 'v2'],
      ['v2', 'v2'],
    ]);
  });

  it('shows the age where no columns are named', () => {
    expect(kindOf(sound()).columns.map(({ name }) => name)).toContain('Age');
  });

  it('selects by fields', () => {
    const kind = kindOf(
      withVersions([
        { ...spec.versions[0], selectableFields: [{ jsonPath: '.spec.color' }, { jsonPath: '.spec.truth' }] },
      ]),
    );
    const fields = (object: ApiObject) =>
      Object.entries(kind.selectable ?? {}).map(([name, value]) => [name, value(object)]);
    expect(fields(sample({ color: 'red', truth: false }))).toEqual([
      ['spec.color', 'red'],
      ['spec.truth', 'false'],
    ]);
    expect(fields(sample({}))).toEqual([
      ['spec.color', ''],
      ['spec.truth', ''],
    ]);
  });

  it('says so where rules in CEL were not looked at because of other errors', () => {
    const rules = {
      type: 'object',
      properties: { a: { type: 'integer' } },
      'x-kubernetes-validations': [{ rule: 'true' }],
    };
    const openAPIV3Schema = { type: 'object', properties: { spec: rules } };
    const kind = kindOf(withVersions([{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }]));
    expect(answerTo(kind, sample({ a: 1 })).causes).toEqual([]);
    expect(answerTo(kind, sample({ a: 'x' })).causes.at(-1)).toBe(
      'FieldValueInvalid <nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    );
  });
});

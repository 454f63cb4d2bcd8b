import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../kube/yaml.ts';
import type { ApiObject } from '../api/object.ts';
import { causeOf, created, definitionCauses, established } from './answers.testkit.ts';
import { definitionBehaviour } from './behaviour.ts';
import { statusOf } from './definition.ts';
import { DEFINITION_CASES, sound } from './definition-cases.testkit.ts';

const expected = JSON.parse(readFileSync('sandbox/definitions/testdata/definition-causes.json', 'utf8')) as Record<
  string,
  readonly string[]
>;

describe('a definition', () => {
  it.each(DEFINITION_CASES)('is answered as by a real server: %s', (sentence, definition) => {
    expect(definitionCauses(definition)).toEqual(expected[sentence]);
  });

  it.each(readdirSync('crds/yaml'))('is accepted: %s', (file) => {
    const definitions = parseYamlDocuments(readFileSync(`crds/yaml/${file}`, 'utf8')) as ApiObject[];
    expect(definitions.flatMap(definitionCauses)).toEqual([]);
  });

  it('is refused where it nests beyond all measure, without being followed', () => {
    let schema: object = { type: 'string' };
    for (let depth = 0; depth < 50_000; depth++) schema = { type: 'array', items: schema };
    const definition = sound();
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }];
    const deep = { ...created(definition), spec: { ...(definition['spec'] as object), versions } };
    const errors = definitionBehaviour.validate?.(deep) ?? [];
    expect(errors.map(causeOf)).toContain(
      'FieldValueInvalid spec.validation.openAPIV3Schema: Invalid value: "": must not be nested deeper than 100 levels',
    );
  });

  it('is given names and a conversion', () => {
    expect(created(sound())['spec']).toMatchObject({
      names: { plural: 'ducks', singular: 'duck', kind: 'Duck', listKind: 'DuckList' },
      conversion: { strategy: 'None' },
    });
  });

  it('starts with a status that says which version is stored', () => {
    const definition = { ...sound(), status: { storedVersions: ['v9'], conditions: [] } };
    expect(created(definition)['status']).toEqual({
      conditions: null,
      acceptedNames: { plural: '', kind: '' },
      storedVersions: ['v1'],
    });
  });
});

describe('an update of a definition', () => {
  const old = established(sound());
  const changed = (changes: object): ApiObject => ({ ...old, spec: { ...(old['spec'] as object), ...changes } });
  const versions = (old['spec'] as { versions: readonly object[] }).versions;

  it.each<[does: string, changes: object, causes: readonly string[]]>([
    ['may change nothing', {}, []],
    [
      'keeps the scope',
      { scope: 'Cluster' },
      ['FieldValueInvalid spec.scope: Invalid value: "Cluster": field is immutable'],
    ],
    [
      'keeps the kind',
      { names: { plural: 'ducks', kind: 'Goose' } },
      ['FieldValueInvalid spec.names.kind: Invalid value: "Goose": field is immutable'],
    ],
    [
      'keeps group and plural',
      { group: 'x.y', names: { plural: 'geese', kind: 'Duck' } },
      [
        'FieldValueInvalid spec.group: Invalid value: "x.y": field is immutable',
        'FieldValueInvalid spec.names.plural: Invalid value: "geese": field is immutable',
      ],
    ],
    ['may add short names', { names: { plural: 'ducks', kind: 'Duck', shortNames: ['d'] } }, []],
  ])('%s', (_, changes, causes) => {
    expect((definitionBehaviour.validateUpdate?.(changed(changes), old) ?? []).map(causeOf)).toEqual(causes);
  });

  it('may change the kind before the definition is established', () => {
    const fresh = created(sound());
    expect(definitionBehaviour.validateUpdate?.(changed({ scope: 'Cluster' }), fresh)).toEqual([]);
  });

  it('notes another storage version, and keeps versions that are stored', () => {
    const next = changed({
      versions: [...versions.map((one) => ({ ...one, storage: false })), { ...versions[0], name: 'v2' }],
    });
    definitionBehaviour.updating?.(next, old, {
      now: '',
      random: () => 0,
      find: () => undefined,
      all: () => [],
      warn: () => undefined,
    });
    expect(statusOf(next).storedVersions).toEqual(['v1', 'v2']);
    expect(definitionBehaviour.validate?.(next)).toEqual([]);
    const without = { ...next, spec: { ...(next['spec'] as object), versions: [{ ...versions[0], name: 'v2' }] } };
    expect((definitionBehaviour.validate?.(without) ?? []).map(({ field }) => field)).toEqual([
      'status.storedVersions[0]',
    ]);
  });
});

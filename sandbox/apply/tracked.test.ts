import { describe, expect, it } from 'vitest';
import type { Schema } from '../schema/schema.ts';
import { apply, edited, entriesOf, gadget, NOW, owners, type Spec, update } from './shapes.testkit.ts';
import { tracked } from './tracked.ts';

const LATER = '2031-01-01T00:00:00Z';

describe('a create', () => {
  it('owns all that is in the object, the structs too, but nothing that belongs to the server', () => {
    const made = update(undefined, gadget({ size: 1, parts: [{ number: 1, tags: { t: 'x' } }], steps: ['s'] }), 'u');
    expect(owners(made)).toEqual({
      'u Update': {
        'f:spec': {
          '.': {},
          'f:parts': {
            '.': {},
            'k:{"kind":"plain","number":1}': { '.': {}, 'f:number': {}, 'f:tags': { '.': {}, 'f:t': {} } },
          },
          'f:size': {},
          'f:steps': {},
        },
      },
    });
  });

  it('owns metadata that users set', () => {
    const after = {
      ...gadget(undefined),
      metadata: { name: 'g', labels: { a: 'x' }, finalizers: ['f'], generation: 1 },
    };
    expect(owners(update(undefined, after, 'u'))).toEqual({
      'u Update': { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"f"': {} }, 'f:labels': { '.': {}, 'f:a': {} } } },
    });
  });

  it('does not own what objects of the kind always show', () => {
    const after = gadget({ options: {}, size: 1 });
    expect(owners(update(undefined, after, 'u', { empty: { spec: { options: {} } } }))).toEqual({
      'u Update': { 'f:spec': { 'f:size': {} } },
    });
  });

  it('by nobody in particular is by an unknown manager', () => {
    expect(entriesOf(update(undefined, gadget({ size: 1 }), ''))[0]?.manager).toBe('unknown');
  });
});

describe('an update', () => {
  const live = apply(undefined, gadget({ size: 1, options: { a: 'x' }, parts: [{ number: 1, note: 'n' }] }), 'a');
  const whole = entriesOf(live)[0]?.fieldsV1;
  const spec = live['spec'] as Spec;

  it.each<[sentence: string, after: Spec, owned: object]>([
    [
      'takes a field that it changes from its applier',
      { ...spec, size: 2 },
      {
        'a Apply': {
          'f:spec': {
            'f:options': { 'f:a': {} },
            'f:parts': { 'k:{"kind":"plain","number":1}': { '.': {}, 'f:note': {}, 'f:number': {} } },
          },
        },
        'u Update': { 'f:spec': { 'f:size': {} } },
      },
    ],
    ['takes fields away from everybody that it removes', { size: 1 }, { 'a Apply': { 'f:spec': { 'f:size': {} } } }],
    [
      'adds what is new',
      { ...spec, options: { a: 'x', b: 'y' } },
      { 'a Apply': whole, 'u Update': { 'f:spec': { 'f:options': { 'f:b': {} } } } },
    ],
    ['owns no item that only moved', { ...spec, parts: [{ note: 'n', number: 1 }] }, { 'a Apply': whole }],
    [
      'owns a field in both its old and its new type',
      { ...spec, free: 1 },
      { 'a Apply': whole, 'u Update': { 'f:spec': { 'f:free': {} } } },
    ],
  ])('%s', (_, after, owned) => {
    expect(owners(update(live, edited(live, after), 'u'))).toEqual(owned);
  });

  it('without a change returns the very entries, though the client sent copies', () => {
    const copy = structuredClone(live);
    expect(
      tracked({ before: live, after: copy, schema: {}, manager: 'u', apiVersion: 'test.dev/v1', now: LATER }),
    ).toBe(live.metadata.managedFields);
  });

  it('of a value dates the entry again, and leaves the others their time', () => {
    const once = update(live, edited(live, { ...spec, size: 2 }), 'u');
    const twice = update(once, edited(once, { ...spec, size: 3 }), 'u', { now: LATER });
    expect(entriesOf(twice).map(({ manager, time }) => `${manager} ${time}`)).toEqual([`a ${NOW}`, `u ${LATER}`]);
  });

  it('keeps entries apart by operation, version and subresource', () => {
    const once = update(live, edited(live, { ...spec, size: 2 }), 'a');
    const newer = update(once, edited(once, { ...spec, size: 2, port: 1 }), 'a', { apiVersion: 'test.dev/v2' });
    const after = { ...newer, status: { phase: 'p' } };
    const status = update(newer, after, 'a', { subresource: 'status', resetPaths: [['spec']] });
    expect(
      entriesOf(status).map((one) => [
        one.operation,
        one.apiVersion,
        one.subresource ?? '',
        Object.keys(one.fieldsV1 ?? {}),
      ]),
    ).toEqual([
      ['Apply', 'test.dev/v1', '', ['f:spec']],
      ['Update', 'test.dev/v1', '', ['f:spec']],
      ['Update', 'test.dev/v1', 'status', ['f:status']],
      ['Update', 'test.dev/v2', '', ['f:spec']],
    ]);
  });

  it('of the status owns nothing of the spec, and the other way round', () => {
    const after = edited({ ...live, status: { phase: 'p' } }, { ...spec, size: 9 });
    const reset = (path: string) => owners(update(live, after, 'u', { resetPaths: [[path]] }))['u Update'];
    expect(reset('spec')).toEqual({ 'f:status': { '.': {}, 'f:phase': {} } });
    expect(reset('status')).toEqual({ 'f:spec': { 'f:size': {} } });
  });

  it('of the scale has no time', () => {
    const scaled = update(live, edited(live, { ...spec, size: 4 }), 'hpa', { subresource: 'scale' });
    expect(entriesOf(scaled)[1]).toEqual({
      manager: 'hpa',
      operation: 'Update',
      apiVersion: 'test.dev/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:size': {} } },
      subresource: 'scale',
    });
  });

  it('with items that have no keys goes untracked', () => {
    expect(entriesOf(update(live, edited(live, { parts: [{ note: 'x' }] }), 'u'))).toEqual([]);
  });

  it('owns items that cannot be told apart only together', () => {
    const after = edited(live, {
      ...spec,
      parts: [
        { number: 1, note: 'n' },
        { number: 1, note: 'm' },
      ],
    });
    expect(owners(update(live, after, 'u'))['u Update']).toEqual({
      'f:spec': { 'f:parts': { 'k:{"kind":"plain","number":1}': {} } },
    });
    const next = edited(after, {
      ...spec,
      parts: [
        { number: 1, note: 'n' },
        { number: 1, note: 'z' },
      ],
    });
    expect(owners(update(update(live, after, 'u'), next, 'v'))['v Update']).toEqual({
      'f:spec': { 'f:parts': { 'k:{"kind":"plain","number":1}': {} } },
    });
  });
});

describe('a free field that becomes a text', () => {
  it('takes from its owners what was in it', () => {
    const live = apply(undefined, gadget({ free: { a: { b: 1 } } }), 'a');
    expect(owners(update(live, edited(live, { free: { a: 'x' } }), 'u'))).toEqual({
      'u Update': { 'f:spec': { 'f:free': { 'f:a': {} } } },
    });
  });
});

describe('a definition that changes', () => {
  const schema = (type: 'set' | 'atomic'): Schema => ({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { colors: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': type } },
      },
    },
  });

  it('makes a list that has become a whole owned as one', () => {
    const live = apply(undefined, gadget({ colors: ['a'] }), 'a', { schema: schema('set') });
    const after = edited({ ...live, status: {} }, live['spec'] as Spec);
    expect(owners(update(live, after, 'u', { schema: schema('atomic') }))['a Apply']).toEqual({
      'f:spec': { 'f:colors': {} },
    });
  });
});

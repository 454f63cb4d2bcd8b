import { describe, expect, it } from 'vitest';
import { apply, edited, entriesOf, gadget, NOW, owners, refusal, type Spec, update } from './shapes.testkit.ts';

describe('what an apply owns', () => {
  it.each<[sentence: string, spec: Spec, fields: object]>([
    ['values, but not the structs around them', { size: 1 }, { 'f:size': {} }],
    ['each entry of a map', { options: { a: 'x', b: 'y' } }, { 'f:options': { 'f:a': {}, 'f:b': {} } }],
    ['an empty map', { options: {} }, { 'f:options': {} }],
    ['an atomic map as a whole', { limits: { a: 'x' } }, { 'f:limits': {} }],
    ['a list as a whole', { steps: ['a', 'b'] }, { 'f:steps': {} }],
    ['each item of a set', { colors: ['b', 'a'] }, { 'f:colors': { 'v:"a"': {}, 'v:"b"': {} } }],
    [
      'items by their keys, with the default of a key that is left out',
      { parts: [{ number: 2, note: 'n' }] },
      { 'f:parts': { 'k:{"kind":"plain","number":2}': { '.': {}, 'f:note': {}, 'f:number': {} } } },
    ],
    [
      'unknown fields one by one, unknown lists as wholes',
      { free: { a: { b: 1 }, c: [1, 2] } },
      { 'f:free': { 'f:a': { '.': {}, 'f:b': {} }, 'f:c': {} } },
    ],
    ['a null', { size: null }, { 'f:size': {} }],
    ['texts as JSON in Go', { colors: ['<'] }, { 'f:colors': { 'v:"\\u003c"': {} } }],
  ])('is %s', (_, spec, fields) => {
    const made = apply(undefined, gadget(spec), 'a');
    expect(made['spec']).toEqual(spec);
    expect(entriesOf(made)).toEqual([
      {
        manager: 'a',
        operation: 'Apply',
        apiVersion: 'test.dev/v1',
        time: NOW,
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': fields },
      },
    ]);
  });

  it('is in the order of the API server', () => {
    const made = apply(undefined, gadget({ parts: [10, 9].map((number) => ({ number })), colors: ['b', 'a'] }), 'a');
    expect(JSON.stringify(entriesOf(made)[0]?.fieldsV1)).toBe(
      JSON.stringify({
        'f:spec': {
          'f:colors': { 'v:"a"': {}, 'v:"b"': {} },
          'f:parts': {
            'k:{"kind":"plain","number":9}': { '.': {}, 'f:number': {} },
            'k:{"kind":"plain","number":10}': { '.': {}, 'f:number': {} },
          },
        },
      }),
    );
  });
});

describe('what disappears', () => {
  it.each<[sentence: string, first: Spec, second: Spec, left: Spec]>([
    ['a field that is applied no longer', { size: 1, port: 2 }, { port: 2 }, { port: 2 }],
    ['an item', { parts: [{ number: 1 }, { number: 2 }] }, { parts: [{ number: 2 }] }, { parts: [{ number: 2 }] }],
    ['a member of a set', { colors: ['a', 'b'] }, { colors: ['b'] }, { colors: ['b'] }],
    ['an entry', { options: { a: 'x', b: 'y' } }, { options: { b: 'y' } }, { options: { b: 'y' } }],
    ['a struct with its last field', { options: { a: 'x' }, size: 1 }, { size: 1 }, { size: 1 }],
  ])('is %s', (_, first, second, left) => {
    const made = apply(apply(undefined, gadget(first), 'a'), gadget(second), 'a');
    expect(made['spec']).toEqual(left);
  });

  it('is not what another manager owns too', () => {
    const both = apply(apply(undefined, gadget({ size: 1, colors: ['a'] }), 'a'), gadget({ size: 1 }), 'b');
    expect(apply(both, gadget({}), 'a')['spec']).toEqual({ size: 1 });
  });

  it('is an item only as far as nobody else has fields in it', () => {
    const made = apply(undefined, gadget({ parts: [{ number: 1, note: 'a' }] }), 'a');
    const shared = apply(made, gadget({ parts: [{ number: 1, tags: { t: 'b' } }] }), 'b');
    expect(apply(shared, gadget({ size: 1 }), 'a')['spec']).toEqual({
      size: 1,
      parts: [{ number: 1, tags: { t: 'b' } }],
    });
  });
});

describe('conflicts', () => {
  const live = update(undefined, gadget({ size: 1, options: { a: 'x' } }), 'kubectl-client-side-apply');

  it('names the only one in one line', () => {
    const error = refusal(() => apply(live, gadget({ size: 2 }), 'a'));
    const by = 'conflict with "kubectl-client-side-apply" using test.dev/v1';
    expect(error?.body()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `Apply failed with 1 conflict: ${by}: .spec.size`,
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', message: by, field: '.spec.size' }] },
      code: 409,
    });
  });

  it('lists several by manager, with the subresource of each', () => {
    const scaled = update(live, edited(live, { size: 3, options: { a: 'x' } }), 'b', { subresource: 'scale' });
    const error = refusal(() => apply(scaled, gadget({ size: 2, options: { a: 'y' } }), 'a'));
    expect(error?.message).toBe(
      [
        'Apply failed with 2 conflicts: conflicts with "b" with subresource "scale" using test.dev/v1:',
        '- .spec.size',
        'conflicts with "kubectl-client-side-apply" using test.dev/v1:',
        '- .spec.options.a',
      ].join('\n'),
    );
  });

  it('takes the fields over by force', () => {
    const made = apply(live, gadget({ size: 2 }), 'a', { force: true });
    expect(owners(made)).toEqual({
      'a Apply': { 'f:spec': { 'f:size': {} } },
      'kubectl-client-side-apply Update': { 'f:spec': { '.': {}, 'f:options': { '.': {}, 'f:a': {} } } },
    });
  });

  it('shares a value that is the same, and leaves out the time', () => {
    const made = apply(live, gadget({ size: 1 }), 'a');
    expect(made['spec']).toBe(live['spec']);
    expect(entriesOf(made)[0]).toEqual({
      manager: 'a',
      operation: 'Apply',
      apiVersion: 'test.dev/v1',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:size': {} } },
    });
  });
});

describe('the same configuration again', () => {
  it('changes nothing, not even the object', () => {
    const made = apply(undefined, gadget({ size: 1, parts: [{ number: 1 }] }), 'a');
    expect(apply(made, gadget({ size: 1, parts: [{ number: 1 }] }), 'a', { now: '2031-01-01T00:00:00Z' })).toBe(made);
  });
});

describe('objects that nobody tracked', () => {
  it('belong to a former manager', () => {
    const made = apply(gadget({ size: 1 }), gadget({ port: 1 }), 'a');
    expect(owners(made)).toEqual({
      'a Apply': { 'f:spec': { 'f:port': {} } },
      'before-first-apply Update': { 'f:spec': { '.': {}, 'f:size': {} } },
    });
  });
});

describe('fields that a write cannot change', () => {
  it('are not owned', () => {
    const patch = gadget({ size: 1 }, { status: { phase: 'p' } });
    const made = apply(undefined, patch, 'a', { resetPaths: [['status']] });
    expect(owners(made)).toEqual({ 'a Apply': { 'f:spec': { 'f:size': {} } } });
  });
});

describe('kubectl, coming from client-side apply', () => {
  const NOTE = 'kubectl.kubernetes.io/last-applied-configuration';
  const noted = (spec: Spec) => ({ name: 'g', annotations: { [NOTE]: JSON.stringify(gadget(spec)) } });

  it('takes over what it applied last and nobody changed since, and renews its note', () => {
    const live = update(
      undefined,
      { ...gadget({ size: 1 }), metadata: noted({ size: 1 }) },
      'kubectl-client-side-apply',
    );
    const made = apply(live, gadget({ size: 2 }), 'kubectl');
    expect(made['spec']).toEqual({ size: 2 });
    expect(made.metadata.annotations?.[NOTE]).toBe(
      '{"apiVersion":"test.dev/v1","kind":"Gadget","metadata":{"name":"g","namespace":"n"},"spec":{"size":2}}\n',
    );
  });

  it('does not take over what was changed since', () => {
    const live = update(undefined, { ...gadget({ size: 3 }), metadata: noted({ size: 1 }) }, 'someone');
    expect(refusal(() => apply(live, gadget({ size: 2 }), 'kubectl'))?.code).toBe(409);
  });
});

describe('an apply', () => {
  it('never touches what it was given', () => {
    const live = freeze(update(undefined, gadget({ size: 1, parts: [{ number: 1, note: 'n' }], colors: ['a'] }), 'u'));
    const patch = freeze(gadget({ size: 2, parts: [{ number: 2 }], colors: ['b'] }));
    const made = freeze(apply(live, patch, 'a', { force: true }));
    expect(() => apply(made, freeze(gadget({ size: 3 })), 'a')).not.toThrow();
  });
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

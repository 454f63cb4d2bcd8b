import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { apply, GADGET, gadget, refusal, update } from './shapes.testkit.ts';

describe('refused configurations', () => {
  const typed = 'failed to create typed patch object (n/g; test.dev/v1, Kind=Gadget)';
  it.each<[sentence: string, patch: ApiObject, code: number, message: string]>([
    ['of another kind', { ...gadget({}), kind: 'Other' }, 400, 'invalid object type: test.dev/v1, Kind=Other'],
    ['of a core version', { ...gadget({}), apiVersion: 'v1' }, 400, 'invalid object type: /v1, Kind=Gadget'],
    [
      'with managedFields',
      { ...gadget({}), metadata: { name: 'g', managedFields: [] } },
      400,
      'metadata.managedFields must be nil',
    ],
    ['with unknown fields', gadget({ what: 1 }), 500, `${typed}: .spec.what: field not declared in schema`],
    [
      'with a text for a number',
      gadget({ size: '1' }),
      500,
      `${typed}: .spec.size: expected numeric (int or float), got string`,
    ],
    [
      'with an item twice',
      gadget({ parts: [{ number: 1 }, { number: 1, kind: 'plain' }] }),
      500,
      `${typed}: .spec.parts: duplicate entries for key [kind="plain",number=1]`,
    ],
    [
      'with an item without its key',
      gadget({ parts: [{ note: 'x' }] }),
      500,
      `${typed}: .spec.parts: element 0: associative list with keys has an element that omits key field "number" (and doesn't have default value)`,
    ],
    [
      'with two problems',
      gadget({ size: true, colors: [{}] }),
      500,
      `${typed}: errors:\n  .spec.size: expected numeric (int or float), got bool\n  .spec.colors: element 0: associative list without keys has an element that's a map type`,
    ],
  ])('%s', (_, patch, code, message) => {
    expect(refusal(() => apply(undefined, patch, 'a'))).toMatchObject({ code, message });
  });

  it('have no unknown fields where these are kept, nor below', () => {
    const half: Schema = {
      ...GADGET,
      properties: { spec: { ...GADGET.properties?.['spec'], 'x-kubernetes-preserve-unknown-fields': true } },
    };
    expect(
      apply(undefined, gadget({ what: { ever: 1 }, parts: [{ number: 1, what: 1 }] }), 'a', { schema: half })['spec'],
    ).toEqual({
      what: { ever: 1 },
      parts: [{ number: 1, what: 1 }],
    });
  });

  it('of endless depth', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = { a: deep };
    expect(refusal(() => apply(undefined, gadget({ free: deep }), 'a'))).toMatchObject({ code: 400 });
    expect(refusal(() => update(undefined, gadget({ free: deep }), 'a'))).toMatchObject({ code: 400 });
  });
});

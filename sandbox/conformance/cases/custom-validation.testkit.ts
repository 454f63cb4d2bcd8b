/** What the server refuses of custom objects. */
import { ABSENT, type Area, mergePatch, post, since } from '../case.testkit.ts';
import { widget, widgets } from '../objects.testkit.ts';

/** Newer servers say that it is the type that is wrong. */
const INVALID = /^FieldValue(Type)?Invalid$/;

const refused = (spec: unknown, field: RegExp | string, message?: RegExp | string, reason: RegExp | string = INVALID) =>
  post(widgets(), widget('a', { spec }), 422, {
    reason: 'Invalid',
    details: { kind: 'Widget', group: '{group}', causes: [{ reason, field, ...(message && { message }) }] },
  });

const TYPED = 'older servers know no more of it than that it is invalid';
const old = (field: string) => ({ details: { causes: [{ reason: 'FieldValueInvalid', field }] } });

export const customValidation: Area = {
  area: 'validation of custom objects',
  cases: [
    {
      does: 'refuses a text for a number',
      steps: [refused({ ratio: 'much' }, 'spec.ratio', /spec.ratio in body must be of type number: "string"$/)],
    },
    {
      does: 'refuses a fraction for an integer',
      steps: [refused({ parts: [{ name: 'p', size: 1.5 }] }, /^spec\.parts(\[0\])?\.size$/)],
    },
    {
      does: 'takes a whole number written as a fraction',
      steps: [
        post(
          widgets(),
          '{"apiVersion":"{group}/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"parts":[{"name":"p","size":2.0}]}}',
          201,
        ),
      ],
    },
    { does: 'refuses a list for an object', steps: [refused({ inner: [] }, 'spec.inner')] },
    {
      does: 'refuses what is below the minimum, and what is no scale',
      steps: [
        post(widgets(), widget('a', { spec: { replicas: -1 } }), 422, {
          details: {
            causes: [
              { field: 'spec.replicas', message: /should be greater than or equal to 0/ },
              { field: '.spec.replicas' },
            ],
          },
        }),
      ],
    },
    {
      does: 'refuses what is not in the enumeration',
      steps: [
        refused(
          { mode: 'Slow' },
          'spec.mode',
          'Unsupported value: "Slow": supported values: "Fast", "Safe"',
          'FieldValueNotSupported',
        ),
      ],
    },
    {
      does: 'refuses what does not match the pattern',
      steps: [refused({ title: 'X' }, 'spec.title', /should match '\^\[a-z \]\*\$'/)],
    },
    {
      does: 'refuses a text that is too long',
      steps: [
        since(
          TYPED,
          refused({ title: 'a'.repeat(21) }, 'spec.title', undefined, 'FieldValueTooLong'),
          422,
          old('spec.title'),
        ),
      ],
    },
    {
      does: 'refuses a list that is too long',
      steps: [
        since(
          TYPED,
          refused({ plain: ['1', '2', '3', '4', '5', '6'] }, 'spec.plain', undefined, 'FieldValueTooMany'),
          422,
          old('spec.plain'),
        ),
      ],
    },
    {
      does: 'refuses an object that lacks a required field',
      steps: [refused({ inner: {} }, 'spec.inner.must', 'Required value', 'FieldValueRequired')],
    },
    {
      does: 'refuses an item that lacks its key',
      steps: [refused({ parts: [{ size: 1 }] }, /^spec\.parts(\[0\])?\.name$/, 'Required value', 'FieldValueRequired')],
    },
    {
      does: 'refuses an item of another type',
      steps: [
        refused(
          { plain: ['a', 1] },
          /^spec\.plain(\[1\])?$/,
          /spec.plain(\[1\])? in body must be of type string: "integer"$/,
        ),
      ],
    },
    { does: 'refuses a value of another type in a map', steps: [refused({ labels: { a: true } }, 'spec.labels.a')] },
    {
      does: 'refuses duplicates in a set',
      steps: [refused({ tags: ['x', 'x'] }, 'spec.tags[1]', 'Duplicate value: "x"', 'FieldValueDuplicate')],
    },
    {
      does: 'refuses two items with one key in a map',
      steps: [refused({ parts: [{ name: 'p' }, { name: 'p' }] }, 'spec.parts[1]', undefined, 'FieldValueDuplicate')],
    },
    {
      does: 'refuses what is no date',
      steps: [refused({ when: 'tomorrow' }, 'spec.when', /must be of type date-time: "tomorrow"/)],
    },
    {
      does: 'keeps null only where it may be',
      steps: [
        post(widgets(), widget('a', { spec: { note: null } }), 201, { spec: { note: null } }),
        post(widgets(), widget('b', { spec: { ratio: null } }), 201, { spec: { ratio: ABSENT } }),
      ],
    },
    {
      does: 'checks patches like everything else',
      steps: [
        post(widgets(), widget('a', { spec: {} }), 201),
        mergePatch(widgets('a'), { spec: { mode: 'Slow' } }, 422, { details: { causes: [{ field: 'spec.mode' }] } }),
      ],
    },
    {
      does: 'checks metadata of custom objects',
      steps: [
        post(widgets(), widget('A', { spec: {} }), 422, { details: { causes: [{ field: 'metadata.name' }] } }),
        post(widgets(), widget('a', { spec: {} }, { labels: { 'a b': '' } }), 422, {
          details: { causes: [{ field: 'metadata.labels' }] },
        }),
      ],
    },
    {
      does: 'refuses another kind and another version',
      steps: [
        post(widgets(), { apiVersion: '{group}/v1', kind: 'Gadget', metadata: { name: 'a' } }, 422, {
          reason: 'Invalid',
          details: { causes: [{ field: 'kind' }] },
        }),
        post(widgets(), { apiVersion: '{group}/v2', kind: 'Widget', metadata: { name: 'a' } }, 400, {
          reason: 'BadRequest',
        }),
      ],
    },
  ],
};

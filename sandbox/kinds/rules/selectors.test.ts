import { expect, it } from 'vitest';
import { messageOf } from '../../api/field-error.ts';
import { labelSelectorErrors } from './selectors.ts';

it.each<[says: string, selector: unknown, ...messages: (string | RegExp)[]]>([
  ['nothing', undefined],
  ['labels', { matchLabels: { a: 'b' } }],
  [
    'every operator',
    {
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['b'] },
        { key: 'a', operator: 'NotIn', values: [''] },
        { key: 'a', operator: 'Exists' },
        { key: 'a', operator: 'DoesNotExist', values: null },
      ],
    },
  ],
  [
    'wrong labels',
    { matchLabels: { 'a b': 'c d' } },
    /^s\.matchLabels: Invalid value: "a b": name part/,
    /^s\.matchLabels: Invalid value: "c d": a valid label/,
  ],
  [
    'no values',
    { matchExpressions: [{ key: 'a', operator: 'In' }] },
    "s.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
  ],
  [
    'values of a presence',
    { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
    "s.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
  ],
  [
    'an unknown operator',
    { matchExpressions: [{ key: 'a', operator: 'Foo' }] },
    's.matchExpressions[0].operator: Invalid value: "Foo": not a valid selector operator',
  ],
  [
    'a wrong value',
    { matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c d'] }] },
    /^s\.matchExpressions\[0\]\.values\[1\]: Invalid value: "c d"/,
  ],
  [
    'no key',
    { matchExpressions: [{ operator: 'Exists' }] },
    /key: .* name part must be non-empty/,
    /key: .* name part must consist/,
  ],
])('a selector of %s', (_, selector, ...messages) => {
  const found = labelSelectorErrors(selector, 's').map(messageOf);
  expect(found).toEqual(messages.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
});

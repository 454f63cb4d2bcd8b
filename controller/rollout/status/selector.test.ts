/** Tests of the text of a selector. */
import { expect, it } from 'vitest';
import type { LabelSelector } from '../objects.ts';
import { selectorText } from './selector.ts';

it.each<[behaviour: string, selector: LabelSelector, text: string]>([
  ['is a mark when empty', {}, '<none>'],
  ['is a label and its value', { matchLabels: { app: 'demo' } }, 'app=demo'],
  ['has its keys in order', { matchLabels: { b: '2', a: '1', 'A/x': '3' } }, 'A/x=3,a=1,b=2'],
  [
    'has its values in order',
    { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'In', values: ['y', 'x'] }] },
    'a=b,c in (x,y)',
  ],
  [
    'puts a single value in brackets, too',
    { matchExpressions: [{ key: 'c', operator: 'In', values: ['x'] }] },
    'c in (x)',
  ],
  ['excludes values', { matchExpressions: [{ key: 'k', operator: 'NotIn', values: ['a'] }] }, 'k notin (a)'],
  [
    'asks for keys',
    {
      matchExpressions: [
        { key: 'z', operator: 'DoesNotExist' },
        { key: 'k', operator: 'Exists' },
      ],
    },
    'k,!z',
  ],
  [
    'has labels before expressions on the same key',
    { matchExpressions: [{ key: 'a', operator: 'Exists' }], matchLabels: { a: 'b' } },
    'a=b,a',
  ],
])('the text of a selector %s', (_, selector, text) => {
  expect(selectorText(selector)).toBe(text);
});

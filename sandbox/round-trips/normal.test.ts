import { describe, expect, it } from 'vitest';
import { differencesBetween, problemsOf } from './comparison.testkit.ts';
import { DIFFERENCES } from './differences.testkit.ts';
import { normal } from './normal.testkit.ts';
import type { Outcome } from './round-trip.testkit.ts';

const around = { namespace: 'trip-1', server: 'https://127.0.0.1:6443', folder: '/tmp/t' };

describe('normal output', () => {
  it.each<[sentence: string, text: string, normal: string]>([
    ['has no names of pods and hashes', 'pod/web-6959b5595d-k9w6l of web-6959b5595d', 'pod/web-HASH-POD of web-HASH'],
    ['keeps words', 'configmap/settings created by kustomize', 'configmap/settings created by kustomize'],
    [
      'has no ages, nor columns as wide as they are',
      'NAME      AGE\nweb       15s\nother     2m3s',
      'NAME  AGE\nweb  AGE\nother  AGE',
    ],
    ['has no times', 'at 2026-01-01T00:00:00Z and Thu, 01 Jan 2026 00:00:00 +0000', 'at TIME and TIME'],
    [
      'has no versions and uids',
      'resourceVersion: "12"\nuid: 02c6314b-0282-4a7a-a0c0-af6fc4c150c3',
      'resourceVersion: VERSION\nuid: UID',
    ],
    [
      'has no addresses',
      'https://127.0.0.1:6443/api in trip-1 at 10.96.3.4:31234/TCP',
      'SERVER/api in NAMESPACE at ADDRESS:PORT/TCP',
    ],
  ])('%s', (_, text, expected) => expect(normal(text, around)).toBe(expected));
});

describe('a comparison', () => {
  const outcome = (more: Partial<Outcome> = {}): Outcome => ({ run: 'kubectl', exit: 0, output: 'same', ...more });
  const journey = (...outcomes: readonly Outcome[]) => [{ does: 'goes', outcomes }];

  it.each<[sentence: string, count: number, one: Outcome, other: Outcome]>([
    ['finds nothing where all is the same', 0, outcome(), outcome()],
    ['finds other words', 1, outcome(), outcome({ output: 'other' })],
    ['finds another end', 1, outcome(), outcome({ exit: 1 })],
    ['lets words differ for a reason', 0, outcome({ differs: 'so' }), outcome({ output: 'other', differs: 'so' })],
    ['never lets ends differ', 1, outcome({ differs: 'so' }), outcome({ exit: 1, differs: 'so' })],
    [
      'knows what newer servers say otherwise',
      0,
      outcome({ output: 'Scaled up replica set a to 2' }),
      outcome({ output: 'Scaled up replica set a from 1 to 2' }),
    ],
  ])('%s', (_, count, one, other) => {
    expect(differencesBetween(journey(one), journey(other))).toHaveLength(count);
  });

  it('leaves out what a server cannot do, and misses no step', () => {
    expect(differencesBetween(journey(outcome()), [{ does: 'goes', outcomes: undefined }])).toEqual([]);
    expect(differencesBetween(journey(outcome(), outcome()), journey(outcome()))).toHaveLength(1);
  });

  it('tells what did not go as expected', () => {
    expect(problemsOf(journey(outcome(), outcome({ problem: 'ends with 1, not 0' })))).toEqual([
      'goes\n$ kubectl\nends with 1, not 0:\nsame',
    ]);
  });

  it('has a reason for each difference', () => {
    expect(DIFFERENCES.every(({ because }) => because.length > 20)).toBe(true);
  });
});

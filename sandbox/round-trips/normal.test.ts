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
    [
      'has nothing of what kubectl tells itself',
      'I1120 14:18:46.918414  147 reflector.go:556] "Warning: watch ended" err="very short watch: x"\nerror: timed out',
      'error: timed out',
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
  ])('%s', (_, count, one, other) => {
    expect(differencesBetween(journey(one), journey(other))).toHaveLength(count);
  });

  it.each<[sentence: string, newest: string, older: string]>([
    ['from which size a Deployment was scaled', 'Scaled up replica set a from 1 to 2', 'Scaled up replica set a to 2'],
    [
      'generations of pods',
      'kind: Pod\nmetadata:\n  creationTimestamp: "TIME"\n  generation: 1\n  name: web',
      'kind: Pod\nmetadata:\n  creationTimestamp: "TIME"\n  name: web',
    ],
    ['names as labels', 'Labels:  kubernetes.io/metadata.name=NAMESPACE', 'Labels:  <none>'],
    [
      'labels as JSON',
      'Invalid value: {"app":"web"}: `selector` does not match',
      'Invalid value: map[string]string{"app":"web"}: `selector` does not match',
    ],
    [
      'selectors as JSON',
      'Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
      'Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"x"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    ],
  ])('knows that newer servers show %s', (_, newest, older) => {
    expect(differencesBetween(journey(outcome({ output: newest })), journey(outcome({ output: older })))).toEqual([]);
  });

  it.each<[sentence: string, newest: string, older: string]>([
    ['generations of other kinds', 'kind: Service\nmetadata:\n  generation: 1\n', 'kind: Service\nmetadata:\n'],
    ['other generations', 'kind: Pod\nmetadata:\n  generation: 2\n', 'kind: Pod\nmetadata:\n'],
    ['other labels', 'Labels:  kubernetes.io/metadata.name=other', 'Labels:  <none>'],
    ['other values', 'Invalid value: {"app":"web"}: no', 'Invalid value: map[string]string{"app":"x"}: no'],
  ])('finds %s', (_, newest, older) => {
    expect(differencesBetween(journey(outcome({ output: newest })), journey(outcome({ output: older })))).toHaveLength(
      1,
    );
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

import { describe, expect, it } from 'vitest';
import { copiedAnnotations, historyAnnotations, newAnnotations, revisionNumber } from './annotations.ts';
import type { Revision } from './revision.ts';
import { canary } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

it('copies all annotations but those of one object alone', () => {
  const own = {
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    'rollout.argoproj.io/revision': '2',
    'rollout.argoproj.io/revision-history': '1',
    'rollout.argoproj.io/desired-replicas': '4',
    'notified.notifications.argoproj.io': '{}',
  };
  expect(copiedAnnotations({ ...own, team: 'shop', 'rollout.argoproj.io/workload-generation': '3' })).toEqual({
    ...{ team: 'shop', 'rollout.argoproj.io/workload-generation': '3' },
  });
  expect(copiedAnnotations()).toEqual({});
});

describe('numbers', () => {
  const { revisions } = snapshotOf({ spec: canary(), pods: { v1: 0, v2: { size: 0, number: 5 }, v3: 4 } });
  const named = (hash: string): Revision | undefined => revisions.find((one) => one.hash === hash);

  it.each<[string | undefined, number]>([
    [undefined, 6],
    ['v1', 6],
    ['v2', 5],
    ['v3', 6],
  ])('of revision %s: %i', (hash, number) => {
    expect(revisionNumber(hash === undefined ? undefined : named(hash), revisions)).toBe(number);
  });

  it('begin with one', () => expect(revisionNumber(undefined, [])).toBe(1));

  it.each<[number, string | undefined, number, object]>([
    [0, undefined, 1, { 'rollout.argoproj.io/revision': '1' }],
    [2, undefined, 2, { 'rollout.argoproj.io/revision': '2' }],
    [1, undefined, 3, { 'rollout.argoproj.io/revision': '3', 'rollout.argoproj.io/revision-history': '1' }],
    [3, '1', 5, { 'rollout.argoproj.io/revision': '5', 'rollout.argoproj.io/revision-history': '1,3' }],
  ])('are remembered: %i after %s, now %i', (number, history, next, annotations) => {
    const [one] = revisions;
    if (!one) throw new Error('no revision');
    const kept = history === undefined ? {} : { 'rollout.argoproj.io/revision-history': history };
    const object = { ...one.object, metadata: { ...one.object.metadata, annotations: kept } };
    expect(historyAnnotations({ ...one, object, number }, next)).toEqual(annotations);
  });
});

it('writes only what is other than before', () => {
  expect(newAnnotations({ a: '1', b: '2' }, { a: '1', b: '3', c: '4' })).toEqual({ b: '3', c: '4' });
});

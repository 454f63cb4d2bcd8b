import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { at } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

describe('a ReplicaSet whose name somebody else has', () => {
  it.each<[sentence: string, before: number | undefined, after: number]>([
    ['gets another', undefined, 1],
    ['and another, if that is taken, too', 1, 2],
  ])('%s', (_, before, after) => {
    const containers = [{ name: 'main', image: 'web:v2' }];
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
    const spec = { strategy: { canary: {} }, template };
    const status = before === undefined ? {} : { collisionCount: before };
    const s = snapshotOf({ spec, pods: { v1: 4 }, wanted: 'v2', status });
    expect(decide({ ...s, template, isNameTaken: true })).toMatchObject({
      ...{ stages: [], status: { collisionCount: after } },
    });
  });
});

it('nothing is decided on counts that are older than two sizes', () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } };
  const s = snapshotOf({ spec: { strategy: { canary: {} }, template }, pods: { v1: 4, v2: 0 }, seconds: 10 });
  expect(decide(s).stages).not.toEqual([]);
  const revisions = s.revisions.map((one) => ({ ...one, isOutdated: one.hash === 'v1' }));
  expect(decide({ ...s, revisions })).toEqual({ stages: [], status: s.status, notices: [], wakeAt: new Date(at(11)) });
});

describe('a workload whose template is used', () => {
  const world = { spec: { strategy: { canary: {} } }, pods: { v1: 4 }, seconds: 10 };
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:v1' }] } };
  const wakeAt = (kind: string, problem?: string) => {
    const workload = { apiVersion: 'v1', kind, metadata: { name: 'origin' } };
    const snapshot = { ...snapshotOf(world), template, workload, workloadProblem: problem };
    return decide(snapshot).wakeAt?.toISOString();
  };
  const again = new Date(at(30)).toISOString();

  it.each<[sentence: string, kind: string, problem: string | undefined, wakeAt: string | undefined]>([
    ['tells of its changes if it is a Deployment', 'Deployment', undefined, undefined],
    ['is looked at again if it is not', 'PodTemplate', undefined, again],
    ['is looked for again if it is missing', 'Deployment', 'not found', again],
  ])('%s', (_, kind, problem, expected) => expect(wakeAt(kind, problem)).toBe(expected));
});

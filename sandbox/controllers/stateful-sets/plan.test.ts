import { describe, expect, it } from 'vitest';
import type { Revision } from '../revisions/history.ts';
import { ago, NOW, template } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { nextAvailable, statefulPlan, statefulStatus, unaware } from './plan.ts';
import { claimsAt, identityAt, ordinalOf, podAt, type StatefulSet } from './stateful-set.ts';

const set = (spec: Partial<StatefulSet['spec']> = {}, status: StatefulSet['status'] = {}): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', namespace: 'shop', uid: 's', generation: 3 },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('new'), ...spec },
  status,
});
const revision = (name: string): Revision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name },
  data: { spec: { template: template(name) } },
  revision: 1,
});
const [OLD, NEW] = [revision('old'), revision('new')];

/** By letters: R runs, P is pending, F has failed, T goes; small ones are of the old revision, - is none. */
const pods = (letters: string, readyFor = 60): readonly Pod[] =>
  [...letters].flatMap((letter, ordinal) => (letter === '-' ? [] : [podOf(letter, ordinal, readyFor)]));
const PHASES: Readonly<Record<string, string>> = { R: 'Running', T: 'Running', P: 'Pending', F: 'Failed' };
const podOf = (letter: string, ordinal: number, readyFor: number): Pod => {
  const kind = letter.toUpperCase();
  const going = kind === 'T' && { deletionTimestamp: ago(0) };
  const labels = { 'controller-revision-hash': letter === kind ? 'new' : 'old' };
  const status = kind === 'R' || kind === 'T' ? ('True' as const) : ('False' as const);
  const ready = { type: 'Ready', status, reason: '', message: '', lastTransitionTime: ago(readyFor) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `db-${ordinal}`, uid: String(ordinal), labels, ...going },
    status: { phase: PHASES[kind] ?? '', conditions: [ready] },
  };
};

const seen = (one: StatefulSet, letters: string, readyFor?: number) => ({
  ...{ set: one, pods: pods(letters, readyFor) },
  ...{ current: OLD, update: NEW, now: NOW },
});
const parallel = { podManagementPolicy: 'Parallel' } as const;
const rolling = (partition: number) =>
  ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } }) as const;
const onDelete = { updateStrategy: { type: 'OnDelete' } } as const;

describe('a StatefulSet', () => {
  it.each<[sentence: string, one: StatefulSet, pods: string, create: string, remove: string]>([
    ['makes the first pod first', set(), '', '0new', ''],
    ['waits until it is ready', set(), 'P', '', ''],
    ['goes on when it is', set(), 'R', '1new', ''],
    ['fills a gap', set(), 'R-R', '1new', ''],
    ['does nothing when all is well', set(), 'RRR', '', ''],
    ['waits for a pod that goes', set(), 'TRR', '', ''],
    ['replaces a pod that has failed', set(), 'RFR', '', '1'],
    ['takes the last one away first', set({ replicas: 1 }), 'RRR', '', '2'],
    ['takes none away while another goes', set({ replicas: 1 }), 'RRT', '', ''],
    ['takes none away before those that stay are ready', set({ replicas: 1 }), 'PRR', '', ''],
    ['takes away what is not ready if nothing else is in the way', set({ replicas: 1 }), 'RP', '', '1'],
    ['waits for others that are not ready', set({ replicas: 1 }), 'RPR', '', '2'],
    ['takes away none while one before it is not ready either', set({ replicas: 1 }), 'RPP', '', ''],
    ['updates from the last to the first', set(), 'rrr', '', '2'],
    ['waits for the one that was updated', set(), 'rrP', '', ''],
    ['goes on with the one before', set(), 'rrR', '', '1'],
    ['updates none below the partition', set(rolling(2)), 'rrR', '', ''],
    ['makes those below the partition as they were', set(rolling(2)), '-rR', '0old', ''],
    ['makes those above the partition anew', set(rolling(2)), 'rr', '2new', ''],
    ['makes those not updated yet as they were', set({}, { currentReplicas: 2 }), 'r-R', '1old', ''],
    ['updates what is deleted only, if told so', set(onDelete), 'rrr', '', ''],
    ['makes anew what was deleted, if told so', set(onDelete), 'r-r', '1new', ''],
    ['makes all at once if told so', set(parallel), '', '0new 1new 2new', ''],
    ['takes all away at once if told so', set({ ...parallel, replicas: 1 }), 'PPP', '', '2 1'],
    ['replaces all that have failed at once', set(parallel), 'FFR', '', '0 1'],
    ['still updates one at a time', set(parallel), 'rrr', '', '2'],
    ['counts from where it is told to', set({ ordinals: { start: 5 }, replicas: 1 }), '', '5new', ''],
  ])('%s', (_, one, letters, ...[create, remove]) => {
    const plan = statefulPlan(seen(one, letters));
    expect({
      create: plan.create.map(({ ordinal, revision: { metadata } }) => `${ordinal}${metadata.name}`).join(' '),
      remove: plan.remove.map((pod) => ordinalOf(one, pod)).join(' '),
    }).toEqual({ create, remove });
  });

  it('waits until pods have been ready for long enough', () => {
    const patient = set({ minReadySeconds: 30 });
    expect(statefulPlan(seen(patient, 'R', 10)).create).toEqual([]);
    expect(nextAvailable(seen(patient, 'R', 10))).toEqual(new Date(NOW.getTime() + 20_000));
    expect(statefulPlan(seen(patient, 'R', 30)).create).toHaveLength(1);
    expect(nextAvailable(seen(patient, 'R', 30))).toBeUndefined();
  });

  it('tells how far it is', () => {
    expect(statefulStatus(seen(set(), 'rPR'))).toEqual({
      observedGeneration: 3,
      replicas: 3,
      readyReplicas: 2,
      currentReplicas: 1,
      updatedReplicas: 2,
      availableReplicas: 2,
      currentRevision: 'old',
      updateRevision: 'new',
      collisionCount: 0,
    });
  });

  it('tells that an update is over when all are ready', () => {
    expect(statefulStatus(seen(set(), 'RRR'))).toMatchObject({ currentRevision: 'new', currentReplicas: 3 });
    expect(statefulStatus(seen(set(onDelete), 'RRR'))).toMatchObject({ currentRevision: 'old' });
    expect(statefulStatus(seen(set(), 'RRRR'))).toMatchObject({ currentRevision: 'old' });
    expect(statefulStatus(seen(set(), ''))).toMatchObject({ replicas: 0, availableReplicas: 0 });
  });
});

it.each<[sentence: string, spec: Partial<StatefulSet['spec']>, letters: string, names: readonly string[]]>([
  ['those before one that is waited for are told who they are', {}, 'RRPR', ['db-0', 'db-1']],
  ['all but those that have ended are told if order does not matter', parallel, 'RPFT', ['db-0', 'db-1', 'db-3']],
])('%s', (_, spec, letters, names) => {
  const strangers = unaware(seen(set({ replicas: 4, ...spec }), letters));
  expect(strangers.map(({ metadata }) => metadata.name)).toEqual(names);
});

it('who knows already is not told', () => {
  const known = seen(set({ replicas: 1 }), 'R');
  const label = (pod: Pod): Pod => ({ ...pod, metadata: { ...pod.metadata, labels: identityAt('db-0', 0) } });
  expect(unaware({ ...known, pods: known.pods.map(label) })).toEqual([]);
});

describe('a pod of a StatefulSet', () => {
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { a: 1 } };
  const one = set({ serviceName: 'dbs', volumeClaimTemplates: [claim] });

  it('has a name, a host and claims of its own', () => {
    const pod = podAt(one, 2, OLD);
    expect(pod).toMatchObject({
      metadata: {
        name: 'db-2',
        labels: {
          app: 'web',
          'controller-revision-hash': 'old',
          'statefulset.kubernetes.io/pod-name': 'db-2',
          'apps.kubernetes.io/pod-index': '2',
        },
        ownerReferences: [{ kind: 'StatefulSet', name: 'db', controller: true }],
      },
      spec: {
        containers: [{ image: 'old' }],
        hostname: 'db-2',
        subdomain: 'dbs',
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-2' } }],
      },
    });
    expect(pod.metadata).toHaveProperty('generateName', 'db-');
    expect(claimsAt(one, 2)).toMatchObject([
      { metadata: { name: 'data-db-2', namespace: 'shop', labels: { app: 'web' } }, spec: { a: 1 } },
    ]);
  });

  it.each([
    ['db-0', 0],
    ['db-12', 12],
    ['db-012', undefined],
    ['db-', undefined],
    ['db-a', undefined],
    ['other-1', undefined],
  ])('of the name %s has the ordinal %s', (name, ordinal) => {
    expect(ordinalOf(one, { apiVersion: 'v1', kind: 'Pod', metadata: { name } })).toBe(ordinal);
  });
});

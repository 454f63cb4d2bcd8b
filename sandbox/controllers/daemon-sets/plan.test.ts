import { describe, expect, it } from 'vitest';
import { ago, NOW, template } from '../workloads.testkit.ts';
import type { Pod } from '../workloads.ts';
import { type DaemonSet, type Fit, fitOf, type Node, nodeOf, podFor } from './daemon-set.ts';
import { daemonPlan, daemonStatus } from './plan.ts';

const set = (spec: Partial<DaemonSet['spec']> = {}, pod: object = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'shop', uid: 'd', generation: 2 },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { ...template('a'), spec: { ...template('a').spec, ...pod } },
    ...spec,
  },
});
const node = (name: string, labels = {}, taints: NonNullable<Node['spec']>['taints'] = []): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
  spec: { taints },
});
const nodes = ['0', '1', '2'].map((name) => node(name));

/** One for each node: R is ready, P pending, F failed, T goes; small ones are old, - is none. */
const PHASES: Readonly<Record<string, string>> = { R: 'Running', T: 'Running', P: 'Pending', F: 'Failed' };
const podOn = (letter: string, index: number, age = 60): Pod => {
  const kind = letter.toUpperCase();
  const labels = { 'controller-revision-hash': letter === kind ? 'new' : 'old' };
  const going = kind === 'T' && { deletionTimestamp: ago(0) };
  const status = kind === 'R' ? ('True' as const) : ('False' as const);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${letter}${index}`, uid: `${letter}${index}`, labels, creationTimestamp: ago(age), ...going },
    spec: { nodeName: String(index) },
    status: {
      phase: PHASES[kind] ?? '',
      conditions: [{ type: 'Ready', status, reason: '', message: '', lastTransitionTime: ago(age) }],
    },
  };
};
const podsOf = (letters: string) => [...letters].flatMap((one, index) => (one === '-' ? [] : [podOn(one, index)]));
const seen = (one: DaemonSet, pods: readonly Pod[]) => ({ set: one, pods, nodes, hash: 'new', now: NOW });
const rolling = (maxUnavailable: number | string) => set({ updateStrategy: { rollingUpdate: { maxUnavailable } } });
const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name).join(' ');

describe('a DaemonSet', () => {
  it.each<[sentence: string, one: DaemonSet, pods: string, plan: [create: string, remove: string]]>([
    ['makes a pod for each node', set(), '', ['0 1 2', '']],
    ['makes one where one is missing', set(), 'R-R', ['1', '']],
    ['does nothing when all is well', set(), 'RPR', ['', '']],
    ['waits for a pod that goes', set(), 'RTR', ['', '']],
    ['takes away what has failed', set(), 'RFR', ['', 'F1']],
    ['takes away what is where it should not be', set({}, { nodeSelector: { a: 'b' } }), 'RPT', ['', 'R0 P1']],
    ['updates one at a time', set(), 'rrr', ['', 'r0']],
    ['waits for the one that was updated', set(), 'Prr', ['', '']],
    ['goes on when it is ready', set(), 'Rrr', ['', 'r1']],
    ['waits for the one that goes', set(), 'Trr', ['', '']],
    ['updates as many as may be missing', rolling(2), 'rrr', ['', 'r0 r1']],
    ['updates parts of all, rounded up', rolling('50%'), 'rrr', ['', 'r0 r1']],
    ['updates at once what does not work', set(), 'ppr', ['', 'p0 p1']],
    ['updates what is deleted only, if told so', set({ updateStrategy: { type: 'OnDelete' } }), 'rr-', ['2', '']],
  ])('%s', (_, one, letters, expected) => {
    const { create, remove } = daemonPlan(seen(one, podsOf(letters)));
    expect([create.join(' '), names(remove)]).toEqual(expected);
  });

  it('keeps the oldest of two on a node', () => {
    const two = [podOn('R', 0, 10), { ...podOn('P', 0, 90) }, ...podsOf('-RR')];
    expect(names(daemonPlan(seen(set(), two)).remove)).toBe('R0');
  });

  it('takes away what is on its way to a node that is gone', () => {
    const lost = { ...podOn('P', 0), spec: podFor(set(), 'gone', 'new') as object } as Pod;
    expect(names(daemonPlan(seen(set(), [lost, ...podsOf('RRR')])).remove)).toBe('P0');
  });

  it('does not replace more than once a second what fails at once', () => {
    const { remove, wakeAt } = daemonPlan(seen(set(), [podOn('F', 0, 0), ...podsOf('-RR')]));
    expect([remove, wakeAt]).toEqual([[], new Date(NOW.getTime() + 1000)]);
  });

  it('waits until pods have been ready for long enough', () => {
    const patient = seen(set({ minReadySeconds: 90 }), podsOf('Rrr'));
    expect(daemonPlan(patient)).toEqual({
      create: [],
      remove: [patient.pods[1], patient.pods[2]],
      wakeAt: new Date(NOW.getTime() + 30_000),
    });
    expect(daemonStatus(patient)).toMatchObject({ numberReady: 3, numberUnavailable: 3 });
  });

  it('tells how far it is', () => {
    expect(daemonStatus(seen(set(), podsOf('Rr-')))).toEqual({
      observedGeneration: 2,
      desiredNumberScheduled: 3,
      currentNumberScheduled: 2,
      numberMisscheduled: 0,
      numberReady: 2,
      updatedNumberScheduled: 1,
      numberAvailable: 2,
      numberUnavailable: 1,
    });
    expect(daemonStatus(seen(set({}, { nodeName: '1' }), podsOf('RR-')))).toEqual({
      observedGeneration: 2,
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberMisscheduled: 1,
      numberReady: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
    });
  });
});

describe('a node', () => {
  const taint = (effect: string, key = 'k') => [{ key, value: 'v', effect }];
  const bearing = (toleration: object) => set({}, { tolerations: [toleration] });
  it.each<[sentence: string, one: DaemonSet, node: Node, fit: Fit]>([
    ['is for all', set(), node('a'), 'run'],
    ['is for those that select it', set({}, { nodeSelector: { x: 'y' } }), node('a', { x: 'y' }), 'run'],
    ['is not for those that select others', set({}, { nodeSelector: { x: 'y' } }), node('a', { x: 'z' }), 'leave'],
    ['is for those that name it', set({}, { nodeName: 'a' }), node('a'), 'run'],
    ['is not for those that name another', set({}, { nodeName: 'b' }), node('a'), 'leave'],
    ['takes none that does not bear it', set(), node('a', {}, taint('NoSchedule')), 'stay'],
    ['ends those that do not bear it', set(), node('a', {}, taint('NoExecute')), 'leave'],
    ['prefers others', set(), node('a', {}, taint('PreferNoSchedule')), 'run'],
    ['takes who bears it', bearing({ key: 'k', value: 'v' }), node('a', {}, taint('NoSchedule')), 'run'],
    ['takes who bears all', bearing({ operator: 'Exists' }), node('a', {}, taint('NoExecute')), 'run'],
    ['takes none who bears another', bearing({ key: 'k', value: 'w' }), node('a', {}, taint('NoSchedule')), 'stay'],
    ['that is cordoned', set(), node('a', {}, taint('NoSchedule', 'node.kubernetes.io/unschedulable')), 'run'],
  ])('%s', (_, one, place, fit) => expect(fitOf(one, place)).toBe(fit));

  it('is where its pod is sent', () => {
    const pod = podFor(set(), 'a', 'new');
    expect(nodeOf(pod)).toBe('a');
    expect(pod).toMatchObject({ metadata: { generateName: 'agent-', labels: { 'controller-revision-hash': 'new' } } });
    expect(nodeOf({ ...pod, spec: { nodeName: 'b' } } as Pod)).toBe('b');
  });
});

import { describe, expect, it } from 'vitest';
import { at } from '../../../kube/objects.testkit.ts';
import type { KubeObject, OwnerReference, Resource } from '../../../kube/types.ts';
import { concernedBy } from './concerned.ts';
import { Graph, type Node, nodeOf, targetOf } from './graph.ts';
import { type Case, type Standing, type Verdict, verdictOn } from './verdict.ts';

const CONFIG_MAPS: Resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const owner = (uid: string, blockOwnerDeletion = false): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: uid,
  uid,
  blockOwnerDeletion,
});

describe('what becomes of an object', () => {
  const seen = (standings: Readonly<Record<string, Standing>>, more: Partial<Case> = {}): Case => ({
    owners: Object.entries(standings).map(([uid, standing]) => [owner(uid, true), standing] as const),
    finalizers: [],
    hasDependents: false,
    hasWaitingDependent: false,
    ...more,
  });
  const background = { do: 'delete', propagation: 'Background' } as const;

  it.each<[sentence: string, verdict: Verdict, seen: Case]>([
    ['it stays without owners', { do: 'leave' }, seen({})],
    ['it stays with its owner', { do: 'leave' }, seen({ a: 'there' })],
    ['it goes with its owner', background, seen({ a: 'absent' })],
    ['it goes with the last of its owners', background, seen({ a: 'absent', b: 'absent' })],
    [
      'it lets absent owners go while one is there',
      { do: 'detach', owners: [owner('b', true)] },
      seen({ a: 'absent', b: 'there' }),
    ],
    [
      'it does not hold up owners that go while another is there',
      { do: 'detach', owners: [owner('b', true)] },
      seen({ a: 'waiting', b: 'there' }),
    ],
    ['it stays where one owner is of no known kind', { do: 'leave' }, seen({ a: 'absent', b: 'unknown' })],
    ['it goes before an owner that waits', background, seen({ a: 'waiting' })],
    [
      'it goes after its own before an owner that waits',
      { do: 'delete', propagation: 'Foreground' },
      seen({ a: 'waiting' }, { hasDependents: true }),
    ],
    [
      'it holds nobody up any more in a circle',
      { do: 'delete', propagation: 'Foreground', unblocked: [owner('a')] },
      seen({ a: 'waiting' }, { hasDependents: true, hasWaitingDependent: true }),
    ],
    [
      'it goes alone if all owners are absent, whatever it owns',
      background,
      seen({ a: 'absent' }, { hasDependents: true }),
    ],
    [
      'it goes as somebody has asked before',
      { do: 'delete', propagation: 'Orphan' },
      seen({ a: 'absent' }, { finalizers: ['orphan'] }),
    ],
    [
      'it goes after its own if somebody has asked for that',
      { do: 'delete', propagation: 'Foreground' },
      seen({ a: 'absent' }, { finalizers: ['foregroundDeletion'] }),
    ],
  ])('%s', (_, verdict, given) => {
    expect(verdictOn(given)).toEqual(verdict);
  });
});

describe('whom the collector looks at', () => {
  interface Told {
    readonly uid: string;
    readonly namespace?: string;
    readonly owners?: readonly OwnerReference[];
    readonly finalizers?: readonly string[];
    readonly isGoing?: boolean;
  }
  const node = ({ uid, owners, finalizers, isGoing, namespace = 'shop' }: Told): Node => {
    const object = at(1, { name: uid, uid, namespace });
    const metadata = {
      ...object.metadata,
      ...(owners && { ownerReferences: owners }),
      ...(finalizers && { finalizers }),
      ...(isGoing && { deletionTimestamp: 'now' }),
    };
    return nodeOf(CONFIG_MAPS, { ...object, metadata } as KubeObject);
  };
  const after = (known: readonly Told[], change: { before?: Told; after?: Told }): readonly string[] => {
    const graph = new Graph();
    for (const one of known) graph.put(node(one));
    if (change.before) graph.put(node(change.before));
    const next = change.after && node(change.after);
    const before = next ? graph.put(next) : graph.remove(change.before?.uid ?? '');
    return concernedBy(before, next, graph);
  };
  const child = { uid: 'c', owners: [owner('o', true)] };
  const waiting = { uid: 'o', isGoing: true, finalizers: ['foregroundDeletion'] };

  it.each<[sentence: string, uids: string[], known: Told[], change: { before?: Told; after?: Told }]>([
    ['nobody, when something without owners comes', [], [], { after: { uid: 'a' } }],
    ['nobody, when something comes whose owner is known', [], [{ uid: 'o' }], { after: child }],
    ['what comes without its owner being known', ['c'], [], { after: child }],
    [
      'what names its owner wrongly',
      ['c'],
      [{ uid: 'o' }],
      { after: { uid: 'c', owners: [{ ...owner('o'), name: 'x' }] } },
    ],
    [
      'what names its owner as of another kind',
      ['c'],
      [{ uid: 'o' }],
      { after: { uid: 'c', owners: [{ ...owner('o'), kind: 'Secret' }] } },
    ],
    ['what has an owner in another namespace', ['c'], [{ uid: 'o', namespace: 'else' }], { after: child }],
    ['what comes to an owner that waits', ['c'], [waiting], { after: child }],
    ['nobody, when only something else changes', [], [], { before: child, after: child }],
    ['what gets another owner', ['c'], [], { before: child, after: { uid: 'c', owners: [owner('p')] } }],
    [
      'nobody, when what has no owner known goes by itself',
      [],
      [],
      { before: child, after: { ...child, isGoing: true } },
    ],
    ['all that belongs to what has gone', ['c'], [child], { before: { uid: 'o' } }],
    [
      'an owner that begins to wait, and all that belongs to it',
      ['o', 'c'],
      [child],
      { before: { uid: 'o' }, after: waiting },
    ],
    [
      'an owner that begins to set its own free',
      ['o'],
      [child],
      { before: { uid: 'o' }, after: { uid: 'o', isGoing: true, finalizers: ['orphan'] } },
    ],
    ['an owner that waits, when what blocks it goes', ['o'], [waiting], { before: child }],
    [
      'an owner that waits, when what blocks it does so no more',
      ['c', 'o'],
      [waiting],
      { before: child, after: { uid: 'c', owners: [owner('o')] } },
    ],
    ['nobody twice, when a wait goes on', [], [child], { before: waiting, after: waiting }],
  ])('%s', (_, uids, known, change) => {
    expect(after(known, change)).toEqual(uids);
  });

  it('knows whom something owns until it has gone itself', () => {
    const graph = new Graph();
    graph.put(node(child));
    expect(graph.dependents('o').map(({ uid }) => uid)).toEqual(['c']);
    graph.put(node({ uid: 'c' }));
    expect(graph.dependents('o')).toEqual([]);
    graph.put(node(child));
    graph.remove('c');
    expect(graph.dependents('o')).toEqual([]);
  });

  it('does not take one owner for gone because another reference to it is wrong', () => {
    expect(targetOf(owner('o'), 'shop')).not.toBe(targetOf({ ...owner('o'), name: 'x' }, 'shop'));
    expect(targetOf(owner('o'), 'shop')).not.toBe(targetOf(owner('o'), 'else'));
  });

  it('remembers a bounded number of owners that are gone', () => {
    const graph = new Graph();
    for (let number = 0; number <= 500; number++) graph.markAbsent(String(number));
    expect([graph.isAbsent('0'), graph.isAbsent('1'), graph.isAbsent('500')]).toEqual([false, true, true]);
  });
});

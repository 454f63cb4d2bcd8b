import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import type { Reader } from '../../kube/cluster.ts';
import { byController, byNamespace } from '../../kube/ownership.ts';
import { Store } from '../../kube/store.ts';
import { type KubeObject, nameOf, refOf } from '../../kube/types.ts';
import { hashesOf } from '../template/template-hash.ts';
import { observer } from './observe.ts';
import { OWNER, template } from './scene.testkit.ts';

const HASH = 'rollouts-pod-template-hash';
const NOW = new Date('2026-01-01T00:00:00Z');
const [plain = ''] = hashesOf(template('a').template);

const experiment = (spec: object = {}, status?: object) => ({
  ...{
    apiVersion: OWNER.apiVersion,
    kind: OWNER.kind,
    metadata: { name: OWNER.name, namespace: 'shop', uid: OWNER.uid },
  },
  spec: { templates: [template('a')], ...spec },
  ...(status && { status }),
});
const replicaSet = (name: string, hash: string, more: object = {}) => ({
  ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  metadata: { name, namespace: 'shop', uid: name, labels: { [HASH]: hash }, ...more },
  spec: {},
});
const ours = (name: string, hash: string) =>
  replicaSet(name, hash, {
    ...{ ownerReferences: [OWNER], annotations: { 'experiment.argoproj.io/template-name': 'a' } },
  });

interface There {
  readonly object?: object;
  readonly objects?: readonly object[];
  /** What memory does not hold. */
  readonly unseen?: readonly object[];
}

async function observed({ object = experiment(), objects = [], unseen = [] }: There) {
  const indexes = { controller: byController, namespace: byNamespace };
  const stores = new Map<string, Store>();
  const storeOf = (kind: string): Store => {
    const store = stores.get(kind) ?? new Store({ clock: manualClock(), indexes });
    stores.set(kind, store);
    return store;
  };
  for (const one of [object, ...objects] as KubeObject[]) storeOf(one.kind).put(one);
  const asked: string[] = [];
  const all = [...objects, ...unseen] as KubeObject[];
  const reader: Reader = {
    get: (ref) => Promise.resolve(storeOf(ref.kind).get(nameOf(ref))),
    view: ({ kind }) => storeOf(kind),
    fetch: (ref) => {
      asked.push(ref.name);
      return Promise.resolve(all.find((one) => one.kind === ref.kind && one.metadata.name === ref.name));
    },
    fetchAll: () => Promise.resolve([]),
  };
  return { s: await observer()(refOf(object as KubeObject), reader, NOW), asked };
}

describe('the ReplicaSet of a template', () => {
  it.each<[string, There, object]>([
    ['gets the hash of its pods', {}, { replicaSetName: 'compare-a', hash: plain, collisions: 0 }],
    [
      'gets another hash than the one from which its template was taken',
      { objects: [replicaSet('web-1', plain)] },
      { replicaSetName: 'compare-a', hash: hashesOf(template('a').template, 1)[0], collisions: 1 },
    ],
    [
      'is known by who made it, whatever it is called',
      { objects: [ours('other-name', 'h')] },
      { replicaSetName: 'other-name', hash: 'h' },
    ],
    ['may be there though nobody has told of it', { unseen: [ours('compare-a', 'h')] }, { hash: 'h' }],
    [
      'gets another name where somebody else has it',
      { unseen: [replicaSet('compare-a', 'h')] },
      { replicaSetName: 'compare-a-1', replicaSet: undefined },
    ],
  ])('%s', async (_, there, expected) => {
    const { s } = await observed(there);
    expect(s?.templates).toMatchObject([expected]);
  });

  it('has a hash of its own though another one has the same pods', async () => {
    const templates = [template('a'), { ...template('a'), name: 'b' }];
    const { s } = await observed({ object: experiment({ templates }) });
    expect(s?.templates.map(({ hash }) => hash)).toEqual([plain, hashesOf(template('a').template, 1)[0]]);
  });

  it('has the hash of its pods without the label of those before', async () => {
    const { metadata, spec } = template('a').template;
    const labelled = { metadata: { labels: { ...metadata.labels, [HASH]: 'old' } }, spec };
    const { s } = await observed({ object: experiment({ templates: [{ ...template('a'), template: labelled }] }) });
    expect(s?.templates[0]?.hash).toBe(plain);
  });

  it('is asked for only until it is known', async () => {
    expect((await observed({})).asked).toEqual(['compare-a']);
    expect((await observed({ objects: [ours('compare-a', 'h')] })).asked).toEqual([]);
  });
});

it('sees runs that are in the way, and the templates of analyses that have none', async () => {
  const analyses = ['one', 'two'].map((name) => ({ name, templateName: name }));
  const run = (name: string) => ({
    apiVersion: OWNER.apiVersion,
    kind: 'AnalysisRun',
    metadata: { name, namespace: 'shop', uid: name },
    spec: {},
  });
  const made = (name: string) => ({
    apiVersion: OWNER.apiVersion,
    kind: 'AnalysisTemplate',
    metadata: { name, namespace: 'shop', uid: name },
    spec: { metrics: [] },
  });
  const status = { phase: 'Running', analysisRuns: [{ name: 'two', analysisRun: 'compare-two' }] };
  const objects = [run('compare-one'), run('compare-one.1'), run('compare-one.3'), made('one'), made('two')];
  const { s } = await observed({ object: experiment({ analyses }, status), objects });
  expect(s?.runs.map(({ metadata }) => metadata.name)).toEqual(['compare-one', 'compare-one.1']);
  expect([...(s?.analysisTemplates.namespaced.keys() ?? [])]).toEqual(['one']);
});

it('is nothing where there is no Experiment', async () => {
  const reader = { get: () => Promise.resolve(undefined) } as unknown as Reader;
  expect(await observer()(refOf(experiment() as KubeObject), reader, NOW)).toBeUndefined();
});

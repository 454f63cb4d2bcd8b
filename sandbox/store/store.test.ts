import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { Store } from './store.ts';
import type { Change } from './version.ts';

const PODS = 'pods';
const object = (name: string, namespace = 'a', more: object = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  ...more,
});
const names = (versions: readonly { readonly object: ApiObject }[] | undefined) =>
  versions?.map((one) => `${one.object.metadata.namespace}/${one.object.metadata.name}`);

describe('the store', () => {
  it('gives every write a revision of its own, deletions included', () => {
    const store = new Store({ history: 10 });
    const first = store.put(PODS, object('x'));
    const gone = store.remove(PODS, first.object);
    expect(gone.revision).toBe(first.revision + 1);
    expect(gone.object.metadata.resourceVersion).toBe(String(gone.revision));
    expect(store.get(PODS, 'a', 'x')).toBeUndefined();
  });

  it('lists in the order of keys, whatever the order of writes', () => {
    const store = new Store({ history: 10 });
    for (const [name, namespace] of [
      ['b', 'a'],
      ['a', 'b'],
      ['a', 'a-b'],
      ['a', 'a'],
    ] as const)
      store.put(PODS, object(name, namespace));
    expect(names(store.list(PODS))).toEqual(['a-b/a', 'a/a', 'a/b', 'b/a']);
    store.put(PODS, object('aa', 'a'));
    store.remove(PODS, object('b', 'a'));
    expect(names(store.list(PODS, 'a'))).toEqual(['a/a', 'a/aa']);
  });

  it('shows the list as it was', () => {
    const store = new Store({ history: 10 });
    store.put(PODS, object('a', 'a', { turn: 1 }));
    const then = store.put(PODS, object('b')).revision;
    store.put(PODS, object('a', 'a', { turn: 2 }));
    store.put(PODS, object('c'));
    store.remove(PODS, object('b'));
    expect(names(store.listAt(PODS, 'a', then))).toEqual(['a/a', 'a/b']);
    expect(store.listAt(PODS, undefined, then)?.[0]?.object['turn']).toBe(1);
  });

  it('forgets the oldest changes, and says so', () => {
    const store = new Store({ history: 4 });
    const first = store.put(PODS, object('a')).revision;
    for (let turn = 0; turn < 10; turn++) store.put(PODS, object('a'));
    expect(store.since(PODS, first)).toBeUndefined();
    expect(store.listAt(PODS, undefined, first)).toBeUndefined();
    expect(store.since(PODS, store.revision - 2)).toHaveLength(2);
    expect(store.since('services', first)).toEqual([]);
  });

  it('knows nothing from before its first revision', () => {
    expect(new Store({ history: 4 }).since(PODS, 1)).toBeUndefined();
  });

  it.each<[who: string, interest: object, hears: string[]]>([
    ['who watches everything', {}, ['a/x', 'a/y', 'b/x']],
    ['who watches a namespace', { namespace: 'a' }, ['a/x', 'a/y']],
    ['who watches an object', { namespace: 'a', name: 'y' }, ['a/y']],
  ])('%s hears of that alone', (_, interest, hears) => {
    const store = new Store({ history: 10 });
    const heard: Change[] = [];
    const stop = store.listen(PODS, interest, (change) => heard.push(change));
    for (const [name, namespace] of [
      ['x', 'a'],
      ['y', 'a'],
      ['x', 'b'],
    ] as const)
      store.put(PODS, object(name, namespace));
    store.put('services', object('x', 'a'));
    stop();
    store.put(PODS, object('x', 'a'));
    expect(heard.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(hears);
    expect(store.listeners).toBe(0);
  });

  it('knows cluster-wide objects', () => {
    const store = new Store({ history: 10 });
    const heard: string[] = [];
    for (const interest of [{}, { namespace: '' }, { namespace: '', name: 'n' }])
      store.listen('nodes', interest, ({ name }) => heard.push(name));
    store.put('nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } });
    expect(heard).toEqual(['n', 'n', 'n']);
    expect(store.list('nodes', '')).toHaveLength(1);
    expect(store.listAt('nodes', '', store.revision)).toHaveLength(1);
  });

  it('tells changes in order, even those that a listener causes', () => {
    const store = new Store({ history: 10 });
    const heard: number[] = [];
    store.listen(PODS, {}, ({ after }) => {
      if (after.object['turn'] === 1) store.put(PODS, object('a', 'a', { turn: 2 }));
    });
    store.listen(PODS, {}, ({ after }) => heard.push(after.object['turn'] as number));
    store.put(PODS, object('a', 'a', { turn: 1 }));
    expect(heard).toEqual([1, 2]);
  });
});

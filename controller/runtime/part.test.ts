import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import type { Reader, Writer } from '../../kube/cluster.ts';
import { at } from '../../kube/objects.testkit.ts';
import { Store } from '../../kube/store.ts';
import { silent } from './log.ts';
import { Part } from './part.ts';
import { configMaps, toy } from './toy.testkit.ts';

/** A part whose every pass plans one write to its object, and what was written. */
function started(more: Parameters<typeof toy>[1] = {}) {
  const clock = manualClock();
  const written: string[] = [];
  const patches: object[] = [];
  const announced: string[] = [];
  const state = { isStandby: false, owns: true, beforeWrite: () => {} };
  const store = new Store({ clock, onChange: (change) => part.observed(change) });
  const cluster = {
    view: () => store,
    get: () => Promise.resolve(store.get('shop/a')),
    patch: (_: unknown, patch: object) => {
      patches.push(patch);
      return Promise.resolve(at(written.push('patch') + 1));
    },
  } as unknown as Reader & Writer;
  const decide = () => {
    state.beforeWrite();
    const ref = { ...configMaps, namespace: 'shop', name: 'a' };
    return {
      stages: [[{ do: 'patch', ref, patch: { merge: {} }, because: 'write' } as const]],
      status: {},
      notices: [],
    };
  };
  const around = { cluster, effects: {}, fieldManager: 'test', dryRun: false, now: () => clock.now() };
  const part: Part = new Part({
    reconciler: toy('', { decide, ...more, farewell: () => [{ type: 'Normal', reason: 'Gone', message: 'gone' }] }),
    around: { ...around, announce: (_, { reason }) => announced.push(reason) },
    clock,
    random: () => 0.5,
    ownership: { shardOf: () => 0, owns: () => state.owns },
    isStandby: () => state.isStandby,
    log: silent,
  });
  part.start();
  const change = async (version: number) => {
    store.put(at(version));
    await clock.advance(0);
  };
  const remove = (version: number) => store.remove(at(version));
  return { clock, part, state, written, patches, announced, change, remove };
}

describe('a part', () => {
  it('writes what its passes plan', async () => {
    const { written, change } = started();
    await change(1);
    expect(written).toHaveLength(1);
  });

  it.each<['isStandby' | 'owns', boolean]>([
    ['isStandby', true],
    ['owns', false],
  ])('looks at nothing while %s is %s', async (field, value) => {
    const { state, written, change } = started();
    state[field] = value;
    await change(1);
    expect(written).toEqual([]);
  });

  it.each<['isStandby' | 'owns', boolean]>([
    ['isStandby', true],
    ['owns', false],
  ])('writes nothing any more once %s becomes %s in the middle of a pass', async (field, value) => {
    const { state, written, change } = started();
    state.beforeWrite = () => {
      state[field] = value;
    };
    await change(1);
    expect(written).toEqual([]);
  });

  it.each<[string, Partial<{ isStandby: boolean; owns: boolean }>, readonly string[]]>([
    ['of what was its own', {}, ['Gone']],
    ['of nothing while another controller is in charge', { isStandby: true }, []],
    ['of nothing that another process works on', { owns: false }, []],
  ])('takes leave %s', async (_, now, notices) => {
    const { state, announced, change, remove } = started();
    await change(1);
    Object.assign(state, now);
    remove(2);
    remove(3);
    expect(announced).toEqual(notices);
  });

  it('tells whoever keeps something for an object that it is gone, whoever works on it', async () => {
    const gone: string[] = [];
    const { state, change, remove } = started({ gone: ({ name }) => gone.push(name) });
    await change(1);
    state.owns = false;
    remove(2);
    expect(gone).toEqual(['a']);
  });

  it('writes what only reports once a second, with the last of it', async () => {
    const { clock, patches, change } = started({
      isReport: () => true,
      decide: ({ object }) => ({ stages: [], status: { seen: object.metadata.resourceVersion }, notices: [] }),
    });
    for (const version of [1, 2, 3]) {
      await change(version);
      await clock.advance(300);
    }
    expect(patches).toEqual([]);
    await clock.advance(100);
    expect(patches).toMatchObject([{ merge: { status: { seen: '3' } } }]);
    await change(4);
    await clock.advance(999);
    expect(patches).toHaveLength(1);
    await clock.advance(1);
    expect(patches).toHaveLength(2);
  });

  it('looks at everything when it takes over', async () => {
    const { clock, part, state, written, change } = started();
    state.isStandby = true;
    await change(1);
    state.isStandby = false;
    part.lookAtAll();
    await clock.advance(0);
    expect(written).toHaveLength(1);
  });
});

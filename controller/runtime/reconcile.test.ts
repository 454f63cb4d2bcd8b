import { describe, expect, it } from 'vitest';
import type { Reader, Writer } from '../../kube/cluster.ts';
import { KubeError } from '../../kube/errors.ts';
import type { KubeObject, Ref } from '../../kube/types.ts';
import type { Action, Plan } from './plan.ts';
import { type Decisions, reconcile, type Snapshot, type Surroundings, type Turn } from './reconcile.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const ref: Ref = { apiVersion: 'example.dev/v1', kind: 'Thing', namespace: 'shop', name: 'web' };
const thing = {
  apiVersion: ref.apiVersion,
  kind: 'Thing',
  metadata: { name: 'web', namespace: 'shop', resourceVersion: '7' },
  status: { step: 1, count: 2 },
} as KubeObject;
const child: Ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'child' };

const write = (name: string, fields: object = {}): Action =>
  ({
    do: 'patch',
    ref: { ...child, name },
    patch: { merge: { data: {} } },
    because: `write ${name}`,
    ...fields,
  }) as Action;

interface World {
  /** What was written, in order, and what was said. */
  readonly log: string[];
  readonly around: Surroundings;
}

function world(fails: (name: string) => unknown = () => undefined): World {
  const log: string[] = [];
  const cluster = {
    get: () => Promise.resolve(thing),
    patch: (target: Ref, patch: { merge: { metadata?: { resourceVersion?: string } } }, { subresource = '' }) => {
      const error = fails(target.name);
      log.push(`${target.name} ${subresource} ${JSON.stringify(patch.merge)}${error ? ' failed' : ''}`);
      if (error) return Promise.reject(error);
      return Promise.resolve({
        ...thing,
        kind: target.kind,
        apiVersion: target.apiVersion,
        metadata: { ...thing.metadata, name: target.name, resourceVersion: '8' },
      });
    },
  } as unknown as Reader & Writer;
  const announce: Surroundings['announce'] = (_, { reason }) => log.push(`said ${reason}`);
  return { log, around: { cluster, effects: {}, fieldManager: 'test', dryRun: false, now: () => NOW, announce } };
}

const turn: Turn = { ref, signal: new AbortController().signal, guard: () => {} };

const decisions = (
  plan: Partial<Plan<object>>,
  more: Partial<Decisions<Snapshot, object>> = {},
): Decisions<Snapshot, object> => ({
  observe: () => Promise.resolve({ now: NOW, object: thing }),
  decide: () => ({ stages: [], status: { step: 1, count: 2 }, notices: [], ...plan }),
  hasStatusSubresource: true,
  ...more,
});

const notices = [{ type: 'Normal', reason: 'Stepped', message: '' }] as const;
const STATUS = 'web status {"status":{"step":2},"metadata":{"resourceVersion":"7"}}';

describe('a pass', () => {
  it('acts, then records, then announces', async () => {
    const { log, around } = world();
    const plan = { stages: [[write('a')], [write('b')]], status: { step: 2, count: 2 }, notices };
    await reconcile(decisions(plan), turn, around);
    expect(log).toEqual(['a  {"data":{}}', 'b  {"data":{}}', STATUS, 'said Stepped']);
  });

  it('writes no status that has not changed', async () => {
    const { log, around } = world();
    expect(await reconcile(decisions({ wakeAt: NOW }), turn, around)).toEqual({
      actions: [],
      notices: [],
      wakeAt: NOW,
    });
    expect(log).toEqual([]);
  });

  it('writes the status with the object where there is no subresource', async () => {
    const { log, around } = world();
    await reconcile(decisions({ status: { step: 2, count: 2 } }, { hasStatusSubresource: false }), turn, around);
    expect(log).toEqual([STATUS.replace('status', '')]);
  });

  it('ends quietly when the object is gone', async () => {
    const { log, around } = world();
    expect(await reconcile(decisions({}, { observe: () => Promise.resolve(undefined) }), turn, around)).toBeUndefined();
    expect(log).toEqual([]);
  });

  it('attempts a whole stage, and nothing after one that failed', async () => {
    const { log, around } = world((name) => (name === 'a' ? new Error('broken') : undefined));
    const plan = { stages: [[write('a'), write('b')], [write('c')]], status: { step: 2, count: 2 }, notices };
    await expect(reconcile(decisions(plan), turn, around)).rejects.toThrow('broken');
    expect(log).toEqual(['a  {"data":{}} failed', 'b  {"data":{}}']);
  });

  it('goes on after an action that need not succeed, if the object is gone', async () => {
    const gone = new KubeError('patch', 404, { status: { reason: 'NotFound' } });
    const { log, around } = world((name) => (name === 'a' ? gone : undefined));
    const plan = { stages: [[{ ...write('a'), isLenient: true as const }], [write('c')]] };
    await reconcile(decisions(plan), turn, around);
    expect(log.slice(0, 2)).toEqual(['a  {"data":{}} failed', 'c  {"data":{}}']);
    await expect(reconcile(decisions({ stages: [[write('a')]] }), turn, around)).rejects.toBe(gone);
  });

  it('says what failed, if the reconciler has words for it, and keeps the rest of the status', async () => {
    const { log, around } = world((name) => (name === 'a' ? new Error('broken') : undefined));
    const failed = (_: Snapshot, [error]: readonly unknown[]) => ({
      status: { step: 1, count: 2, message: (error as Error).message },
      notices: [{ type: 'Warning', reason: 'Broken', message: '' } as const],
    });
    await expect(reconcile(decisions({ stages: [[write('a')]] }, { failed }), turn, around)).rejects.toThrow('broken');
    expect(log[1]).toBe('web status {"status":{"message":"broken"},"metadata":{"resourceVersion":"7"}}');
    expect(log[2]).toContain('Broken');
  });

  it('announces nothing when the status was not stored', async () => {
    const conflict = new KubeError('patch', 409, { status: { reason: 'Conflict' } });
    const { log, around } = world((name) => (name === 'web' ? conflict : undefined));
    await expect(reconcile(decisions({ status: { step: 2, count: 2 }, notices }), turn, around)).rejects.toBe(conflict);
    expect(log).toEqual([`${STATUS} failed`]);
  });

  it('records on top of its own write to the object', async () => {
    const { log, around } = world();
    const own = { do: 'patch', ref, patch: { merge: { metadata: {} } }, resourceVersion: '7', because: '' } as const;
    await reconcile(decisions({ stages: [[own]], status: { step: 2, count: 2 } }), turn, around);
    expect(log[1]).toBe('web status {"status":{"step":2},"metadata":{"resourceVersion":"8"}}');
  });

  it('looks again when it wrote the object blindly, since a client may have written in between', async () => {
    const { log, around } = world();
    const own = { do: 'patch', ref, patch: { merge: {} }, because: '' } as const;
    const pass = await reconcile(decisions({ stages: [[own]], status: { step: 2, count: 2 }, notices }), turn, around);
    expect(log).toHaveLength(1);
    expect(pass).toMatchObject({ wakeAt: NOW, notices: [] });
  });

  it('does nothing in a dry run but say what it would do', async () => {
    const { log, around } = world();
    const plan = { stages: [[write('a')]], status: { step: 2, count: 2 }, notices };
    const pass = await reconcile(decisions(plan), turn, { ...around, dryRun: true });
    expect(log).toEqual([]);
    expect(pass).toMatchObject({ actions: [{ because: 'write a' }], statusPatch: { step: 2 } });
  });
});

describe('a status that only reports', () => {
  const isReport = (before: { step?: number }, after: { step: number }) => before.step === after.step;
  const reporting = (count: number) => decisions({ status: { step: 1, count } }, { isReport });
  const owed = (ms: number): Turn => ({ ...turn, reportOwedSince: new Date(NOW.getTime() - ms) });

  it.each([
    ['waits a second for something that matters', turn, 1000],
    ['waits for the rest of it', owed(400), 600],
  ])('%s', async (_, its, rest) => {
    const { log, around } = world();
    const pass = await reconcile(reporting(3), its, around);
    expect(log).toEqual([]);
    expect(pass).toMatchObject({ owesReport: true, wakeAt: new Date(NOW.getTime() + rest) });
  });

  it('is written when that is over', async () => {
    const { log, around } = world();
    const pass = await reconcile(reporting(3), owed(1000), around);
    expect(log).toHaveLength(1);
    expect(pass).not.toHaveProperty('owesReport');
  });

  it('goes with what matters, which never waits', async () => {
    const { log, around } = world();
    const both = decisions({ status: { step: 2, count: 3 } }, { isReport });
    const pass = await reconcile(both, owed(400), around);
    expect(log).toHaveLength(1);
    expect(pass).not.toHaveProperty('owesReport');
  });
});

describe('a process that has lost its shard', () => {
  it('writes nothing from the moment it knows', async () => {
    const { log, around } = world();
    const state = { writes: 0 };
    const guard = () => {
      if (state.writes++ > 0) throw new Error('another process has taken over');
    };
    const plan = { stages: [[write('a')], [write('b')]], status: { step: 2, count: 2 }, notices };
    await expect(reconcile(decisions(plan), { ...turn, guard }, around)).rejects.toThrow('taken over');
    expect(log).toEqual(['a  {"data":{}}']);
  });
});

describe('an effect', () => {
  it('is carried out by its handler with its key', async () => {
    const { around } = world();
    const seen: unknown[] = [];
    const effects = {
      push: (input: unknown, { key }: { key: string }) => Promise.resolve(void seen.push([key, input])),
    };
    const action: Action = { do: 'effect', effect: 'push', key: 'k', input: 1, because: '' };
    await reconcile(decisions({ stages: [[action]] }), turn, { ...around, effects });
    expect(seen).toEqual([['k', 1]]);
  });

  it('without a handler fails the pass', async () => {
    const { around } = world();
    const action: Action = { do: 'effect', effect: 'push', key: 'k', input: 1, because: '' };
    await expect(reconcile(decisions({ stages: [[action]] }), turn, around)).rejects.toThrow('nothing is called push');
  });
});

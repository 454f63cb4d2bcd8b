import { describe, expect, it } from 'vitest';
import type { PluginReply } from '../../runtime/plugin-contract.ts';
import { at, canary } from '../status/snapshot.testkit.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { canaryTarget } from './canary.ts';
import { callKey, type StepPluginStatus } from './step-status.ts';

const SOAK = { plugin: { name: 'acme/soak', config: { seconds: 9 } } };
const steps = [{ setWeight: 50 }, SOAK, SOAK, { setWeight: 70 }];
const begun = (index: number, more: Partial<StepPluginStatus> = {}): StepPluginStatus => ({
  ...{ index, name: 'acme/soak', operation: 'Run', phase: 'Running', startedAt: at(0) },
  ...more,
});
const done = (index: number, more: Partial<StepPluginStatus> = {}) => begun(index, { phase: 'Successful', ...more });

interface Case extends Partial<World> {
  readonly known?: readonly StepPluginStatus[];
  readonly heard?: readonly [StepPluginStatus, PluginReply];
  readonly standing?: PluginReply;
}

/** At the first plugin, five seconds after it was begun; its answer, if there is one, was heard just now. */
function decided({ known = [], heard, standing = { answer: null }, status = {}, ...world }: Case) {
  const s = snapshotOf({
    ...{ spec: canary({ steps }), pods: { v1: 2, v2: 2 }, seconds: 5, ...world },
    status: { phase: 'Progressing', currentStepIndex: 1, canary: { stepPluginStatuses: [...known] }, ...status },
  });
  const answers = heard ? { [callKey('web-uid', heard[0])]: { reply: heard[1], at: at(5) } } : {};
  const stepPlugins = { standing: { 'acme/soak': standing }, heard: answers };
  const target = canaryTarget({ ...s, stepPlugins }, s.spec.strategy?.canary ?? ({} as never));
  const { outcome, effects = [], notices, wakeAt } = target;
  return {
    statuses: outcome.canary?.stepPluginStatuses ?? [],
    asks: effects.map(({ because }) => because),
    effects,
    index: outcome.stepIndex,
    abort: outcome.abort,
    says: notices.map(({ type, reason, message }) => `${type} ${reason} ${message}`),
    wakesIn: wakeAt && (wakeAt.getTime() - s.now.getTime()) / 1000,
  };
}

describe('a step that is a plugin', () => {
  it('is written down before it is asked', () =>
    expect(decided({})).toMatchObject({
      statuses: [begun(1, { startedAt: new Date(at(5)).toISOString() })],
      ...{ asks: [], index: 1, wakesIn: 0 },
      says: ['Normal StepPluginTransition Step plugin acme/soak (step 2) transitioned to Running'],
    }));

  it('is asked with what it said last, under a key that is its own', () => {
    const one = begun(1, { executions: 2, status: { a: 1 } });
    expect(decided({ known: [one] }).effects).toEqual([
      {
        ...{ do: 'effect', effect: 'plugin-step', because: 'run plugin acme/soak of step 2' },
        key: `web-uid step 1 Run ${at(0)} 2`,
        input: {
          owner: 'web-uid',
          call: {
            ...{ kind: 'stepPlugins', plugin: 'acme/soak', path: 'step/run' },
            body: {
              ...{
                rollout: { namespace: 'shop', name: 'web', uid: 'web-uid' },
                revisions: { current: 'v2', stable: 'v1' },
              },
              ...{ step: 1, config: { seconds: 9 }, status: { a: 1 } },
            },
          },
        },
      },
    ]);
  });

  it.each<[sentence: string, world: Case]>([
    ['waits while the Rollout does', { status: { phase: 'Paused' } }],
    ['is passed over where there is nothing to compare with', { stable: '', status: { currentStepIndex: 1 } }],
    ['waits for pods', { pods: { v1: 4, v2: 0 } }],
    ['is not asked twice', { known: [done(1)], status: { currentStepIndex: 3 } }],
    ['is not asked while it wants to be left alone', { known: [begun(1, { updatedAt: at(0), backoff: '30s' })] }],
    ['is not asked once it is aborted and nothing was begun', { status: { abort: true } }],
  ])('%s', (_, world) => {
    const { asks, statuses } = decided(world);
    expect([asks, statuses]).toEqual([[], world.known ?? []]);
  });

  it('is asked again when its time has come', () => {
    const waiting = begun(1, { updatedAt: at(0), backoff: '30s' });
    expect(decided({ known: [waiting] }).wakesIn).toBe(25);
    expect(decided({ known: [waiting], seconds: 30 }).asks).toHaveLength(1);
  });
});

describe('an answer', () => {
  const one = begun(1, { message: 'before', status: { a: 1 } });
  const updatedAt = at(5);
  const base = { ...begun(1), executions: 1, updatedAt, status: { a: 1 } };
  it.each<[reply: PluginReply, after: object, index: number]>([
    [{ answer: { phase: 'Running' } }, { ...base, backoff: '30s' }, 1],
    [{ answer: { phase: 'Running', requeueAfter: '5s', message: 'm' } }, { ...base, backoff: '10s', message: 'm' }, 1],
    [{ answer: { phase: 'Running', requeueAfter: '90s' } }, { ...base, backoff: '1m30s' }, 1],
    [{ answer: { phase: 'Running', requeueAfter: '1h', status: 2 } }, { ...base, backoff: '1h0m0s', status: 2 }, 1],
    [{ answer: { phase: 'Successful' } }, { ...base, phase: 'Successful', finishedAt: updatedAt }, 2],
    [
      { answer: { phase: 'Failed', message: 'm' } },
      { ...base, phase: 'Failed', message: 'm', finishedAt: updatedAt },
      1,
    ],
    [{ answer: { phase: 'Error', requeueAfter: '1h' } }, { ...base, phase: 'Error', backoff: '30s' }, 1],
    [{ answer: 5 }, { ...base, phase: 'Error', backoff: '30s', message: 'answers without a phase' }, 1],
    [{ refusal: 'answered 500' }, { ...base, phase: 'Error', backoff: '30s', message: 'answered 500' }, 1],
  ])('%j', (reply, after, index) => {
    const { statuses, ...rest } = decided({ known: [one], heard: [one, reply] });
    expect([statuses[0], rest.index, rest.asks, rest.wakesIn]).toEqual([after, index, [], 0]);
  });

  it('of failure aborts the update', () => {
    const heard = [one, { answer: { phase: 'Failed', message: 'too slow' } }] as const;
    const { abort, says } = decided({ known: [one], heard });
    expect(abort).toEqual({ message: 'Step Plugin 2 (acme/soak) failed: too slow' });
    expect(says).toEqual(['Warning StepPluginTransition Step plugin acme/soak (step 2) transitioned to Failed']);
  });

  it('that did not come is waited for anew after a while', () => {
    const silent = decided({ known: [one], heard: [one, { problem: 'connection refused' }] });
    expect(silent).toMatchObject({ statuses: [one], asks: [], wakesIn: 30 });
    const said = 'Reconciliation failed with error: plugin acme/soak: connection refused';
    expect(silent.says).toEqual([`Warning ReconciliationError ${said}`]);
    const later = decided({ known: [one], heard: [one, { problem: 'connection refused' }], seconds: 35 });
    expect(later).toMatchObject({ asks: ['run plugin acme/soak of step 2'], says: [] });
  });

  it('is not needed of a plugin that is disabled', () => {
    const off = { index: 1, name: 'acme/soak', operation: 'Run', disabled: true };
    expect(decided({ standing: { disabled: true } })).toMatchObject({ statuses: [off], asks: [], index: 2 });
  });
});

describe('what goes no further', () => {
  const abort = { abort: true };
  const aborting = (index: number, more: Partial<StepPluginStatus> = {}) =>
    begun(index, { operation: 'Abort', ...more });
  const last = ({ statuses }: ReturnType<typeof decided>) => {
    const { index, operation, phase } = statuses.at(-1) ?? {};
    return `${index} ${operation} ${phase}`;
  };

  it.each<[sentence: string, world: Case, last: string, asks: readonly string[]]>([
    ['is aborted, the last one first', { known: [done(1), begun(2)], status: abort }, '2 Abort Running', []],
    [
      'is asked to, once that is written',
      { known: [done(1), begun(2), aborting(2)], status: abort },
      '2 Abort Running',
      ['abort plugin acme/soak of step 3'],
    ],
    [
      'and then the one before',
      { known: [done(1), begun(2), aborting(2, { phase: 'Error' })], status: abort },
      '1 Abort Running',
      [],
    ],
    [
      'until all are',
      { known: [done(1), aborting(1, { phase: 'Successful' })], status: abort },
      '1 Abort Successful',
      [],
    ],
    ['what has failed is left alone', { known: [begun(1, { phase: 'Failed' })], status: abort }, '1 Run Failed', []],
    [
      'a promotion ends the last that runs',
      { known: [done(1), begun(2)], status: { promoteFull: true } },
      '2 Terminate Running',
      [],
    ],
    ['and none that is done', { known: [done(1)], status: { promoteFull: true } }, '1 Run Successful', []],
    ['whoever tries again begins anew', { known: [begun(1), aborting(1)] }, '1 Run Running', []],
    ['after a failure, too', { known: [begun(1, { phase: 'Failed' })] }, '1 Run Running', []],
    [
      'and after an error',
      { known: [begun(1, { phase: 'Error' })], status: { abortedAt: at(1) } },
      '1 Run Running',
      [],
    ],
  ])('%s', (_, world, expected, asks) => {
    const result = decided(world);
    expect([last(result), result.asks]).toEqual([expected, asks]);
  });

  it('begins anew without what was before', () =>
    expect(decided({ known: [begun(1, { status: 5 }), aborting(1)] }).statuses).toEqual([
      begun(1, { startedAt: new Date(at(5)).toISOString() }),
    ]));
});

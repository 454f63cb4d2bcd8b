import { describe, expect, it } from 'vitest';
import type { ReplicaSet } from '../../controller/rollout/objects.ts';
import { replicaSet, rollout } from './family.testkit.ts';
import { analysisMark, podMark, replicaSetMark, rolloutMark } from './marks.ts';
import { standingOf, standingText } from './phase.ts';
import { rolesOf } from './roles.ts';
import { actualWeight, aimOf } from './steps.ts';

const canary = { strategy: { canary: {} } };
const stored = { phase: 'Healthy', observedGeneration: '2' };

describe('the phase', () => {
  const fromWorkload = { ...canary, workloadRef: { name: 'demo' } };
  const generation = (text: string) => ({ 'rollout.argoproj.io/workload-generation': text });
  const unobserved = 'Progressing - waiting for rollout spec update to be observed';
  const wish = (what: string) => `Progressing - waiting for rollout ${what} to be observed`;
  const message = 'RolloutAborted: why';
  const aborted = { ...stored, phase: 'Degraded', message, abort: true, abortedAt: '2026-01-01T00:00:00Z' };
  it.each<[what: string, object: [spec: object, status: object, annotations?: object], text: string]>([
    ['is what is stored', [canary, stored], 'Healthy'],
    ['comes with its message', [canary, { ...stored, phase: 'Paused', message: 'why' }], 'Paused - why'],
    ['waits for the controller to see the spec', [canary, { ...stored, observedGeneration: '1' }], unobserved],
    ['believes a generation that is no number', [canary, { ...stored, observedGeneration: '6b9f' }], 'Healthy'],
    ['believes a generation from the future', [canary, { ...stored, observedGeneration: '56432' }], 'Healthy'],
    [
      'waits for the controller to go on',
      [canary, { ...stored, phase: 'Paused', controllerPause: true, pauseConditions: [] }],
      'Progressing - waiting for rollout to unpause',
    ],
    [
      'waits for the controller to see the workload',
      [fromWorkload, { ...stored, workloadObservedGeneration: '1' }, generation('2')],
      `${unobserved} for the reference workload`,
    ],
    [
      'knows the workload was seen',
      [fromWorkload, { ...stored, workloadObservedGeneration: '2' }, generation('2')],
      'Healthy',
    ],
    ['needs no word of the workload', [fromWorkload, stored], 'Healthy'],
    [
      'is computed where none is stored',
      [canary, { observedGeneration: '2' }],
      'Progressing - more replicas need to be updated',
    ],
    ['is not told of what nobody has looked at', [{ ...canary, replicas: 0 }, {}], unobserved],
    ['believes an abort', [canary, aborted], 'Degraded - RolloutAborted: why'],
    ['waits for the controller to see an abort', [canary, { ...stored, abort: true }], wish('abort')],
    ['waits for the controller to see a retry', [canary, { ...aborted, abort: false }], wish('retry')],
    ['waits for it to pass over an abort', [canary, { ...aborted, promoteFull: true }], wish('promotion')],
    [
      'believes what has another cause than an abort',
      [canary, { ...stored, phase: 'Degraded', message: 'InvalidSpec: why', abort: true }],
      'Degraded - InvalidSpec: why',
    ],
  ])('%s', (_, object, text) => {
    expect(standingText(standingOf(rollout(...object)))).toBe(text);
  });
});

describe('the marks', () => {
  it.each([
    [rolloutMark('Healthy'), '✔ Healthy'],
    [rolloutMark('Degraded'), '✖ Degraded'],
    [rolloutMark('Paused'), '॥ Paused'],
    [rolloutMark('Progressing'), '◌ Progressing'],
    [rolloutMark('Confused'), '? Confused'],
    [analysisMark('Inconclusive'), '? Inconclusive'],
    [analysisMark(undefined), '◷ Pending'],
    [analysisMark(''), '◷ Pending'],
    [podMark('Running'), '✔ Running'],
    [podMark('Pending'), '◷ Pending'],
    [podMark('Init:0/2'), '◌ Init:0/2'],
    [podMark('Init:Error'), '✖ Init:Error'],
    [podMark('ImagePullBackOff'), '⚠ ImagePullBackOff'],
    [podMark('OOMKilled'), '✖ OOMKilled'],
    [podMark(''), '? Unknown'],
  ])('%o is %s', ({ icon, word }, text) => expect(`${icon} ${word}`).toBe(text));

  const failure = { conditions: [{ type: 'ReplicaFailure', status: 'True' }] };
  it.each<[what: string, version: object, change: object, word: string]>([
    ['as many as wanted', { size: 2 }, {}, 'Healthy'],
    ['fewer than wanted', { size: 2, available: 1 }, {}, 'Progressing'],
    ['none wanted', { size: 0 }, {}, 'ScaledDown'],
    ['a spec nobody has seen', { size: 0 }, { generation: 3 }, 'Progressing'],
    ['pods that cannot be made', { size: 2, available: 0 }, failure, 'Degraded'],
  ])('a ReplicaSet with %s', (_, version, change, word) => {
    const { generation, ...status } = change as { readonly generation?: number };
    const made = replicaSet({ hash: 'a', ...version }) as ReplicaSet;
    const metadata = { ...made.metadata, ...(generation !== undefined && { generation }) };
    const changed = { ...made, metadata, status: { ...made.status, ...status } } as ReplicaSet;
    expect(replicaSetMark(changed).word).toBe(word);
  });
});

describe('the roles of revision a', () => {
  const pingPong = { strategy: { canary: { pingPong: { pingService: 'ping', pongService: 'pong' } } } };
  const blueGreen = { strategy: { blueGreen: {} } };
  const selects = (activeSelector: string, previewSelector: string) => ({
    blueGreen: { activeSelector, previewSelector },
  });
  it.each<[what: string, spec: object, status: object, roles: string[]]>([
    ['none', canary, { stableRS: 'b', currentPodHash: 'c' }, []],
    ['stable', canary, { stableRS: 'a', currentPodHash: 'a' }, ['stable']],
    ['canary', canary, { stableRS: 'b', currentPodHash: 'a' }, ['canary']],
    ['stable behind pong', pingPong, { stableRS: 'a', currentPodHash: 'b' }, ['stable', 'pong']],
    ['canary behind ping', pingPong, { stableRS: 'b', currentPodHash: 'a' }, ['canary', 'ping']],
    [
      'canary behind pong',
      pingPong,
      { stableRS: 'b', currentPodHash: 'a', canary: { stablePingPong: 'ping' } },
      ['canary', 'pong'],
    ],
    [
      'stable and active',
      blueGreen,
      { stableRS: 'a', currentPodHash: 'a', ...selects('a', 'a') },
      ['stable', 'active'],
    ],
    ['preview', blueGreen, { stableRS: 'b', currentPodHash: 'a', ...selects('b', 'a') }, ['preview']],
  ])('%s', (_, spec, status, roles) => expect(rolesOf(rollout(spec, status), { hash: 'a' })).toEqual(roles));
});

describe('a canary', () => {
  const steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 40 }];
  const basic = { strategy: { canary: { steps } } };
  const routed = { strategy: { canary: { steps, trafficRouting: { maxTrafficWeight: 1000 } } } };
  const told = { canary: { weights: { canary: { weight: 7 } } } };
  it.each<[what: string, spec: object, status: object, shown: (string | number)[]]>([
    ['without steps', canary, {}, []],
    ['at its first step', basic, { currentStepIndex: 0, availableReplicas: 8 }, ['0/3', 10, 25]],
    ['whose steps are done', basic, { currentStepIndex: 3, availableReplicas: 8 }, ['3/3', 100, 100]],
    ['that was aborted', basic, { currentStepIndex: 1, abort: true, availableReplicas: 8 }, ['1/3', 0, 25]],
    ['without pods', basic, { currentStepIndex: 1, availableReplicas: 0 }, ['1/3', 10, 0]],
    ['with a router', routed, { currentStepIndex: 2, availableReplicas: 8, ...told }, ['2/3', 40, 7]],
    ['with a router that was told nothing', routed, { currentStepIndex: 1, availableReplicas: 8 }, ['1/3', 10, 0]],
    ['with a router, done', routed, { currentStepIndex: 3, availableReplicas: 8 }, ['3/3', 1000, 1000]],
  ])('%s', (_, spec, status, shown) => {
    const object = rollout(spec, status);
    const aim = aimOf(object);
    expect(aim ? [aim.step, aim.setWeight, actualWeight(object, { available: 2 })] : []).toEqual(shown);
  });
});

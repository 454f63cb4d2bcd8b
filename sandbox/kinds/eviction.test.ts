import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import type { ApiObject } from '../api/object.ts';
import { eviction, stillProcessed } from './eviction.ts';

const NOW = '2024-01-02T03:04:05Z';
const pod = (status: object, metadata: object = {}): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', namespace: 'n', labels: { app: 'x' }, resourceVersion: '7', ...metadata },
  status,
});
const READY = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
const running = pod(READY);
const unready = pod({ phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] });
const budget = (status: object, spec: object = {}, metadata: object = {}): ApiObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'b', namespace: 'n', generation: 1, ...metadata },
  spec: { selector: { matchLabels: { app: 'x' } }, ...spec },
  status: { observedGeneration: 1, disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 3, ...status },
});
const ask = { name: 'a' };

function refused(...arguments_: Parameters<typeof eviction>): object {
  try {
    eviction(...arguments_);
  } catch (error) {
    if (error instanceof ApiError) return error.body();
  }
  throw new Error('nothing was refused');
}

describe('without asking a budget go', () => {
  it.each<[says: string, evicted: ApiObject, isPinned: boolean]>([
    ['pods that have not started, as they were seen', pod({ phase: 'Pending' }), true],
    ['pods that have succeeded', pod({ phase: 'Succeeded' }), false],
    ['pods that have failed', pod({ phase: 'Failed' }), false],
    ['pods that go anyway', pod(READY, { deletionTimestamp: 'x' }), false],
  ])('%s', (_, evicted, isPinned) => {
    const { budget: changed, deleteOptions } = eviction(evicted, ask, [budget({}), budget({})], NOW);
    expect(changed).toBeUndefined();
    expect(deleteOptions).toEqual(isPinned ? { preconditions: { resourceVersion: '7' } } : {});
  });

  it.each<[says: string, ...others: ApiObject[]]>([
    ['pods without a budget'],
    [
      'pods that no budget picks',
      budget({}, { selector: { matchLabels: { app: 'y' } } }),
      budget({}, { selector: undefined }),
    ],
    ['pods of another namespace', budget({}, {}, { namespace: 'm' })],
  ])('%s', (_, ...others) => {
    expect(eviction(running, ask, others, NOW)).toMatchObject({ deleteOptions: {}, isGuarded: false });
  });
});

describe('unhealthy pods', () => {
  it.each<[says: string, status: object, spec: object, goes: boolean]>([
    ['go if their policy says so', {}, { unhealthyPodEvictionPolicy: 'AlwaysAllow' }, true],
    ['go if the others are enough', { currentHealthy: 3 }, {}, true],
    ['stay if the others are too few', {}, {}, false],
    ['stay if nothing is desired', { currentHealthy: 0, desiredHealthy: 0 }, {}, false],
  ])('%s', (_, status, spec, goes) => {
    const decide = () => eviction(unready, ask, [budget(status, spec)], NOW);
    if (goes)
      expect(decide()).toMatchObject({
        isGuarded: true,
        budgetName: 'b',
        deleteOptions: { preconditions: { resourceVersion: '7' } },
      });
    else expect(decide).toThrow('Cannot evict pod');
  });
});

describe('a budget', () => {
  it('counts a disruption and remembers the pod', () => {
    const { budget: changed } = eviction(
      running,
      ask,
      [budget({ disruptionsAllowed: 2, disruptedPods: { z: 't' } })],
      NOW,
    );
    expect(changed?.['status']).toEqual({
      observedGeneration: 1,
      disruptionsAllowed: 1,
      currentHealthy: 2,
      desiredHealthy: 3,
      disruptedPods: { z: 't', a: NOW },
    });
  });

  it('says when it is exhausted', () => {
    const { budget: changed } = eviction(running, ask, [budget({ disruptionsAllowed: 1 })], NOW);
    expect(changed?.['status']).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: 'False',
          reason: 'InsufficientPods',
          lastTransitionTime: NOW,
          observedGeneration: 1,
        },
      ],
    });
  });

  it('remembers nothing of a dry run', () => {
    const { budget: changed } = eviction(
      running,
      { ...ask, dryRun: ['All'] },
      [budget({ disruptionsAllowed: 2 })],
      NOW,
    );
    expect(changed?.['status']).not.toHaveProperty('disruptedPods');
  });

  it.each<[says: string, budgets: ApiObject[], body: object]>([
    [
      'that is exhausted',
      [budget({})],
      {
        code: 429,
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [
            { reason: 'DisruptionBudget', message: 'The disruption budget b needs 3 healthy pods and has 2 currently' },
          ],
        },
      },
    ],
    [
      'that has not been seen to',
      [budget({ observedGeneration: 0, disruptionsAllowed: 5 })],
      {
        code: 429,
        details: {
          retryAfterSeconds: 10,
          causes: [
            { reason: 'DisruptionBudget', message: 'The disruption budget b is still being processed by the server.' },
          ],
        },
      },
    ],
    [
      'below zero',
      [budget({ disruptionsAllowed: -1 })],
      {
        code: 403,
        reason: 'Forbidden',
        message: 'poddisruptionbudgets.policy "b" is forbidden: pdb disruptions allowed is negative',
      },
    ],
    [
      'that remembers too many',
      [
        budget({
          disruptionsAllowed: 1,
          disruptedPods: Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [n, NOW])),
        }),
      ],
      { code: 403, message: expect.stringContaining('DisruptedPods map too big') },
    ],
    [
      'beside another',
      [budget({}), budget({})],
      {
        code: 500,
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      },
    ],
  ])('%s refuses', (_, budgets, body) => {
    expect(refused(running, ask, budgets, NOW)).toMatchObject(body);
  });
});

it('refuses another name', () => {
  expect(refused(running, { name: 'b' }, [], NOW)).toMatchObject({
    code: 400,
    message: 'name in URL does not match name in Eviction object',
  });
});

it.each<[says: string, inBody: string[], inQuery: string[], result: string[] | undefined]>([
  ['of neither', [], [], undefined],
  ['of the request', [], ['All'], ['All']],
  ['of the body', ['All'], [], ['All']],
])('takes the dry run %s', (_, inBody, inQuery, result) => {
  const deleteOptions = inBody.length > 0 ? { dryRun: inBody } : {};
  expect(eviction(running, { ...ask, deleteOptions, dryRun: inQuery }, [], NOW).deleteOptions['dryRun']).toEqual(
    result,
  );
});

it('refuses two sorts of dry run', () => {
  expect(refused(running, { ...ask, deleteOptions: { dryRun: ['a'] }, dryRun: ['All'] }, [], NOW)).toMatchObject({
    code: 500,
  });
});

it("keeps the client's own precondition", () => {
  const deleteOptions = { preconditions: { resourceVersion: '1', uid: 'u' }, gracePeriodSeconds: 5 };
  expect(eviction(pod({ phase: 'Pending' }), { ...ask, deleteOptions }, [], NOW).deleteOptions).toEqual(deleteOptions);
});

it('notes at the pod who ended it', () => {
  const { pod: noted } = eviction(running, ask, [], NOW);
  expect(noted['status']).toMatchObject({
    conditions: [{ type: 'Ready' }, { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }],
  });
  expect(running['status']).toEqual(READY);
});

it('answers a conflict with a request to come again', () => {
  expect(stillProcessed('b').body()).toMatchObject({ code: 429, details: { retryAfterSeconds: 10 } });
});

import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { KubeError } from '../../kube/errors.ts';
import type { Resource } from '../../kube/types.ts';
import { routingKinds } from '../traffic/driver.ts';
import { type InformersOptions, informersFor } from './informers.ts';
import { lookout } from './lookout.ts';

const kind = (apiVersion: string): Resource => ({ apiVersion, kind: 'Any', plural: 'any', namespaced: true });
const groups = [{ name: 'apps', versions: [{ groupVersion: 'apps/v1' }, { groupVersion: 'apps/v1beta1' }] }];

function clusterWith(answer: object | Error) {
  const calls: string[] = [];
  const client = {
    read: (path: string) => {
      calls.push(path);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    async *list({ plural }: Resource) {
      calls.push(plural);
      await Promise.resolve();
      throw new KubeError('list', 404, { status: { reason: 'NotFound' } });
      // biome-ignore lint/correctness/noUnreachable: a generator needs one
      yield undefined as never;
    },
  } as unknown as InformersOptions['client'];
  return { client, calls };
}

describe('a kind', () => {
  it.each<[what: string, apiVersion: string, answer: object | Error, isServed: boolean]>([
    ['of a version that is served may be there', 'apps/v1beta1', { groups }, true],
    ['of another version is not', 'apps/v2', { groups }, false],
    ['of another group is not', 'shop/v1', { groups }, false],
    ['is not where there is no group at all', 'shop/v1', {}, false],
    ['without a group may be there', 'v1', {}, true],
    ['of which the server does not tell may be there', 'shop/v1', new Error('down'), true],
  ])('%s', async (_, apiVersion, answer, isServed) =>
    expect(await lookout(clusterWith(answer).client, manualClock())(kind(apiVersion))).toBe(isServed),
  );
});

it('is asked once for all, and again after a while', async () => {
  const { client, calls } = clusterWith({ groups });
  const clock = manualClock();
  const isServed = lookout(client, clock);
  await Promise.all([isServed(kind('a/v1')), isServed(kind('b/v1')), isServed(kind('apps/v1'))]);
  expect(calls).toEqual(['/apis']);
  await clock.advance(20_000);
  await isServed(kind('a/v1'));
  expect(calls).toEqual(['/apis', '/apis']);
});

it('what routers read costs a cluster without it one request now and then', async () => {
  const { client, calls } = clusterWith({ groups });
  const clock = manualClock();
  const kinds = routingKinds();
  const needs = kinds.map((resource) => ({ resource, isOptional: true, listener: () => undefined }));
  const never = { onState: () => undefined, onRestart: () => undefined };
  const informers = [...informersFor(needs, { client, clock, random: () => 0.5, ...never }).values()];
  for (const informer of informers) informer.start();
  await clock.advance(0);
  expect(calls).toHaveLength(kinds.length);
  await clock.advance(300_000);
  expect(calls.slice(kinds.length)).toEqual(Array.from({ length: 10 }, () => '/apis'));
  await Promise.all(informers.map((informer) => informer.stop()));
});

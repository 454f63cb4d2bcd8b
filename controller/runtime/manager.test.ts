import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { KubeError } from '../../kube/errors.ts';
import type { Resource } from '../../kube/types.ts';
import { silent } from './log.ts';
import { Manager, type ManagerOptions } from './manager.ts';
import { Metrics } from './metrics.ts';
import { toy } from './toy.testkit.ts';

const hats: Resource = { apiVersion: 'shop/v1', kind: 'Hat', plural: 'hats', namespaced: true };
const hat = { apiVersion: 'shop/v1', kind: 'Hat', namespace: 'shop', name: 'top' };
const map = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', namespace: 'shop', resourceVersion: '1', annotations: {} },
  data: { value: 'a' },
};
const page = (items: readonly object[]) => ({ items, resourceVersion: '1', bytes: 10 });
const refusal = (code: number) => new KubeError('list hats', code, { status: {} });

type Answer = 'nothing yet' | readonly object[] | number;

/** A toy that looks for a hat, which it can do without. */
function wardrobe(answer: Answer) {
  const seen: unknown[] = [];
  const clock = manualClock();
  const client = {
    async *list({ kind }: Resource): AsyncGenerator<object> {
      if (kind !== hats.kind) return yield page([map]);
      if (answer === 'nothing yet') await new Promise(() => undefined);
      if (typeof answer === 'number') throw refusal(answer);
      yield page(answer as readonly object[]);
    },
    watch: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }),
  } as unknown as ManagerOptions['client'];
  const reconciler = toy('', {
    watches: [{ resource: hats, isOptional: true, names: () => [] }],
    witness,
    async observe(_, cluster) {
      seen.push(await cluster.get(hat).catch((error: Error) => error.message));
      return undefined;
    },
  });
  const manager = new Manager({
    ...{ client, clock, random: () => 0.5, reconcilers: [reconciler], effects: {}, fieldManager: 'toy', dryRun: false },
    ownership: { shardOf: () => 0, owns: () => true },
    ...{ isStandby: () => false, announce: () => undefined, log: silent, metrics: new Metrics() },
  });
  manager.start();
  return { seen, settle: () => clock.advance(10), page: () => manager.text() };
}

const count = (objects: Iterable<unknown>): number => [...objects].length;
const witness = {
  ...{ passed: () => {}, announced: () => {}, measured: () => {}, stored: () => {}, gone: () => {} },
  text: (own: Iterable<unknown>, kept: (resource: Resource) => Iterable<unknown>) =>
    Promise.resolve(`${count(own)} ${count(kept(hats))} ${count(kept({ ...hats, kind: 'Coat' }))}`),
};

describe('a kind that a part can do without', () => {
  const top = { apiVersion: hats.apiVersion, kind: hats.kind, metadata: { name: 'top', namespace: 'shop' } };

  it.each<[string, Answer, readonly unknown[]]>([
    ['is waited for until it is listed', 'nothing yet', []],
    ['is there when the first pass looks', [top], [expect.objectContaining({ kind: hats.kind })]],
    ['counts as empty if the cluster has no such kind', 404, [undefined]],
    ['counts as empty if it may not be seen', 403, [undefined]],
    ['is an error for who needs it as long as the server fails', 500, ['shop/v1 Hat cannot be listed yet']],
  ])('%s', async (_, answer, seen) => {
    const { settle, ...world } = wardrobe(answer);
    await settle();
    expect(world.seen).toEqual(seen);
  });

  it('is told of on the page of metrics, as is the own kind', async () => {
    const { settle, page } = wardrobe([top]);
    await settle();
    expect(await page()).toBe('1 1 0');
  });
});

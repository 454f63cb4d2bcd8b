import { describe, expect, it } from 'vitest';
import { contractCases } from './contract-cases.testkit.ts';
import type { Answer, MetricProvider } from './provider.ts';
import { CANARY, FAULTS, type ProviderCase, type Row } from './provider-case.testkit.ts';
import { type Scene, sceneOf } from './provider-world.testkit.ts';
import { providers } from './registry.ts';

/** Whatever its kind, the configuration of a case fits its provider. */
type Any = never;

const MOST_CHARACTERS = 500;
const DEADLINES = [1_000, 600_000] as const;

it('every provider has a case', () => {
  expect(Object.keys(contractCases).toSorted()).toEqual(Object.keys(providers).toSorted());
});

function outcome(provider: MetricProvider<Any>, config: Any, row: Row<Any>, { asking }: Scene) {
  if (row.resume) return provider.resume?.(config, row.resume, asking);
  if (row.cancel) return provider.cancel?.(config, row.cancel, asking);
  return provider.measure(config, asking);
}

const errorOf = (promise: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ({ unexpected: value }),
    (error: unknown) => error,
  );

/** What went wrong, once it is sure that it may be shown. */
function messageOf(error: unknown): string {
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).not.toContain(CANARY);
  expect(message).toMatch(/^[^\n\r]+$/);
  expect(message.length).toBeLessThan(MOST_CHARACTERS);
  return message;
}

/** What a message must hold at least. */
function hintOf(fault: string): string {
  if (fault === 'silence') return 'no answer within';
  return /^\d+$/.test(fault) ? fault : '';
}

function isError(gives: Row<Any>['gives']): gives is { readonly error: string } {
  return gives !== undefined && 'error' in gives;
}

async function expectRow({ provider, config, world }: ProviderCase<Any>, row: Row<Any>): Promise<void> {
  const scene = await sceneOf({ world: row.world ?? world, replies: row.replies });
  const running = outcome(provider, row.config ?? config, row, scene);
  if (isError(row.gives)) expect(messageOf(await errorOf(running))).toBe(row.gives.error);
  else expectShown((await running) as Answer, row.gives);
  if (row.asks) expect(scene.asked).toEqual(row.asks);
}

function expectShown(answer: Answer | undefined, gives: Row<Any>['gives']): void {
  expect(answer).toEqual(gives);
  expect(JSON.stringify(answer) ?? '').not.toContain(CANARY);
}

describe.each(Object.entries(contractCases as unknown as Readonly<Record<string, ProviderCase<Any>>>))(
  '%s',
  (_, subject) => {
    const { provider, config, world, rows, tolerates = [] } = subject;
    const [usual] = rows;
    if (!usual) throw new Error('a case without rows');
    const { replies } = usual;
    const places = typeof replies === 'function' ? [0] : replies.map((_reply, at) => at);

    it('says of itself what may be shown', () => {
      const [least, most] = DEADLINES;
      expect(provider.backend(config)).toBe(subject.backend);
      expect(provider.about?.(config)).toEqual(subject.about);
      expect(JSON.stringify([provider.backend(config), provider.about?.(config)])).not.toContain(CANARY);
      expect(provider.deadline(config)).toBeGreaterThanOrEqual(least);
      expect(provider.deadline(config)).toBeLessThanOrEqual(most);
    });

    it.each(rows)('$what', (row) => expectRow(subject, row));

    describe.each(places)('where answer %i is wrong', (at) => {
      const isReal = (what: string) => !tolerates.some((tolerated) => tolerated === what);
      it.each(FAULTS.filter(isReal))('says so: %s', async (what) => {
        const scene = await sceneOf({ world: usual.world ?? world, replies, fault: { what, at } });
        const used = usual.config ?? config;
        const message = messageOf(await errorOf(outcome(provider, used, usual, scene)));
        expect(message).toContain(hintOf(what));
        const late = scene.timeouts.filter((timeout) => timeout !== undefined && timeout > provider.deadline(used));
        expect(late).toEqual([]);
      });
    });

    it.runIf(places.length > 0)('ends when the measurement does', async () => {
      const ending = new AbortController();
      const fault = { what: 'silence', at: 0 } as const;
      const scene = await sceneOf({ world: usual.world ?? world, replies, fault, signal: ending.signal });
      const running = errorOf(outcome(provider, usual.config ?? config, usual, scene));
      await scene.firstAsked;
      ending.abort();
      messageOf(await running);
    });
  },
);

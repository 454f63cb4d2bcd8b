import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractCases } from './contract-cases.testkit.ts';
import type { Asking, MetricProvider } from './provider.ts';
import { NOW, type ProviderCase } from './provider-case.testkit.ts';

type Any = never;

const settled = (promise: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => undefined,
    (error: unknown) => error,
  );

/** Answers everything with this text. */
function answering({ world = {} }: ProviderCase<Any>, text: string): Asking {
  const { secrets = {}, settings = {}, pods, interval } = world;
  return {
    now: NOW,
    run: { namespace: 'shop', name: 'web-1', startedAt: NOW },
    send: () => Promise.resolve({ status: 200, headers: {}, text, took: 1 }),
    secret: (name, where) => Promise.resolve(secrets[`${where}/${name}`]),
    setting: (name) => settings[name],
    signed: () => Promise.resolve({}),
    remembered: async (_, made) => (await made()).value,
    read: () => Promise.resolve(undefined),
    plugin: () => Promise.resolve(safely(text)),
    ...(pods && { pods }),
    ...(interval !== undefined && { interval }),
  };
}

/** Parts of real answers, so that what is random goes deep. */
function partsOf({ rows }: ProviderCase<Any>): readonly unknown[] {
  const bodies = rows.flatMap(({ replies }) => (typeof replies === 'function' ? [] : replies.map(({ body }) => body)));
  return bodies.map((body) => (typeof body === 'string' ? safely(body) : body));
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The same answer with one part of it replaced. */
function spoiled(whole: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof whole !== 'object' || whole === null) return by;
  const keys = Object.keys(whole);
  const key = keys[step % Math.max(keys.length, 1)];
  if (key === undefined) return by;
  const part = spoiled((whole as Readonly<Record<string, unknown>>)[key], rest, by);
  if (Array.isArray(whole)) return whole.map((item: unknown, at) => (String(at) === key ? part : item));
  return { ...whole, [key]: part };
}

async function expectOneLine(subject: ProviderCase<Any>, text: string): Promise<void> {
  const { config } = subject;
  const provider: MetricProvider<Any> = subject.provider;
  const pending = subject.rows.find(({ resume }) => resume)?.resume ?? {};
  const asking = answering(subject, text);
  const ends = [settled(provider.measure(config, asking)), settled(provider.resume?.(config, pending, asking))];
  for (const error of await Promise.all(ends)) {
    if (error === undefined) continue;
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^[^\n\r]{1,500}$/);
    expect((error as Error).name).toBe('Error');
  }
}

describe.each(Object.entries(contractCases as unknown as Readonly<Record<string, ProviderCase<Any>>>))(
  '%s',
  (_, subject) => {
    const path = fc.array(fc.nat(20), { maxLength: 8 });
    const parts = partsOf(subject);

    it('gives a value or one line, whatever the answer holds', async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.string(), fc.json()), (text) => expectOneLine(subject, text)),
        { numRuns: 100 },
      );
    });

    it.runIf(parts.length > 0)('gives a value or one line, whatever a part of the answer is', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...parts), path, fc.jsonValue(), (whole, steps, by) => {
          const answer = spoiled(whole, steps, by);
          return expectOneLine(subject, typeof answer === 'string' ? answer : JSON.stringify(answer));
        }),
        { numRuns: 300 },
      );
    });
  },
);

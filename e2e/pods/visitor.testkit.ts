/** Somebody who asks a Service again and again, each time over a new connection, and remembers every answer. */
import { get } from 'node:http';
import { expect } from 'vitest';

const EVERY = 40;
const PATIENCE = 5_000;
/** Old pods go a moment after the update is over, and a node's rules follow. */
const SETTLING = 15_000;
const LOOK = 2_000;

export interface Visitor {
  /** Answers of versions, and what went wrong, since the last look. */
  seen(): Seen;
  /** Whether one of these has answered since the last look. */
  hasAnsweredAs(...versions: readonly string[]): boolean;
  /** Whether anybody has answered yet. */
  isServed(): boolean;
  /** How many times it was answered, or turned away after the first answer. */
  count(): number;
  stop(): Promise<void>;
}

interface Seen {
  readonly versions: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** Comes before there is anything to see; whatever goes wrong counts from the first answer on. */
export function visit(address: string): Visitor {
  let versions: Record<string, number> = {};
  let failures: string[] = [];
  let count = 0;
  let isOver = false;
  const once = async () => {
    const answer = await answerOf(address);
    if (answer.version === undefined && count === 0) return;
    count++;
    if (answer.version === undefined) failures.push(`${new Date().toISOString()} ${answer.failure}`);
    else versions[answer.version] = (versions[answer.version] ?? 0) + 1;
  };
  const visiting = (async () => {
    while (!isOver) {
      await once();
      await sleep(EVERY);
    }
  })();
  return {
    seen() {
      const all = { versions, failures };
      [versions, failures] = [{}, []];
      return all;
    },
    hasAnsweredAs: (...those) => those.some((version) => versions[version] !== undefined),
    isServed: () => count > 0,
    count: () => count,
    stop() {
      isOver = true;
      return visiting;
    },
  };
}

interface Answer {
  readonly version?: string;
  readonly failure?: string;
}

function answerOf(address: string): Promise<Answer> {
  return new Promise((resolve) => {
    const request = get(address, { agent: false, timeout: PATIENCE, headers: { connection: 'close' } }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.once('error', (error) => resolve({ failure: error.message }));
      answer.once('end', () =>
        resolve(answer.statusCode === 200 ? { version: text.trim() } : { failure: `status ${answer.statusCode}` }),
      );
    });
    request.once('timeout', () => request.destroy(new Error(`no answer in ${PATIENCE} ms`)));
    request.once('error', (error: NodeJS.ErrnoException) => resolve({ failure: error.code ?? error.message }));
  });
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Since the last look there were answers, none failed, and only these versions gave any. */
export function expectOnly(visitor: Visitor, ...versions: readonly string[]): Seen['versions'] {
  const seen = visitor.seen();
  expect(seen.failures).toEqual([]);
  expect(Object.keys(seen.versions).filter((version) => !versions.includes(version))).toEqual([]);
  expect(Object.keys(seen.versions)).not.toEqual([]);
  return seen.versions;
}

/** Soon one version alone answers; until then those before it may, too. */
export async function expectSettled(visitor: Visitor, version: string, ...before: readonly string[]): Promise<void> {
  const end = performance.now() + SETTLING;
  do {
    expectOnly(visitor, version, ...before);
    await sleep(LOOK);
  } while (visitor.hasAnsweredAs(...before) && performance.now() < end);
  expectOnly(visitor, version);
}

/** The step's share: within four standard deviations, once all has settled. */
export async function expectShare(visitor: Visitor, share: number): Promise<void> {
  await sleep(LOOK);
  expectOnly(visitor, 'v1', 'v2');
  await sleep(4 * LOOK);
  const { v1 = 0, v2 = 0 } = expectOnly(visitor, 'v1', 'v2');
  const deviation = Math.sqrt((share * (1 - share)) / (v1 + v2));
  expect(Math.abs(v2 / (v1 + v2) - share)).toBeLessThanOrEqual(4 * deviation);
}

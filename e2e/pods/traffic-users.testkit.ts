/** Users of a site behind a proxy: a few who never stop, as many more as a test wants, and all that they were told. */
import { request as ask } from 'node:http';
import { sleep } from './visitor.testkit.ts';

export interface Answer {
  /** On the clock of `performance.now()`. */
  readonly sentAt: number;
  readonly endedAt: number;
  readonly version?: string;
  readonly failure?: string;
}

export interface Users {
  /** How often each version answers so many requests for `PAGE`. */
  ask(count: number, headers?: Headers): Promise<Readonly<Record<string, number>>>;
  /** All that was answered since the site was there. */
  answers(): readonly Answer[];
  /** No users come any more; says what went wrong for any of them. */
  stop(): Promise<readonly string[]>;
}

type Headers = Readonly<Record<string, string>>;

/** The same as `/`, by a name that nobody else asks for. */
export const PAGE = '/index.html';
const AT_ONCE = 16;
const FEW = 2;
const EVERY = 20;
const PATIENCE = 10_000;

/** Resolves once the site is there. */
export async function usersOf(url: string, host: string): Promise<Users> {
  const answers: Answer[] = [];
  let isOver = false;
  const once = async (path = '/', headers: Headers = {}) => {
    const answer = await answerOf(url + path, { ...headers, host });
    answers.push(answer);
    return answer;
  };
  const visiting = async () => {
    for (; !isOver; await sleep(EVERY)) await once();
  };
  while ((await answerOf(url, { host })).version === undefined) await sleep(EVERY);
  const few = Promise.all(Array.from({ length: FEW }, visiting));
  return {
    async ask(count, headers) {
      const counts: Record<string, number> = {};
      let left = count;
      const asking = async () => {
        while (left-- > 0) {
          const { version = 'failed' } = await once(PAGE, headers);
          counts[version] = (counts[version] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, asking));
      return counts;
    },
    answers: () => answers,
    async stop() {
      isOver = true;
      await few;
      return answers.flatMap(({ failure }) => failure ?? []);
    },
  };
}

function answerOf(url: string, headers: Headers): Promise<Answer> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    const end = (more: Pick<Answer, 'version' | 'failure'>) => resolve({ sentAt, endedAt: performance.now(), ...more });
    const sent = ask(url, { agent: false, timeout: PATIENCE, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.once('error', (error) => end({ failure: error.message }));
      response.once('end', () =>
        end(response.statusCode === 200 ? { version: text.trim() } : { failure: `status ${response.statusCode}` }),
      );
    });
    sent.once('timeout', () => sent.destroy(new Error(`no answer in ${PATIENCE} ms`)));
    sent.once('error', (error: NodeJS.ErrnoException) => end({ failure: error.code ?? error.message }));
    sent.end();
  });
}

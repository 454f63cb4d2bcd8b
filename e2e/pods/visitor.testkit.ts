/** Somebody who asks a Service again and again, each time over a new connection, and remembers every answer. */
import { get } from 'node:http';

const EVERY = 40;
const PATIENCE = 5_000;

export interface Visitor {
  /** Answers of versions, and what went wrong, since the last look. */
  seen(): { readonly versions: Readonly<Record<string, number>>; readonly failures: readonly string[] };
  stop(): Promise<void>;
}

export function visit(address: string): Visitor {
  let versions: Record<string, number> = {};
  let failures: string[] = [];
  let isOver = false;
  const once = async () => {
    const answer = await asked(address);
    if (answer.version === undefined) failures.push(`${new Date().toISOString()} ${answer.failure}`);
    else versions[answer.version] = (versions[answer.version] ?? 0) + 1;
  };
  const visiting = (async () => {
    while (!isOver) {
      await once();
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  })();
  return {
    seen() {
      const all = { versions, failures };
      [versions, failures] = [{}, []];
      return all;
    },
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

function asked(address: string): Promise<Answer> {
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

/** The API server without a socket: a transport that calls it directly. */
import type { Request, Response, Transport } from '../kube/transport.ts';
import { type Answer, isStream, type StreamAnswer } from './server/answer.ts';
import type { ApiServer } from './server/api-server.ts';

const AGENT = 'in-process';

export function inProcess(server: ApiServer): Transport {
  return (request) => {
    try {
      request.signal.throwIfAborted();
      return Promise.resolve(responseOf(server.handle({ ...request, headers: headersOf(request) }), request.signal));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

const headersOf = ({ headers = {} }: Request): Record<string, string> => ({
  'user-agent': AGENT,
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
});

function responseOf(answer: Answer, signal: AbortSignal): Response {
  const { status, headers } = answer;
  return { status, headers, body: isStream(answer) ? pieces(answer, signal) : once(answer.body) };
}

const bytes = (piece: string | Uint8Array): Uint8Array => (typeof piece === 'string' ? Buffer.from(piece) : piece);

const once = (body: string | Uint8Array): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]() {
    const pieces = [bytes(body)].values();
    return { next: () => Promise.resolve(pieces.next()) };
  },
});

/** The stream begins at once, not when it is first read: no change falls between. */
function pieces(answer: StreamAnswer, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const waiting: string[] = [];
  let isOver = false;
  let wake: () => void = () => undefined;
  const stop = answer.stream({
    write(piece) {
      waiting.push(piece);
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
  });
  const abort = () => wake();
  signal.addEventListener('abort', abort, { once: true });
  async function* read(): AsyncIterable<Uint8Array> {
    try {
      while (!(isOver && waiting.length === 0)) {
        signal.throwIfAborted();
        if (waiting.length > 0) yield Buffer.from(waiting.splice(0).join(''));
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      signal.removeEventListener('abort', abort);
      stop();
    }
  }
  return read();
}

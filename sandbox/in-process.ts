/** The API server without a socket: a transport that calls it directly. */
import type { Request, Response, Transport } from '../kube/transport.ts';
import { once, Pieces } from './bodies.ts';
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
  return { status, headers, body: isStream(answer) ? streamed(answer, signal) : once(answer.body) };
}

/** The stream begins at once, not when it is first read: no change falls between. */
function streamed(answer: StreamAnswer, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const pieces = new Pieces();
  return pieces.read(signal, answer.stream(pieces));
}

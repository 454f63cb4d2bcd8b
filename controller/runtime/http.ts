/** The one HTTP client for the world outside the cluster: every call is bounded in time and size, no error tells a secret. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosInstance } from 'axios';
import type { HttpAnswer, HttpRequest } from '../../analysis/providers/provider.ts';
import { networkProblem } from '../../kube/network-problems.ts';

export interface HttpClient {
  /** Rejects with one line if there is no answer. */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

export interface HttpOptions {
  readonly monotonic: () => number;
  /** Bytes of an answer, unpacked. */
  readonly mostBytes?: number;
}

/** Milliseconds for calls that say nothing else. */
const USUAL_TIMEOUT = 30_000;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_REDIRECTS = 5;
const CONNECTIONS_A_HOST = 64;

export function httpClient({ monotonic, mostBytes = MOST_BYTES }: HttpOptions): HttpClient {
  const agents = { keepAlive: true, maxSockets: CONNECTIONS_A_HOST };
  const [http, https] = [new HttpAgent(agents), new HttpsAgent(agents)];
  const insecure = new HttpsAgent({ ...agents, rejectUnauthorized: false });
  const instance = axios.create({
    adapter: 'http',
    httpAgent: http,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    maxRedirects: MOST_REDIRECTS,
    maxContentLength: mostBytes,
    maxBodyLength: mostBytes,
  });
  return {
    send: async (request, signal) => {
      const started = monotonic();
      const bounds = deadlineOf(request.timeout, signal);
      try {
        const httpsAgent = request.isInsecure ? insecure : https;
        return { ...(await answered(instance, request, { ...bounds, httpsAgent })), took: monotonic() - started };
      } catch (error) {
        throw new Error(inWords(error, { mostBytes, ...bounds }));
      }
    },
    close: () => {
      for (const agent of [http, https, insecure]) agent.destroy();
    },
  };
}

interface Bounds {
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** From the first byte sent to the last one read. Whoever has a signal and names no time has a deadline of its own. */
function deadlineOf(timeout: number | undefined, outer: AbortSignal | undefined): Bounds {
  if (timeout === undefined && outer) return { timeout: USUAL_TIMEOUT, signal: outer };
  const most = timeout ?? USUAL_TIMEOUT;
  const own = AbortSignal.timeout(most);
  return { timeout: most, signal: outer ? AbortSignal.any([own, outer]) : own };
}

async function answered(
  instance: AxiosInstance,
  { method, url, headers, body, isInsecure: _ }: HttpRequest,
  { signal, httpsAgent }: Bounds & { readonly httpsAgent: HttpsAgent },
): Promise<Omit<HttpAnswer, 'took'>> {
  const { origin } = new URL(url);
  const { status, data, ...answer } = await instance.request<string>({
    ...{ method, url, signal, httpsAgent },
    headers: { 'User-Agent': 'sluice', ...headers },
    ...(body !== undefined && { data: body }),
    // What was meant for one server is told no other.
    beforeRedirect: (options: { href?: string; headers?: object }) => {
      if (new URL(options.href ?? 'about:blank').origin !== origin) options.headers = {};
    },
  });
  return { status, headers: textsOf(answer.headers), text: data };
}

function textsOf(headers: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

interface Circumstances extends Bounds {
  readonly mostBytes: number;
}

/** The error of the client holds the whole request: nothing of it goes any further. */
function inWords(error: unknown, { timeout, signal, mostBytes }: Circumstances): string {
  if (signal.aborted) return isLate(signal) ? `no answer within ${timeout / 1000} s` : 'cancelled';
  if (!(error instanceof Error)) return 'no answer';
  const known = inOurWords(error.message, mostBytes);
  if (known !== undefined) return known;
  const cause = error instanceof AxiosError && error.cause instanceof Error ? error.cause : error;
  return networkProblem(Object.assign(new Error(cause.message), { code: (error as { readonly code?: string }).code }));
}

function inOurWords(message: string, mostBytes: number): string | undefined {
  if (/maxContentLength/.test(message)) return `answered more than ${mostBytes / 1024} KiB`;
  if (/Maximum number of redirects/.test(message)) return `redirected more than ${MOST_REDIRECTS} times`;
  if (/^Invalid URL/.test(message)) return 'the address is no URL';
  return /^(stream has been )?aborted$/.test(message) ? 'connection closed by the other side' : undefined;
}

const isLate = ({ reason }: AbortSignal): boolean => reason instanceof Error && reason.name === 'TimeoutError';

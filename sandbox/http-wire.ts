/** The wire with real sockets: each pod's server has a port of its own, and users reach the gateway over HTTP. */
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock, Random } from '../kube/clock.ts';
import { answer, bodyIn, type Loopback, listenOnLoopback } from './loopback.ts';
import type { GatewayAnswer, Send } from './traffic/exchange.ts';
import { memoryWire } from './traffic/memory-wire.ts';
import { bodyOf, type PodServer, replyOf } from './traffic/pod-server.ts';
import type { TrafficRequest } from './traffic/routes/choice.ts';
import { type Waits, waits } from './traffic/waits.ts';
import type { Failure, Wire } from './traffic/wire.ts';

export interface HttpWireOptions {
  /** Of the gateway; 0 for any that is free. */
  readonly port: number;
  /** Takes another one if this is in use. */
  readonly isOptional?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (what: string, error: unknown) => void;
}

export interface HttpWire extends Wire {
  /** Where the gateway listens. */
  readonly url: string;
}

interface Serving {
  server: PodServer;
  readonly requests: Waits;
  /** Undefined if it has no socket. */
  readonly listening: Promise<Loopback | undefined>;
}

/** Each takes a file descriptor or a few, of which many systems give a thousand. The other pods go without. */
const MOST_SOCKETS = 200;
const MOST_CONNECTIONS = 100;
const MOST_KEPT = 32;
const MOST_BODY = 1024 * 1024;
const TIMEOUT = 90_000;
/** What is between two neighbours only, or belongs to a body that is not passed on. */
const HOP: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'expect', 'content-length', 'host'],
]);
/** What must not stand in a header; tags of images may be anything. */
const UNSEEN = /[^\x20-\x7e]/g;

export async function openHttpWire(options: HttpWireOptions): Promise<HttpWire> {
  let sendOn: Send = () => Promise.resolve({ status: 503, milliseconds: 0 });
  const agent = new Agent({
    keepAlive: true,
    maxSockets: MOST_CONNECTIONS,
    maxFreeSockets: MOST_KEPT,
    timeout: TIMEOUT,
  });
  const gateway = await listenOnLoopback({
    port: options.port,
    isOptional: options.isOptional ?? false,
    isAnyHost: true,
    handle: async (request, response) => respond(response, await sendOn(await asked(request))),
  });
  const pods = podSockets(options, agent);
  return {
    ...pods,
    url: gateway.url,
    users(send) {
      sendOn = send;
      return (request) => throughSocket(agent, gateway.port, request);
    },
    async close() {
      agent.destroy();
      await Promise.all([gateway.close(), pods.close()]);
    },
  };
}

/** Bodies are read and dropped: nobody simulated looks at them. */
async function asked(request: IncomingMessage): Promise<TrafficRequest> {
  const { method = 'GET', url: path = '/', headers } = request;
  if ((await bodyIn(request, MOST_BODY)) === undefined) throw new Error('too much');
  return { method, path, host: headers.host ?? '', headers: headers as Record<string, string> };
}

function respond(response: ServerResponse, { status, pod, version, hash, namespace, service, source }: GatewayAnswer) {
  const told = {
    pod,
    version,
    hash,
    service: service && `${namespace}/${service}`,
    route: source && `${source.kind} ${source.namespace}/${source.name}`,
  };
  const known = Object.entries(told).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  const headers = Object.fromEntries(known.map(([name, value]) => [`x-sluice-${name}`, value.replace(UNSEEN, '?')]));
  answer(response, status, `${JSON.stringify({ status, ...Object.fromEntries(known) })}\n`, headers);
}

function podSockets({ clock, random, onProblem }: HttpWireOptions, agent: Agent) {
  const serving = new Map<string, Serving>();
  const socketless = memoryWire(clock, random);

  const open = async (one: Pick<Serving, 'server' | 'requests'>): Promise<Loopback | undefined> => {
    try {
      return await listenOnLoopback({
        port: 0,
        async handle(request, response) {
          request.resume();
          const { status, after } = replyOf(one.server, random);
          if (await one.requests.wait(after)) answer(response, status, bodyOf(one.server));
        },
      });
    } catch (error) {
      onProblem(`Pod ${one.server.namespace}/${one.server.name} has no socket of its own`, error);
      return undefined;
    }
  };
  const end = async (uid: string): Promise<void> => {
    const one = serving.get(uid);
    serving.delete(uid);
    socketless.end(uid);
    one?.requests.cut();
    await (await one?.listening)?.close();
  };

  return {
    serve(server: PodServer): void {
      socketless.serve(server);
      const known = serving.get(server.uid);
      if (known) known.server = server;
      if (known || serving.size >= MOST_SOCKETS) return;
      const made = { server, requests: waits(clock) };
      serving.set(server.uid, Object.assign(made, { listening: open(made) }));
    },
    end: (uid: string) => void end(uid),
    async ask(uid: string, request: TrafficRequest, timeout: number): Promise<number | Failure> {
      const listening = await serving.get(uid)?.listening;
      if (!listening) return await socketless.ask(uid, request, timeout);
      return await statusFrom(agent, listening.port, { ...request, host: `127.0.0.1:${listening.port}` }, timeout);
    },
    async close(): Promise<void> {
      await Promise.all([...serving.keys()].map(end));
      await socketless.close();
    },
  };
}

async function throughSocket(agent: Agent, port: number, request: TrafficRequest): Promise<GatewayAnswer> {
  const status = await statusFrom(agent, port, request, TIMEOUT);
  return { status: typeof status === 'number' ? status : 502, milliseconds: 0 };
}

function statusFrom(agent: Agent, port: number, request: TrafficRequest, timeout: number): Promise<number | Failure> {
  const { method, path, host } = request;
  const kept = Object.entries(request.headers).filter(([name]) => !HOP.has(name.toLowerCase()));
  const headers = { ...Object.fromEntries(kept), host };
  return new Promise<number | Failure>((resolve) => {
    const sent = ask({ agent, host: '127.0.0.1', port, method, path, timeout, headers });
    sent.once('response', (response) => {
      response.resume();
      response.once('close', () => resolve(response.complete ? (response.statusCode ?? 502) : 'refused'));
    });
    sent.once('timeout', () => {
      resolve('late');
      sent.destroy();
    });
    sent.once('error', () => resolve('refused'));
    sent.end();
    // Thrown at what cannot be said over HTTP: line ends in a header, blanks in a path.
  }).catch(() => 'refused');
}

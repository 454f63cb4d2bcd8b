/** HTTP on both sides of the gateway: users reach it at a port of this machine, and it asks whoever listens. */
import { Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { answer, bodyIn, listenOnLoopback } from './loopback.ts';
import type { GatewayAnswer, Send } from './traffic/exchange.ts';
import type { TrafficRequest } from './traffic/routes/choice.ts';
import type { Failure, PodAnswer, Wire } from './traffic/wire.ts';

export interface GatewayPort {
  /** 0 for any that is free. */
  readonly port: number;
  /** Takes another one if this is in use. */
  readonly isOptional?: boolean;
}

interface UserSide extends Pick<Wire, 'users' | 'close'> {
  readonly url: string;
}

/** Whom to ask, and over whose connections. */
interface Peer {
  readonly agent: Agent;
  readonly host: string;
  readonly port: number;
}

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

export const keptAgent = (): Agent =>
  new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_KEPT, timeout: TIMEOUT });

export async function listenForUsers({ port, isOptional = false }: GatewayPort, agent: Agent): Promise<UserSide> {
  let sendOn: Send = () => Promise.resolve({ status: 503, milliseconds: 0 });
  const gateway = await listenOnLoopback({
    port,
    isOptional,
    isAnyHost: true,
    handle: async (request, response) => respond(response, await sendOn(await asked(request))),
  });
  const peer = { agent, host: '127.0.0.1', port: gateway.port };
  return {
    url: gateway.url,
    users(send) {
      sendOn = send;
      return (request) => throughSocket(peer, request);
    },
    close: () => gateway.close(),
  };
}

/** Bodies are read and dropped: nobody simulated looks at them. */
async function asked(request: IncomingMessage): Promise<TrafficRequest> {
  const { method = 'GET', url: path = '/', headers } = request;
  if ((await bodyIn(request, MOST_BODY)) === undefined) throw new Error('too much');
  return { method, path, host: headers.host ?? '', headers: headers as Record<string, string> };
}

function respond(response: ServerResponse, given: GatewayAnswer) {
  const { status, text, pod, version, hash, namespace, service, source, cookies = [] } = given;
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
  for (const cookie of cookies) response.appendHeader('set-cookie', cookie.replace(UNSEEN, '?'));
  answer(response, status, text ?? `${JSON.stringify({ status, ...Object.fromEntries(known) })}\n`, headers);
}

async function throughSocket(peer: Peer, request: TrafficRequest): Promise<GatewayAnswer> {
  const given = await answerFrom(peer, request, TIMEOUT);
  return { status: typeof given === 'string' ? 502 : given.status, milliseconds: 0 };
}

export function answerFrom(peer: Peer, request: TrafficRequest, timeout: number): Promise<PodAnswer | Failure> {
  const { method, path, host } = request;
  const kept = Object.entries(request.headers).filter(([name]) => !HOP.has(name.toLowerCase()));
  const headers = { ...Object.fromEntries(kept), host };
  return new Promise<PodAnswer | Failure>((resolve) => {
    const sent = ask({ ...peer, method, path, timeout, headers });
    sent.once('response', (response) => {
      const body = bodyIn(response, MOST_BODY).catch(() => undefined);
      response.once('close', () => {
        const { statusCode: status = 502, complete } = response;
        if (complete) void body.then((text) => resolve(text === undefined ? { status } : { status, text }));
        else resolve('refused');
      });
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

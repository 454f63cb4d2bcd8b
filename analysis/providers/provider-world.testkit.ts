/** The world as a measurement sees it, with one server on this machine in place of all systems. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { httpClient } from '../../controller/runtime/http.ts';
import { serving } from '../../kube/servers.testkit.ts';
import type { Asking, HttpRequest } from './provider.ts';
import { type Asked, type Fault, NOW, type Reply, type World } from './provider-case.testkit.ts';

export interface Scene {
  readonly asking: Asking;
  readonly asked: readonly Asked[];
  /** The timeouts that requests came with, in milliseconds. */
  readonly timeouts: readonly (number | undefined)[];
  /** Resolves when a request has come in. */
  readonly firstAsked: Promise<void>;
}

export interface Staging {
  readonly world?: World | undefined;
  readonly replies: readonly Reply[] | ((asked: Asked) => Reply);
  /** What goes wrong, and from which request on; with replies by request at all of them. */
  readonly fault?: { readonly what: Fault; readonly at: number };
  readonly signal?: AbortSignal;
}

/** Of the client, so that floods are small. */
const MOST_BYTES = 64 * 1024;
/** Milliseconds after which silence ends. */
const PATIENCE = 100;
const FROM_CLIENT = ['host', 'connection', 'accept-encoding', 'content-length', 'transfer-encoding'];
const USUAL = { 'user-agent': 'sluice', accept: 'application/json, text/plain, */*' };

export async function sceneOf({ world = {}, replies, fault, signal }: Staging): Promise<Scene> {
  const asked: Asked[] = [];
  const timeouts: (number | undefined)[] = [];
  let arrive: () => void = () => undefined;
  const firstAsked = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const { url: local } = await serving(async (request, response) => {
    const heard = await heardOf(request);
    asked.push(heard);
    arrive();
    const reply = typeof replies === 'function' ? replies(heard) : replies[asked.length - 1];
    const isWrong = fault && (typeof replies === 'function' || asked.length - 1 >= fault.at);
    answer(response, reply ?? { status: 404, body: 'unexpected' }, isWrong ? fault.what : undefined);
  });
  const client = httpClient({ monotonic: () => performance.now(), mostBytes: MOST_BYTES });
  onTestFinished(() => client.close());
  const send = (request: HttpRequest) => {
    timeouts.push(request.timeout);
    const timeout = fault?.what === 'silence' ? PATIENCE : (request.timeout ?? 10_000);
    return client.send({ ...request, ...routed(request, local), timeout }, signal);
  };
  return { asking: { ...askingOf(world), send, plugin: pluginOver(send) }, asked, timeouts, firstAsked };
}

/** The server of the suite is told whom the request was meant for. */
function routed({ url, headers, isInsecure }: HttpRequest, local: string): Pick<HttpRequest, 'url' | 'headers'> {
  if (!URL.canParse(url)) return { url };
  const { origin, pathname, search } = new URL(url);
  const marks = { 'x-meant-for': origin, ...(isInsecure && { 'x-insecure': 'true' }) };
  return { url: local + pathname + search, headers: { ...headers, ...marks } };
}

async function heardOf(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
  const { 'x-meant-for': origin, 'x-insecure': isInsecure, ...all } = request.headers;
  const own = Object.entries(all).filter(
    ([name, value]) => !(FROM_CLIENT.includes(name) || USUAL[name as keyof typeof USUAL] === value),
  );
  const headers = Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
  const url = `${String(origin)}${request.url}`;
  return { method: request.method ?? '', url, headers, body, ...(isInsecure && { isInsecure: true as const }) };
}

function answer(response: ServerResponse, { status = 200, headers = {}, body }: Reply, fault?: Fault): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const half = text.slice(0, text.length / 2);
  switch (fault) {
    case undefined:
      return void response.writeHead(status, headers).end(text);
    case 'garbage':
      return void response.end('<html>\nnot what you want\n\u0000');
    case 'nothing':
      return void response.end();
    case 'another JSON':
      return void response.end('[{"data":[null,{"data":"x"}],"unexpected":7}]');
    case 'half of it':
      return void response.writeHead(status, headers).end(half);
    case 'the connection ends':
      response.writeHead(status, { ...headers, 'content-length': text.length + 1 }).write(half);
      return void setImmediate(() => response.destroy());
    case 'too much':
      return void response.end(JSON.stringify('x'.repeat(2 * MOST_BYTES)));
    case 'silence':
      return;
    default:
      return void response.writeHead(Number(fault)).end(`refused\nbecause of ${'x'.repeat(1_000)}`);
  }
}

function askingOf({
  secrets = {},
  settings = {},
  objects = [],
  pods,
  interval,
}: World): Omit<Asking, 'send' | 'plugin'> {
  return {
    now: NOW,
    run: { namespace: 'shop', name: 'web-1', startedAt: new Date('2026-01-02T03:00:00.000Z') },
    secret: (name, where) => Promise.resolve(secrets[`${where}/${name}`]),
    setting: (name) => settings[name],
    signed: (_, { service, region, profile, roleArn }) => {
      const words = ['signed', service, region, profile, roleArn].filter((word) => word !== undefined);
      return Promise.resolve({ authorization: words.join(' ') });
    },
    remembered: async (_, made) => (await made()).value,
    read: ({ kind, name }) =>
      Promise.resolve(objects.find((object) => object.kind === kind && object.metadata.name === name)),
    ...(pods && { pods }),
    ...(interval !== undefined && { interval }),
  };
}

/** As the contract of plugins has it. */
function pluginOver(send: Asking['send']): Asking['plugin'] {
  return async (name, path, body) => {
    const { status, text } = await send({
      ...{ method: 'POST', url: `http://plugins.test/${name}/v1/${path}`, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json' },
    });
    if (status !== 200) throw new Error(`plugin ${name}: answered ${status}`);
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new Error(`plugin ${name}: answered what is not JSON`);
    }
  };
}

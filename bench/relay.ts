/** Stands between a controller and the API server, and notes when what went by: what is left is the controller's own time. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock as clock } from '../kube/clock.ts';
import { loadAccess } from '../kube/config.ts';
import { httpTransport } from '../kube/http.ts';
import type { Request, Transport } from '../kube/transport.ts';

/** A write that went by, in milliseconds of the monotonic clock. */
export interface Passed {
  readonly path: string;
  readonly began: number;
  readonly ended: number;
}

export interface Relay {
  /** What leads here instead. */
  readonly kubeconfig: string;
  readonly passed: Passed[];
  /** When something of a watch on Rollouts went by. */
  readonly heard: number[];
  close(): Promise<void>;
}

export async function relayTo(kubeconfig: string, file: string): Promise<Relay> {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const relay = { passed: [] as Passed[], heard: [] as number[] };
  const server = createServer((request, response) => {
    forwarded(transport.send, relay, request, response).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  writeFileSync(file, kubeconfigFor(`http://127.0.0.1:${port}`));
  return {
    ...relay,
    kubeconfig: file,
    async close() {
      server.closeAllConnections();
      server.close();
      await transport.close();
    },
  };
}

async function forwarded(
  send: Transport,
  { passed, heard }: Pick<Relay, 'passed' | 'heard'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now();
  const stop = new AbortController();
  response.once('close', () => stop.abort());
  const { method = 'GET', url: path = '/', headers } = request;
  const body = method === 'GET' ? '' : Buffer.concat(await request.toArray()).toString();
  const type = headers['content-type'];
  const sent = { ...(body && { body }), ...(type && { headers: { 'content-type': type } }) };
  const answer = await send({ method: method as Request['method'], path, signal: stop.signal, ...sent });
  const isWatch = /\/rollouts\?.*watch=/.test(path);
  response.writeHead(answer.status, { 'content-type': answer.headers['content-type'] ?? 'application/json' });
  response.flushHeaders();
  for await (const chunk of answer.body) {
    if (isWatch) heard.push(performance.now());
    response.write(chunk);
  }
  response.end();
  if (method !== 'GET') passed.push({ path, began, ended: performance.now() });
}

const kubeconfigFor = (server: string): string =>
  JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'relay' },
    clusters: [{ name: 'relay', cluster: { server } }],
    users: [{ name: 'relay', user: {} }],
    contexts: [{ name: 'relay', context: { cluster: 'relay', user: 'relay' } }],
  });

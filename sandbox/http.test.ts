import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../kube/clock.ts';
import { selfSigned } from './certificate.ts';
import { type Listening, listen } from './http.ts';
import { ApiServer } from './server/api-server.ts';
import { Store } from './store/store.ts';

const server = () => new ApiServer({ store: new Store({ history: 10 }), clock: systemClock, random: Math.random });

interface Reply {
  readonly status: number;
  readonly body: string;
}

function asked(url: string, options: RequestOptions & { readonly ca?: string } = {}, body?: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https') ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('the socket', () => {
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(server(), { port: 0 });
  });
  afterAll(() => listening.close());

  it.each<[who: string, headers: Record<string, string>, status: number]>([
    ['a client on this machine', {}, 200],
    ['localhost by name', { host: 'localhost:1' }, 200],
    ['a page in a browser', { origin: 'http://127.0.0.1' }, 403],
    ['a script that a page fetches', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that somebody pointed at this machine', { host: 'evil.example' }, 403],
  ])('serves %s with the right answer', async (_, headers, status) => {
    expect((await asked(`${listening.url}/version`, { headers })).status).toBe(status);
  });

  it('refuses bodies above 3 MiB', async () => {
    const headers = { 'content-type': 'application/json' };
    const url = `${listening.url}/api/v1/namespaces`;
    const { status, body } = await asked(url, { method: 'POST', headers }, 'x'.repeat(3 * 1024 * 1024 + 1));
    expect(status).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ reason: 'RequestEntityTooLarge' });
  });

  it('says that its port is taken', async () => {
    await expect(listen(server(), { port: listening.port })).rejects.toThrow(
      `port ${listening.port} on 127.0.0.1 is in use; choose another with --port`,
    );
  });

  it('ends watches when it closes', async () => {
    const other = await listen(server(), { port: 0 });
    const watch = asked(`${other.url}/api/v1/pods?watch=1`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.close();
    expect(await watch).toEqual({ status: 200, body: '' });
  });
});

describe('the socket with TLS', () => {
  const certificate = selfSigned(new Date());
  let listening: Listening;
  beforeAll(async () => {
    listening = await listen(server(), { port: 0, tls: { ...certificate, token: 'secret' } });
  });
  afterAll(() => listening.close());

  it.each<[who: string, authorization: string | undefined, status: number]>([
    ['nobody', undefined, 401],
    ['who guesses', 'Bearer guess', 401],
    ['who knows the token', 'Bearer secret', 200],
  ])('answers %s', async (_, authorization, status) => {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await asked(`${listening.url}/version`, { headers, ca: certificate.certificate });
    expect(reply.status).toBe(status);
  });

  it('is trusted by who has its certificate, and nobody else', async () => {
    await expect(asked(`${listening.url}/version`)).rejects.toThrow(/self-signed certificate/);
  });
});

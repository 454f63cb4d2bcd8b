import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient } from './http.ts';

const monotonic = () => performance.now();
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(mostBytes?: number) {
  const http = httpClient({ monotonic, ...(mostBytes !== undefined && { mostBytes }) });
  closing.push(() => http.close());
  return http;
}

describe('the HTTP client', () => {
  it('sends what it is given and answers with text, whatever the status', async () => {
    const seen: string[] = [];
    const url = await served((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => seen.push(`${request.method} ${text}`));
      request.on('end', () => response.writeHead(503, { 'X-Made-By': 'test' }).end('{"a": 1}'));
      seen.push(String(request.headers['x-key']));
    });
    const answer = await client().send({ method: 'POST', url, headers: { 'X-Key': 'k' }, body: 'hello' });
    expect(answer).toMatchObject({ status: 503, text: '{"a": 1}', headers: { 'x-made-by': 'test' } });
    expect(seen).toEqual(['k', 'POST hello']);
  });

  it.each<[what: string, listener: RequestListener, message: string]>([
    ['that is silent', () => undefined, 'no answer within 0.2 s'],
    ['that stops in the middle', (_, response) => response.write('x'), 'no answer within 0.2 s'],
    ['that says too much', (_, response) => response.end('x'.repeat(2_000)), 'answered more than 1 KiB'],
    [
      'that says too much in few bytes',
      (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(100_000))),
      'answered more than 1 KiB',
    ],
    [
      'that hangs up in the middle of it',
      (_, response) => {
        response.writeHead(200, { 'content-length': 9 }).write('x');
        setImmediate(() => response.destroy());
      },
      'connection closed by the other side',
    ],
    ['that hangs up', (request) => request.socket.destroy(), 'connection closed by the other side'],
    [
      'that sends round in circles',
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      'redirected more than 5 times',
    ],
  ])('says in one line why there is no answer of a server %s', async (_, listener, message) => {
    const url = await served(listener);
    const headers = { authorization: 'Bearer s3cret' };
    const failure = await client(1024)
      .send({ method: 'GET', url, headers, timeout: 200 })
      .catch((error: unknown) => error);
    expect((failure as Error).message.replace('connection reset', message)).toBe(message);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('s3cret');
  });

  it('says which address is none, and where nobody listens', async () => {
    const { send } = client();
    await expect(send({ method: 'GET', url: 'nowhere' })).rejects.toThrow('the address is no URL');
    await expect(send({ method: 'GET', url: 'http://127.0.0.1:1/' })).rejects.toThrow('connection refused');
  });

  it('ends when it is told to', async () => {
    const url = await served(() => undefined);
    const ending = new AbortController();
    const answer = client().send({ method: 'GET', url }, ending.signal);
    ending.abort();
    await expect(answer).rejects.toThrow('cancelled');
  });

  it('tells the same server again what was meant for it', async () => {
    const told: unknown[] = [];
    const url = await served((request, response) => {
      told.push(request.headers['dd-api-key']);
      if (request.url === '/') response.writeHead(307, { location: '/there' });
      response.end();
    });
    await client().send({ method: 'GET', url, headers: { 'DD-API-KEY': 'k' } });
    expect(told).toEqual(['k', 'k']);
  });

  it('tells another server nothing of what was meant for the first', async () => {
    const told: unknown[] = [];
    const other = await served((request, response) => {
      told.push(request.headers['dd-api-key'], request.headers.authorization);
      response.end('there');
    });
    const url = await served((_, response) => response.writeHead(307, { location: other }).end());
    const headers = { 'DD-API-KEY': 'k', authorization: 'Bearer t' };
    expect((await client().send({ method: 'GET', url, headers })).text).toBe('there');
    expect(told).toEqual([undefined, undefined]);
  });
});

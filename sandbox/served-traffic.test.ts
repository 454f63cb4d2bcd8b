import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../kube/api.ts';
import { systemClock as clock } from '../kube/clock.ts';
import { shop } from './demo/shop.ts';
import { inProcess } from './in-process.ts';
import { Sandbox } from './sandbox.ts';
import type { Port } from './served-traffic.ts';

const DEADLINE = 60_000;
const FREE: Port = { port: 0 };

let sandbox: Sandbox;
const problems: string[] = [];

const startedWith = (gateway: Port, metrics: Port, objects: readonly object[] = []) =>
  Sandbox.start({
    ...{ port: 0, tls: false, nodes: 1, objects, clock, random: Math.random, traffic: { gateway, metrics } },
    onProblem: (what, error) => void problems.push(`${what}: ${(error as Error).message}`),
  });

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

function ask(url: string, { method = 'GET', headers = {}, body = '' }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const gateway = (path = '/') => `${sandbox.traffic?.gatewayUrl}${path}`;
const metrics = (path: string) => `${sandbox.traffic?.metricsUrl}${path}`;
const HOST = { host: 'shop.example.com' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

beforeAll(async () => {
  sandbox = await startedWith(FREE, FREE, shop({ hasController: false, hasTraffic: true }));
  await vi.waitUntil(async () => (await ask(gateway(), { headers: HOST })).status === 200, DEADLINE);
});
afterAll(async () => {
  await sandbox.stop();
  expect(problems).toEqual([]);
});

describe('the gateway, over HTTP,', () => {
  it('says who answered', async () => {
    const { status, headers, body } = await ask(gateway('/any?path=1'), { headers: HOST });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'x-sluice-pod': expect.stringMatching(/^storefront-/) as string,
      'x-sluice-version': expect.stringMatching(/^[12]\.0$/) as string,
      'x-sluice-service': expect.stringMatching(/^shop\/storefront/) as string,
      'x-sluice-route': 'Ingress shop/storefront',
    });
    expect(JSON.parse(body)).toMatchObject({ status: 200, pod: headers['x-sluice-pod'] });
  });

  it.each<[what: string, how: Asked, status: number]>([
    ['a host that nobody has', { headers: { host: 'nobody.example.com' } }, 404],
    ['a Service by its name', { headers: { host: 'catalog.shop:8080' } }, 200],
    ['a body, which nobody reads', { method: 'POST', headers: HOST, body: 'x'.repeat(1000) }, 200],
    ['a HEAD', { method: 'HEAD', headers: HOST }, 200],
    ['a page in a browser', { headers: { ...HOST, origin: 'http://evil.example.com' } }, 403],
    ['a picture in a page', { headers: { ...HOST, 'sec-fetch-site': 'cross-site' } }, 403],
    ['headers without end', { headers: { ...HOST, 'x-long': 'x'.repeat(20_000) } }, 431],
    ['what is meant for one connection', { headers: { ...HOST, connection: 'close', te: 'trailers' } }, 200],
  ])('answers %s', async (_, how, status) => expect((await ask(gateway(), how)).status).toBe(status));

  it('cuts a body that is too large', async () => {
    const huge = ask(gateway(), { method: 'POST', headers: HOST, body: 'x'.repeat(2 * 1024 * 1024) });
    await expect(huge).rejects.toThrow(/ECONNRESET|EPIPE|socket hang up/);
  });

  it('has users who come over HTTP, too', async () => {
    const query = 'sum(rate(http_requests_total{service=~"storefront.*",code="200"}[1m]))';
    const value = async () => {
      const { body } = await ask(metrics(`/api/v1/query?query=${encodeURIComponent(query)}`));
      return Number(JSON.parse(body).data.result[0]?.value[1] ?? 0);
    };
    await expect.poll(value, { timeout: DEADLINE }).toBeGreaterThan(1);
  });

  it('finds nobody behind an address that no pod has', async () => {
    const client = new ApiClient({ transport: inProcess(sandbox.server), clock, random: Math.random });
    const by = { fieldManager: 'test' };
    const at = { name: 'late', namespace: 'shop' };
    const subsets = [{ addresses: [{ ip: '10.9.9.9' }], ports: [{ port: 80 }] }];
    await client.create(
      { apiVersion: 'v1', kind: 'Service', metadata: at, spec: { ports: [{ port: 80 }] } } as never,
      by,
    );
    await client.create({ apiVersion: 'v1', kind: 'Endpoints', metadata: at, subsets } as never, by);
    const status = async () => (await ask(gateway(), { headers: { host: 'late.shop' } })).status;
    await expect.poll(status, { timeout: DEADLINE }).toBe(502);
  });
});

describe('the query interface, over HTTP,', () => {
  it.each<[what: string, path: string, how: Asked, status: number]>([
    ['a query', '/api/v1/query?query=1', {}, 200],
    ['a query as a form', '/api/v1/query', { method: 'POST', headers: FORM, body: 'query=1%2B1' }, 200],
    ['a wrong query', '/api/v1/query?query=(', {}, 400],
    ['labels', '/api/v1/labels', {}, 200],
    ['readiness', '/-/ready', {}, 200],
    ['a path that is not there', '/nothing', {}, 404],
    ['another method', '/api/v1/query?query=1', { method: 'PUT' }, 405],
    ['a form without end', '/api/v1/query', { method: 'POST', headers: FORM, body: 'q'.repeat(70_000) }, 413],
    ['a page in a browser', '/api/v1/query?query=1', { headers: { origin: 'http://evil.example.com' } }, 403],
    ['another name of the host', '/api/v1/query?query=1', { headers: { host: 'evil.example.com' } }, 403],
  ])('answers %s', async (_, path, how, status) => expect((await ask(metrics(path), how)).status).toBe(status));

  it('answers in JSON', async () => {
    const { headers, body } = await ask(metrics('/api/v1/query?query=1%2B1'));
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toMatchObject({ status: 'success', data: { result: [expect.any(Number), '2'] } });
  });
});

describe('a port that is in use', () => {
  const taken = createServer();
  let port: number;
  beforeAll(async () => {
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    ({ port } = taken.address() as AddressInfo);
  });
  afterAll(() => taken.close());

  it('is given up for another if that is allowed', async () => {
    const other = await startedWith({ port, isOptional: true }, { port, isOptional: true });
    const { gatewayUrl = '', metricsUrl = '' } = other.traffic ?? {};
    expect(new Set([gatewayUrl, metricsUrl, `http://127.0.0.1:${port}`]).size).toBe(3);
    expect((await ask(gatewayUrl)).status).toBe(404);
    await other.stop();
  });

  it.each([
    ['--gateway-port', () => startedWith({ port }, FREE)],
    ['--metrics-port', () => startedWith(FREE, { port })],
  ])('is named with %s if it is not', async (flag, start) => {
    await expect(start()).rejects.toThrow(`port ${port} on 127.0.0.1 is in use; choose another with ${flag}`);
  });
});

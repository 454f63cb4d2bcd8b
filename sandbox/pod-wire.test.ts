import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPodWire } from './pod-wire.ts';

const request = { host: 'shop.example.com', path: '/a?b', method: 'GET', headers: { 'x-a': 'b' } };
const SOON = 5_000;
const pod = createServer(({ url, headers }, response) => {
  if (url === '/never') return;
  response.statusCode = 201;
  response.end([url, headers.host, headers['x-a'], headers.connection].join(' '));
});

let wire: Awaited<ReturnType<typeof openPodWire>>;
let port: number;

beforeEach(async () => {
  await new Promise((resolve) => pod.listen(0, '127.0.0.1', () => resolve(undefined)));
  ({ port } = pod.address() as AddressInfo);
  wire = await openPodWire({ port: 0 });
});

afterEach(async () => {
  await wire.close();
  pod.closeAllConnections();
  await new Promise((resolve) => pod.close(resolve));
});

const at = (more: object = {}) => ({ uid: 'u1', ip: '127.0.0.1', port, ...more });

it('brings what a pod says at its address, whoever it is', async () => {
  expect(await wire.ask(at(), request, SOON)).toEqual({ status: 201, text: '/a?b shop.example.com b close' });
});

it('waits no longer than it is told to', async () => {
  expect(await wire.ask(at(), { ...request, path: '/never' }, 50)).toBe('late');
});

it.each([{ port: undefined }, { port: 1 }])('is refused where nobody listens: %o', async (place) => {
  expect(await wire.ask(at(place), request, SOON)).toBe('refused');
});

it('brings users what the pod says', async () => {
  wire.users(() => Promise.resolve({ status: 201, milliseconds: 1, text: 'v2\n', pod: 'web-1' }));
  const answer = await fetch(wire.url);
  expect([answer.status, answer.headers.get('x-sluice-pod'), await answer.text()]).toEqual([201, 'web-1', 'v2\n']);
});

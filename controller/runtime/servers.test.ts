import { afterEach, describe, expect, it } from 'vitest';
import { type Serving, serve } from './servers.ts';

const open: Serving[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function started(pages: Parameters<typeof serve>[2]): Promise<Serving> {
  const server = await serve('test', 0, pages);
  open.push(server);
  return server;
}

const ok = { status: 200, type: 'text/plain', body: 'ok\n' };

describe('a server', () => {
  it.each<[method: string, path: string, status: number]>([
    ['GET', '/healthz', 200],
    ['GET', '/healthz?verbose', 200],
    ['GET', '/other', 404],
    ['GET', '/constructor', 404],
    ['POST', '/healthz', 404],
    ['GET', '/broken', 500],
  ])('answers %s %s with %d', async (method, path, status) => {
    const { port } = await started({ '/healthz': () => ok, '/broken': () => Promise.reject(new Error('secret')) });
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain('secret');
  });

  it('says in one line that its port is in use', async () => {
    const { port } = await started({});
    await expect(serve('health', port, {})).rejects.toThrow(`health port ${port}: already in use`);
  });
});

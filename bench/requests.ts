/** Requests a second and TLS connections, ours and client-node's. */
import { CustomObjectsApi } from '@kubernetes/client-node';
import { type Feed, feed } from './informers.ts';
import { ourClient, ROLLOUTS, theirConfig } from './sides.ts';

const REQUESTS = 300;
const [group, version, plural, namespace, name] = ['argoproj.io', 'v1alpha1', 'rollouts', 'shop', 'web-0'] as const;

export async function requests(): Promise<void> {
  const server = await feed(1);
  await timed('ours', server, ours(server.url));
  await timed('client-node', server, theirs(server.url));
  server.end();
}

async function timed(side: string, server: Feed, get: () => Promise<unknown>): Promise<void> {
  const before = await server.command('event', 0);
  const started = performance.now();
  for (let one = 0; one < REQUESTS; one++) await get();
  const seconds = (performance.now() - started) / 1000;
  const connections = (await server.command('event', 0)) - before;
  console.log(
    `  ${side.padEnd(12)} ${(REQUESTS / seconds).toFixed(0)} requests a second, one after another, over ${connections} TLS connections`,
  );
}

function ours(server: string): () => Promise<unknown> {
  const client = ourClient(server);
  return () => client.get({ ...ROLLOUTS, namespace, name });
}

function theirs(server: string): () => Promise<unknown> {
  const api = theirConfig(server).makeApiClient(CustomObjectsApi);
  return () => api.getNamespacedCustomObject({ group, version, plural, namespace, name });
}

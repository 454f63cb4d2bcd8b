import { expect, it } from 'vitest';
import type { Reader } from '../../kube/cluster.ts';
import { workloadReader } from './observe-workload.ts';

const deployment = (resourceVersion: string) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment' },
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion },
});
const ref = (kind: string) => ({ apiVersion: 'apps/v1', kind, namespace: 'shop', name: 'web' });

/** A cluster in whose memory the versions follow one another, and how often it is asked for the whole. */
async function asked(kind: string, versions: readonly (string | undefined)[]): Promise<number> {
  const read = workloadReader();
  let count = 0;
  for (const version of versions) {
    const cluster = {
      view: () => ({ get: () => version && deployment(version) }),
      fetch: () => {
        count++;
        return Promise.resolve(deployment(version ?? '0'));
      },
    } as unknown as Reader;
    expect((await read(ref(kind), cluster))?.metadata.resourceVersion).toBe(version ?? '0');
  }
  return count;
}

it.each<[string, string, readonly (string | undefined)[], number]>([
  ['is read once', 'Deployment', ['1', '1', '1'], 1],
  ['is read again when it has changed', 'Deployment', ['1', '2', '2'], 2],
  ['is read each time while nobody tells of it', 'Deployment', [undefined, undefined], 2],
  ['is read each time if it is of another kind', 'ReplicaSet', ['1', '1'], 2],
])('a workload %s', async (_, kind, versions, times) => expect(await asked(kind, versions)).toBe(times));

/** An API server in this process with its controllers, for tests of what arrives and what is written. */

import { expect } from 'vitest';
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import type { KubeObject, Ref, Resource } from '../../kube/types.ts';
import { seed } from '../bootstrap.ts';
import { inProcess } from '../in-process.ts';
import { ApiServer } from '../server/api-server.ts';
import { Store } from '../store/store.ts';
import { type ControllersOptions, startControllers } from './start.ts';

const by = { fieldManager: 'test' };
const random = Math.random;
const PATIENCE = 10_000;
const NAMESPACE = 'default';

export const POD_SPEC = { containers: [{ name: 'main', image: 'x' }] };

export function clusterWith(options: Partial<ControllersOptions> = {}) {
  const server = new ApiServer({ store: new Store({ history: 10_000 }), clock, random });
  const transport = inProcess(server);
  const client = new ApiClient({ transport, clock, random });
  const problems: string[] = [];
  seed(server, []);
  const onProblem = (what: string, error: unknown) => problems.push(`${what}: ${error}`);
  const controllers = startControllers({ transport, clock, random, onProblem, ...options });
  const ref = ({ apiVersion, kind, namespaced }: Resource, name: string): Ref => ({
    apiVersion,
    kind,
    name,
    namespace: namespaced ? NAMESPACE : '',
  });
  const list = async (kind: Resource): Promise<readonly KubeObject[]> => {
    const found: KubeObject[] = [];
    for await (const { items } of client.list(kind, { namespace: NAMESPACE })) found.push(...items);
    return found;
  };
  return {
    client,
    list,
    get: (kind: Resource, name: string) => client.get(ref(kind, name)),
    make: (kind: Resource, name: string, rest: object = {}, metadata: object = {}) => {
      const { apiVersion, namespace } = ref(kind, name);
      const object = { apiVersion, kind: kind.kind, metadata: { name, namespace, ...metadata }, ...rest };
      return client.create(object as KubeObject, by);
    },
    patch: (kind: Resource, name: string, merge: object) => client.patch(ref(kind, name), { merge }, by),
    status: (kind: Resource, name: string, status: object) =>
      client.patch(ref(kind, name), { merge: { status } }, { ...by, subresource: 'status' }),
    remove: (kind: Resource, name: string) => client.delete(ref(kind, name), { propagation: 'Background' }),
    becomes: (kind: Resource, name: string, wanted: object) =>
      expect.poll(() => client.get(ref(kind, name)), { timeout: PATIENCE, interval: 5 }).toMatchObject(wanted),
    eventually: (what: () => unknown) => expect.poll(what, { timeout: PATIENCE, interval: 5 }),
    stop: async () => {
      await controllers.stop();
      expect(problems).toEqual([]);
    },
  };
}

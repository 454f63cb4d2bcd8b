/** Watches objects of a namespace on the real API server. */
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { loadAccess } from '../../kube/config.ts';
import { httpTransport } from '../../kube/http.ts';
import { Informer } from '../../kube/informer.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';
import { sleep } from './visitor.testkit.ts';

export interface Watched {
  all(): readonly KubeObject[];
}

export interface Watcher {
  /** Resolves once all of them have been seen. */
  follow(resource: Resource, onChange: (object: KubeObject | undefined) => void): Promise<Watched>;
  stop(): Promise<void>;
}

const random = Math.random;

export async function startWatcher(kubeconfig: string, namespace: string): Promise<Watcher> {
  const http = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  const client = new ApiClient({ transport: http.send, clock, random });
  const informers: Informer[] = [];
  return {
    async follow(resource, onChange) {
      const selection = { namespace };
      const changed = ({ after }: { readonly after: KubeObject | undefined }) => onChange(after);
      const informer = new Informer({ client, clock, random, resource, selection, onChange: changed });
      informers.push(informer);
      informer.start();
      while (!informer.hasListed) await sleep(10);
      return { all: () => [...informer.view.all()] };
    },
    async stop() {
      await Promise.all(informers.map((informer) => informer.stop()));
      await http.close();
    },
  };
}

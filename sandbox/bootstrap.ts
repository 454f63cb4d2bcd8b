/** What every cluster holds from its first moment, and what the sandbox is given to begin with. */
import { isStream } from './server/answer.ts';
import type { ApiServer } from './server/api-server.ts';

const AGENT = { 'user-agent': 'sluice-sandbox', 'content-type': 'application/json' } as const;

const namespace = (name: string, labels: Readonly<Record<string, string>> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});

const priorityClass = (name: string, value: number, description: string): object => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
});

/** Tests may do as they like in a cluster with this label. */
const TEST_CLUSTER = { 'sluice.dev/test-cluster': 'true' } as const;

const FIRST: readonly object[] = [
  namespace('default'),
  namespace('kube-system', TEST_CLUSTER),
  namespace('kube-public'),
  namespace('kube-node-lease'),
  priorityClass('system-node-critical', 2_000_001_000, 'For pods that a node cannot do without.'),
  priorityClass('system-cluster-critical', 2_000_000_000, 'For pods that the cluster cannot do without.'),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  },
];

/** Creates what is not there yet; a refusal is an error that names the object. */
export function seed(server: ApiServer, objects: readonly object[]): void {
  for (const object of [...FIRST, ...objects]) {
    const { kind, metadata } = object as { kind: string; metadata: { name: string } };
    const path = server.collectionPath(object);
    // A Service that is there already would be refused for its address, not for its name.
    if (isThere(server, `${path}/${metadata.name}`)) continue;
    const answer = server.handle({ method: 'POST', path, headers: AGENT, body: JSON.stringify(object) });
    if (isStream(answer) || answer.status < 300) continue;
    const { message } = JSON.parse(String(answer.body)) as { message: string };
    throw new Error(`${kind} ${metadata.name} cannot be created: ${message}`);
  }
}

function isThere(server: ApiServer, path: string): boolean {
  const answer = server.handle({ method: 'GET', path, headers: AGENT });
  return !isStream(answer) && answer.status === 200;
}

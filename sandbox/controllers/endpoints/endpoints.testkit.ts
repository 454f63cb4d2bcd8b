/** Services and pods with addresses, for tests: each states only what it is about. */
import type { ServedPod, Service } from './service.ts';

export const service = (spec: Service['spec'] = {}): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', uid: 's', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { clusterIP: '10.96.0.7', selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});

interface Served {
  readonly name?: string;
  readonly ip?: string;
  readonly ready?: boolean;
  readonly going?: boolean;
  readonly phase?: string;
  readonly spec?: ServedPod['spec'];
}

export const served = ({ name = 'a', ip = '10.0.0.1', ready = true, ...rest }: Served = {}): ServedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name, ...(rest.going && { deletionTimestamp: 'now' }) },
  spec: rest.spec ?? { nodeName: 'n' },
  status: {
    phase: rest.phase ?? 'Running',
    podIP: ip,
    podIPs: ip === '' ? [] : [{ ip }],
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', reason: '', message: '' }],
  },
});

/** What a container has open by name. */
export const opening = (name: string, containerPort: number): ServedPod['spec'] => ({
  containers: [{ ports: [{ name, containerPort }] }],
});

/** What users have around a Rollout: its Services, and what its routers need. */
import type { KubeObject } from '../../../kube/types.ts';
import { formsOf, type Manner } from './manner.ts';
import { canaryOf, everyOf, NAMESPACE, stableOf } from './routes/reader.ts';

const service = (app: string, name: string): object => ({
  ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } },
  spec: { selector: { app }, ports: [{ port: 80 }] },
});

export function surroundings(manner: Manner): readonly KubeObject[] {
  const { name, strategy } = manner;
  const services = [canaryOf(name), stableOf(name), everyOf(name)].map((one) => service(name, one));
  const routes = formsOf(manner).flatMap((one) => one.objects(name, strategy === 'ping-pong'));
  return [...services, ...routes] as unknown as readonly KubeObject[];
}

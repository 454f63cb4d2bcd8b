/** Writes the EndpointSlices of a Service; the garbage collector takes them when it goes. */
import type { KubeObject } from '../../../kube/types.ts';
import type { Means } from '../controller.ts';
import { ENDPOINT_SLICES, NODES, placeOf } from '../workloads.ts';
import type { Publication } from './publisher.ts';
import type { ServedPod, Service } from './service.ts';
import { MANAGED_BY, MANAGER, SERVICE_NAME, type Slice, slicePlan } from './slices.ts';

const ZONE = 'topology.kubernetes.io/zone';

export const SLICES_PUBLICATION: Publication = {
  name: 'endpoint slices',
  published: ENDPOINT_SLICES,
  serviceOf: ({ metadata }) => (isOurs({ metadata }) ? (metadata.labels?.[SERVICE_NAME] ?? '') : ''),
  publish,
  heals: true,
  withdraw: () => Promise.resolve(),
  failure: ({ metadata: { namespace, name } }) => [
    'FailedToUpdateEndpointSlices',
    `Error updating Endpoint Slices for Service ${namespace}/${name}: `,
  ],
};

const isOurs = ({ metadata }: Pick<KubeObject, 'metadata'>): boolean => metadata.labels?.[MANAGED_BY] === MANAGER;

async function publish(
  { api, watched }: Means,
  service: Service,
  pods: readonly ServedPod[],
  changed?: string,
): Promise<void> {
  const { namespace = '', name } = service.metadata;
  const all = watched.view(ENDPOINT_SLICES).by('namespace', namespace) as readonly KubeObject[] as readonly Slice[];
  const slices = all.filter((slice) => isOurs(slice) && slice.metadata.labels?.[SERVICE_NAME] === name);
  const zoneOf = (node: string) => watched.view(NODES).get(node)?.metadata.labels?.[ZONE];
  const plan = slicePlan({ service, pods, slices, zoneOf, changed });
  for (const slice of plan.create) watched.put(await api.create(ENDPOINT_SLICES, slice));
  for (const slice of plan.replace) watched.put(await api.replace(ENDPOINT_SLICES, placeOf(slice), slice, ''));
  for (const slice of plan.remove) {
    const { uid = '' } = slice.metadata;
    await api.delete(ENDPOINT_SLICES, placeOf(slice), { uid });
  }
}

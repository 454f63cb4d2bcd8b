/** Writes the Endpoints of a Service, and deletes them with it. */
import { sameJson } from '../../api/object.ts';
import { unlessMissing } from '../api.ts';
import type { Means } from '../controller.ts';
import { statusPatch } from '../status-patch.ts';
import { ENDPOINTS, placeOf } from '../workloads.ts';
import type { Publication, Published } from './publisher.ts';
import type { ServedPod, Service } from './service.ts';
import { endpointsAnnotations, endpointsLabels, type Subset, subsetsOf, withinCapacity } from './subsets.ts';

interface Endpoints extends Published {
  readonly subsets?: readonly Subset[];
}

export const ENDPOINTS_PUBLICATION: Publication = {
  name: 'endpoints',
  published: ENDPOINTS,
  serviceOf: ({ metadata }) => metadata.name,
  publish,
  heals: false,
  withdraw: async ({ api, watched }, { namespace, name }) => {
    if (watched.view(ENDPOINTS).get(`${namespace}/${name}`)) await api.delete(ENDPOINTS, { namespace, name }, {});
  },
  failure: ({ metadata: { namespace, name } }, isNew) =>
    isNew
      ? ['FailedToCreateEndpoint', `Failed to create endpoint for service ${namespace}/${name}: `]
      : ['FailedToUpdateEndpoint', `Failed to update endpoint ${namespace}/${name}: `],
};

async function publish(
  { api, watched }: Means,
  service: Service,
  pods: readonly ServedPod[],
  changed?: string,
): Promise<void> {
  const place = placeOf(service);
  const found = watched.view(ENDPOINTS).get(`${place.namespace}/${place.name}`) as Endpoints | undefined;
  const all = subsetsOf(service, pods);
  const subsets = withinCapacity(all);
  const labels = endpointsLabels(service);
  const { labels: oldLabels = {}, annotations: old, resourceVersion } = found?.metadata ?? {};
  const isSame = found && sameJson(found.subsets ?? [], subsets) && sameJson(oldLabels, labels);
  if (isSame) return;
  const annotations = endpointsAnnotations(old, changed, !sameJson(all, subsets));
  if (!found) {
    const body = { apiVersion: 'v1', kind: 'Endpoints', metadata: { ...place, labels, annotations }, subsets };
    watched.put(await api.create(ENDPOINTS, body));
    return;
  }
  const metadata = { ...statusPatch({ labels: oldLabels, annotations: old ?? {} }, { labels, annotations }) };
  const patch = { metadata: { ...metadata, resourceVersion }, subsets };
  const written = await unlessMissing(api.patch(ENDPOINTS, place, patch));
  if (written) watched.put(written);
}

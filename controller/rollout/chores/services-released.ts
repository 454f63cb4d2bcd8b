/** Services that a Rollout once steered and no longer names select all pods of their application again. */
import type { Action } from '../../runtime/plan.ts';
import { HASH_LABEL, MANAGED_BY } from '../keys.ts';
import type { Service } from '../objects.ts';
import { serviceNames } from '../services.ts';
import type { Snapshot } from '../snapshot.ts';

/** `services` may be all of the namespace: only those marked as the Rollout's are touched. */
export function releasedServices(
  { object, spec }: Pick<Snapshot, 'object' | 'spec'>,
  services: Iterable<Service>,
): readonly Action[] {
  const { name } = object.metadata;
  const named = serviceNames({ spec });
  return [...services]
    .filter(({ metadata }) => metadata.annotations?.[MANAGED_BY] === name && !named.includes(metadata.name))
    .map(serviceRelease);
}

/** Also right for a Service whose Rollout is gone. */
export function serviceRelease({ metadata, spec }: Service): Action {
  const { name, namespace = '', resourceVersion } = metadata;
  const isHashed = spec.selector?.[HASH_LABEL] !== undefined;
  const merge = {
    metadata: { annotations: { [MANAGED_BY]: null } },
    ...(isHashed && { spec: { selector: { [HASH_LABEL]: null } } }),
  };
  return {
    ...{ do: 'patch', ref: { apiVersion: 'v1', kind: 'Service', namespace, name }, patch: { merge } },
    ...(resourceVersion !== undefined && { resourceVersion }),
    because: `release service ${name}: no longer named`,
  };
}

/** Which revision a Rollout's Services select. */
import type { Action, Notice } from '../runtime/plan.ts';
import { HASH_LABEL, MANAGED_BY } from './keys.ts';
import type { Service } from './objects.ts';
import type { Revision } from './revision.ts';
import type { Snapshot } from './snapshot.ts';

/** The revision a Service selects; empty if it selects pods of all. */
export const selectedBy = (service: Service | undefined): string => service?.spec.selector?.[HASH_LABEL] ?? '';

/** Names of the Services that the spec refers to. */
export function serviceNames({ spec }: Pick<Snapshot, 'spec'>): readonly string[] {
  const { canary, blueGreen } = spec.strategy ?? {};
  const { canaryService, stableService, pingPong } = canary ?? {};
  const named = [canaryService, stableService, pingPong?.pingService, pingPong?.pongService];
  return [...named, blueGreen?.activeService, blueGreen?.previewService].filter((name) => name !== undefined);
}

/**
 * Whether a Service may be switched to a revision: at the first touch only if that is there in full, because until then
 * it selected whatever pods there were; later one ready pod is enough.
 */
export function maySelect(service: Service, { size, available }: Revision): boolean {
  if (service.metadata.annotations?.[MANAGED_BY] === undefined) return size > 0 && available >= size;
  return available > 0;
}

/** Undefined if it selects the revision already. */
export function switchAction(s: Snapshot, service: Service, hash: string): Action | undefined {
  const before = selectedBy(service);
  const { name, namespace = '', annotations, resourceVersion } = service.metadata;
  if (before === hash) return undefined;
  const rollout = s.object.metadata.name;
  const isNew = annotations?.[MANAGED_BY] !== rollout;
  const strategic = {
    ...(isNew && { metadata: { annotations: { [MANAGED_BY]: rollout } } }),
    spec: { selector: { [HASH_LABEL]: hash } },
  };
  return {
    ...{ do: 'patch', ref: { apiVersion: 'v1', kind: 'Service', namespace, name }, patch: { strategic } },
    ...(resourceVersion !== undefined && { resourceVersion }),
    because: `select ${hash} in service ${name}`,
  };
}

export const switchNotice = (service: Service, hash: string): Notice => ({
  type: 'Normal',
  reason: 'SwitchService',
  message: `Switched selector for service '${service.metadata.name}' from '${selectedBy(service)}' to '${hash}'`,
});

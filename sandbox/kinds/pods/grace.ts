/** How long pods may take to stop. */
import type { ApiObject } from '../../api/object.ts';
import type { PodSpec } from './pod-spec.ts';

/** In seconds: what the client asks for or else the pod; 0 where nothing runs. */
export function podGraceSeconds(pod: ApiObject, requested: number | undefined): number {
  const spec = (pod['spec'] ?? {}) as PodSpec;
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  if (!spec.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
  const seconds = requested ?? spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

/** Autoscalers as the server has them: in version 2 or, from old servers, in version 1. Pure. */
import type { KubeObject, Resource } from '../../../kube/types.ts';
import type { ApiObject } from '../../api/object.ts';
import {
  horizontalPodAutoscalerFromStorage,
  horizontalPodAutoscalerToStorage,
} from '../../kinds/objects/autoscaler-conversion.ts';
import { statusPatch } from '../status-patch.ts';
import { AUTOSCALERS, AUTOSCALERS_V1, isSameKind } from '../workloads.ts';
import type { Autoscaler, AutoscalerStatus } from './autoscaler.ts';

export const isAutoscaler = (resource: Resource): boolean =>
  isSameKind(resource, AUTOSCALERS) || isSameKind(resource, AUTOSCALERS_V1);

const isOld = ({ apiVersion }: KubeObject): boolean => apiVersion === AUTOSCALERS_V1.apiVersion;

/** In version 2. */
export const autoscalerOf = (object: KubeObject): Autoscaler =>
  (isOld(object) ? horizontalPodAutoscalerToStorage(object as unknown as ApiObject) : object) as Autoscaler;

/** What makes the status of `object` the `next` one, if anything; version 1 keeps most of it in annotations. */
export function statusChange(object: KubeObject, next: AutoscalerStatus): object | undefined {
  const before = autoscalerOf(object);
  const after = { ...before, status: next };
  const [old, now] = isOld(object) ? [oldForm(before), oldForm(after)] : [before, after];
  const status = statusPatch(withoutNothing(old.status), withoutNothing(now.status) ?? {});
  const annotations = statusPatch(old.metadata.annotations, now.metadata.annotations ?? {});
  if (!status && !annotations) return undefined;
  const { resourceVersion } = object.metadata;
  return { metadata: { resourceVersion, ...(annotations && { annotations }) }, ...(status && { status }) };
}

const oldForm = (autoscaler: Autoscaler): Autoscaler =>
  horizontalPodAutoscalerFromStorage(autoscaler as unknown as ApiObject) as unknown as Autoscaler;

/** A null in a patch would take out what the server puts in again. */
function withoutNothing(status: AutoscalerStatus | undefined): AutoscalerStatus | undefined {
  if (status?.currentMetrics !== null) return status;
  const { currentMetrics: _, ...rest } = status;
  return rest;
}

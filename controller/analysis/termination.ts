/** How a run or an experiment is asked to end; it does so itself. */
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { Action } from '../runtime/plan.ts';

export const termination = (one: KubeObject): Action => ({
  ...{ do: 'patch', ref: refOf(one), patch: { merge: { spec: { terminate: true } } }, isLenient: true },
  because: `end ${one.kind} ${one.metadata.name}`,
});

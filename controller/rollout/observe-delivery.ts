/** Asks the Application that owns a Rollout what it has delivered. Once for each template: Applications are large. */
import type { Reader } from '../../kube/cluster.ts';
import { hasReason } from '../../kube/errors.ts';
import type { Ref } from '../../kube/types.ts';
import { type Application, applicationOf, type Delivery, deliveryOf } from './delivery.ts';
import type { RolloutObject } from './objects.ts';

/** Undefined if nobody knows. `home` is the namespace of Applications; nobody is asked without it. */
export async function observedDelivery(
  object: RolloutObject,
  cluster: Reader,
  home: string | undefined,
): Promise<Delivery | undefined> {
  const ref = home === undefined ? undefined : applicationOf(object, home);
  const application = ref && ((await visible(cluster, ref)) as Application | undefined);
  return application && deliveryOf(application, object);
}

/** Who may not look there has nothing to go back to, and releases all the same. */
async function visible(cluster: Reader, ref: Ref) {
  try {
    return await cluster.fetch(ref);
  } catch (error) {
    if (hasReason(error, 'Forbidden')) return undefined;
    throw error;
  }
}

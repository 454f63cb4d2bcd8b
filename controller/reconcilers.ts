/** The parts of the controller, as the settings and the cluster want them. */
import type { Config } from './config.ts';
import { ENDPOINTS, SLICES } from './rollout/addresses.ts';
import { INSTANCE_LABEL } from './rollout/keys.ts';
import { rolloutParts } from './rollout/rollout.ts';
import type { Plugins } from './runtime/plugin-contract.ts';
import type { Reconciler, Witness } from './runtime/reconciler.ts';
import type { Served } from './runtime/served.ts';

export interface Around {
  readonly served: Served;
  readonly witness: Witness;
  /** Where Applications are. */
  readonly controlNamespace: string;
  readonly plugins?: Plugins;
}

export function reconcilersFor(
  { enable, 'instance-id': instance }: Config,
  { served, witness, controlNamespace: applications, plugins }: Around,
): readonly Reconciler[] {
  const labelSelector = instance === undefined ? `!${INSTANCE_LABEL}` : `${INSTANCE_LABEL}=${instance}`;
  const { hasSlices, routing } = served;
  const addresses = hasSlices ? SLICES : ENDPOINTS;
  const means = { addresses, routing, applications, plugins };
  return enable.includes('rollouts') ? rolloutParts({ ...means, labelSelector, witness }) : [];
}

/** The one spelling that all short forms stand for. Two objects that mean the same are equal once canonical. */
import type { z } from 'zod';
import type { ApplicationSpec } from './application/spec.ts';
import type { SyncPolicy } from './application/sync-policy.ts';
import type { RolloutSpec } from './rollout/rollout.ts';
import type { Strategy } from './rollout/strategy.ts';

type RolloutInput = z.input<typeof RolloutSpec>;
type StrategyInput = z.input<typeof Strategy>;
type ApplicationInput = z.input<typeof ApplicationSpec>;
type SyncPolicyInput = z.input<typeof SyncPolicy>;

/** The cluster the controller runs in, as Applications name it. */
export const THIS_CLUSTER = 'https://kubernetes.default.svc';

/** A Deployment's `rollingUpdate` becomes a canary without steps; beside a strategy of our own it means nothing. */
export function canonicalRollout(spec: RolloutInput): RolloutInput {
  return spec.strategy ? { ...spec, strategy: canonicalStrategy(spec.strategy) } : spec;
}

function canonicalStrategy(strategy: StrategyInput): StrategyInput {
  const { rollingUpdate, type, ...own } = strategy;
  if (own.canary || own.blueGreen) return own;
  if (rollingUpdate) return { ...own, canary: rollingUpdate };
  return type === 'RollingUpdate' ? { ...own, canary: {} } : strategy;
}

export function canonicalApplication(spec: ApplicationInput): ApplicationInput {
  const { syncPolicy, destination, ...rest } = spec;
  const policy = syncPolicy && canonicalSyncPolicy(syncPolicy);
  return {
    ...rest,
    project: spec.project || 'default',
    destination: destination?.server || destination?.name ? destination : { ...destination, server: THIS_CLUSTER },
    ...(policy && Object.keys(policy).length > 0 && { syncPolicy: policy }),
  };
}

/**
 * `automated: true` is an empty block and `false` none. `manual: true` disables the block but keeps it, and stays
 * itself, because it also says that a sync by hand prunes as the block would: `enabled: false` alone does not.
 */
function canonicalSyncPolicy({ automated, manual, ...rest }: SyncPolicyInput): SyncPolicyInput {
  const block = automated === true ? {} : automated || undefined;
  if (!block) return rest;
  return manual ? { ...rest, automated: { ...block, enabled: false }, manual } : { ...rest, automated: block };
}

/** What a sync policy says about automation, in plain answers. */
export interface Automation {
  readonly automated: boolean;
  readonly prune: boolean;
  readonly selfHeal: boolean;
  readonly allowEmpty: boolean;
  /** Whether a sync by hand prunes unless it says otherwise. */
  readonly manualPrune: boolean;
}

export function automationOf(policy: SyncPolicyInput | undefined): Automation {
  const { automated, manual } = canonicalSyncPolicy(policy ?? {});
  const block = typeof automated === 'object' ? automated : undefined;
  const enabled = block !== undefined && block.enabled !== false;
  return {
    automated: enabled,
    prune: enabled && block.prune === true,
    selfHeal: enabled && block.selfHeal === true,
    allowEmpty: enabled && block.allowEmpty === true,
    manualPrune: manual === true && block?.prune === true,
  };
}

/** The parts of the controller, as the settings and the cluster want them. */
import { analysisParts } from './analysis-run/analysis-run.ts';
import type { Sampler } from './analysis-run/sampler.ts';
import type { Config } from './config.ts';
import { experimentParts } from './experiment/experiment.ts';
import { ENDPOINTS, SLICES } from './rollout/addresses.ts';
import { INSTANCE_LABEL } from './rollout/keys.ts';
import type { TargetMeans } from './rollout/observe-targets.ts';
import { rolloutParts } from './rollout/rollout.ts';
import type { TargetGroups } from './runtime/aws-contract.ts';
import type { Plugins } from './runtime/plugin-contract.ts';
import type { Reconciler, Witness } from './runtime/reconciler.ts';
import type { Served } from './runtime/served.ts';

export interface Around {
  readonly served: Served;
  readonly witness: Witness;
  /** Of the other parts. */
  readonly witnesses?: Readonly<Record<'analysis' | 'experiments', Witness>>;
  /** Where Applications are. */
  readonly controlNamespace: string;
  readonly plugins?: Plugins;
  readonly targetGroups?: TargetGroups;
  /** Without one nothing is measured. */
  readonly sampler?: Sampler;
}

export function reconcilersFor(config: Config, around: Around): readonly Reconciler[] {
  const { enable, 'instance-id': instance } = config;
  const { served, witness, controlNamespace: applications, plugins } = around;
  const labelSelector = instance === undefined ? `!${INSTANCE_LABEL}` : `${INSTANCE_LABEL}=${instance}`;
  const { hasSlices, routing } = served;
  const addresses = hasSlices ? SLICES : ENDPOINTS;
  const jobNamespace = config['analysis-job-namespace'];
  const means = { addresses, routing, applications, plugins, targets: targetsOf(config, around) };
  const { sampler, witnesses } = around;
  const judged = { labelSelector, jobNamespace, ...(witnesses && { witness: witnesses.analysis }) };
  const compared = { labelSelector, ...(witnesses && { witness: witnesses.experiments }) };
  return [
    ...(enable.includes('rollouts') ? rolloutParts({ ...means, labelSelector, witness }) : []),
    ...(enable.includes('analysis') && sampler ? analysisParts({ sampler, ...judged }) : []),
    ...(enable.includes('experiments') ? experimentParts(compared) : []),
  ];
}

/** Undefined if nobody verifies target groups. */
function targetsOf(config: Config, { targetGroups: groups }: Around): TargetMeans | undefined {
  if (!config['aws-verify-target-group'] || !groups) return undefined;
  return {
    groups,
    tag: config['alb-tag-key-resource-id'],
    bindingVersion: config['aws-target-group-binding-api-version'],
    retrySeconds: config['verify-retry-interval'],
  };
}

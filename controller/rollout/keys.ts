/** Names of labels and annotations. Other programs know most of them: they never change. */

export const HASH_LABEL = 'rollouts-pod-template-hash';
export const INSTANCE_LABEL = 'argo-rollouts.argoproj.io/controller-instance-id';
export const REVISION = 'rollout.argoproj.io/revision';
export const REVISION_HISTORY = 'rollout.argoproj.io/revision-history';
export const DESIRED_REPLICAS = 'rollout.argoproj.io/desired-replicas';
export const WORKLOAD_GENERATION = 'rollout.argoproj.io/workload-generation';
export const EPHEMERAL_METADATA = 'rollout.argoproj.io/ephemeral-metadata';
export const SCALE_DOWN_DEADLINE = 'scale-down-deadline';
export const MANAGED_BY = 'argo-rollouts.argoproj.io/managed-by-rollouts';
/** On what an Experiment has made. */
export const EXPERIMENT_NAME = 'experiment.argoproj.io/name';
/** Ours: when an update to a ReplicaSet was aborted. Gone once it is promoted. */
export const ABORTED = 'sluice.dev/aborted';
/** Ours: which Application brought a ReplicaSet's template, and from which revisions. */
export const DELIVERED_BY = 'sluice.dev/delivered-by';

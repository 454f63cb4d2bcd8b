/** Everything a Rollout's decision may look at. Read-only, no secrets: it can be recorded and decided again. */
import type { Templates } from '../../analysis/templates/flattened.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';
import type { Run } from '../analysis/objects.ts';
import type { Action } from '../runtime/plan.ts';
import type { Heard, PluginReply } from '../runtime/plugin-contract.ts';
import type { Seen } from '../traffic/driver.ts';
import type { Workload } from './chores/workload.ts';
import type { Completed } from './completed.ts';
import type { Delivery } from './delivery.ts';
import type { Experiments } from './experiments/objects.ts';
import type { LabelSelector, Pod, PodTemplate, RolloutObject, RolloutStatus, Service } from './objects.ts';
import type { Revision } from './revision.ts';
import type { TargetsSeen } from './verification.ts';

/** What divides the requests, as it is now. */
export interface Routing extends Seen {
  readonly objects: readonly KubeObject[];
  /** The kinds of what routers ask for, in versions that the cluster serves. */
  readonly served?: readonly Resource[];
}

export interface Analyses {
  /** Those of the Rollout, and others whose names may be in the way. */
  readonly runs: readonly Run[];
  /** As far as the spec names them, directly or through others. */
  readonly templates: Templates;
}

export interface StepPlugins {
  /** By the name of the plugin: whether there is one. */
  readonly standing: Readonly<Record<string, PluginReply>>;
  /** By the key of the call: what came of it. */
  readonly heard: Readonly<Record<string, Heard>>;
}

export interface Snapshot {
  readonly now: Date;
  /** As it was read. */
  readonly object: RolloutObject;
  /** With short forms spelled out and all documented defaults filled in. */
  readonly spec: Completed;
  /** As it was read; empty if there is none. */
  readonly status: RolloutStatus;
  /** Own, or that of the workload that is referred to. */
  readonly template: PodTemplate;
  readonly selector: LabelSelector;
  /** Of the template: the hash label of its ReplicaSet, or what that will be. */
  readonly hash: string;
  readonly stepHash: string;
  /** All ReplicaSets of the Rollout, oldest first. */
  readonly revisions: readonly Revision[];
  /** Of the template in the spec. */
  readonly current: Revision | undefined;
  /** The one that was last promoted. */
  readonly stable: Revision | undefined;
  /** Neither current nor stable. */
  readonly others: readonly Revision[];
  /** The current revision's place in the history, once this pass is over. */
  readonly number: number;
  /** How a template that has just arrived goes back to an older one, if it does. */
  readonly rollback: 'RolledBack' | 'FastRolledBack' | undefined;
  /** What brought the template, if that has just arrived. */
  readonly delivery: Delivery | undefined;
  /** Those that the spec names and that exist. */
  readonly services: ReadonlyMap<string, Service>;
  /** Ready addresses behind each Service, by the hash of their pods. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly routing: Routing;
  /** Read only while something is to be done to pods. */
  readonly pods: readonly Pod[];
  /** Somebody else's ReplicaSet has the name that the current one would get. */
  readonly isNameTaken: boolean;
  /** ReplicaSets that are to change hands. */
  readonly claims: readonly Action[];
  /** Services that bear the Rollout's mark, named in the spec or not. */
  readonly marked: readonly Service[];
  /** Objects that divide requests and bear the Rollout's mark, though no router of its spec reads them. */
  readonly strays: readonly KubeObject[];
  /** What is referred to in place of a template; undefined if nothing is, or if it is not there. */
  readonly workload: Workload | undefined;
  /** Undefined if no analysis is asked for, and none is left from before. */
  readonly analysis?: Analyses | undefined;
  /** Undefined if no step is an experiment, and none is left from before. */
  readonly experiments?: Experiments | undefined;
  /** Undefined if no step is a plugin. */
  readonly stepPlugins?: StepPlugins | undefined;
  /** Undefined if nobody verifies target groups. */
  readonly targets?: TargetsSeen;
  /** Why the workload that is referred to cannot be used. */
  readonly workloadProblem: string | undefined;
}

/** Everything a decision about an Experiment may look at. */
import type { Templates } from '../../analysis/templates/flattened.ts';
import type { ExperimentSpec } from '../../crds/experiment.ts';
import type { Run } from '../analysis/objects.ts';
import type { ExperimentObject } from '../experiment-contract.ts';
import type { ReplicaSet, Service, Status, TemplateSpec } from './objects.ts';

/** A template, and what there is of it. */
export interface TemplateSight {
  readonly spec: TemplateSpec;
  /** Undefined if it is yet to be made. */
  readonly replicaSet: ReplicaSet | undefined;
  /** Of the ReplicaSet, made or not. */
  readonly replicaSetName: string;
  readonly hash: string;
  /** How many hashes were taken by others before this one. */
  readonly collisions: number;
  /** What has the name that the Service of these pods has, or is to have; undefined if they are to have none. */
  readonly service: Service | undefined;
}

export interface Snapshot {
  readonly now: Date;
  readonly object: ExperimentObject & { readonly status?: Status };
  /** With all documented defaults filled in. */
  readonly spec: ExperimentSpec;
  /** Empty before the first pass. */
  readonly status: Status;
  readonly templates: readonly TemplateSight[];
  /** Those of the Experiment, and others whose names are in the way. */
  readonly runs: readonly Run[];
  /** Of analyses that have no run yet. */
  readonly analysisTemplates: Templates;
}

/** Where a Rollout has its pod template: in itself, or in the workload that it refers to. */
import { resolvedWorkload, type Workload, workloadSource } from '../controller/rollout/chores/workload.ts';
import type { LabelSelector, PodTemplate, RolloutObject } from '../controller/rollout/objects.ts';
import type { Ref } from '../kube/types.ts';
import type { Connection } from './cluster.ts';
import { readRollout, rolloutRef } from './rollouts.ts';

export interface Held {
  readonly rollout: RolloutObject;
  /** What has the template: the object to write to. */
  readonly holder: Ref;
  readonly resourceVersion: string | undefined;
  readonly template: PodTemplate;
  /** Of the pods. */
  readonly selector: LabelSelector;
}

export async function heldTemplate(connection: Connection, name: string): Promise<Held> {
  const rollout = await readRollout(connection, name);
  const source = workloadSource(rollout);
  if (!source) {
    const { template = {}, selector = {} } = rollout.spec;
    const { resourceVersion } = rollout.metadata;
    return { rollout, holder: rolloutRef(connection, name), resourceVersion, template, selector };
  }
  if ('problem' in source) throw new Error(source.problem);
  const workload = (await connection.client.get(source.ref)) as Workload | undefined;
  const resolved = resolvedWorkload(rollout, source.ref, workload);
  if ('problem' in resolved) throw new Error(resolved.problem);
  const { template, selector } = resolved;
  return { rollout, holder: source.ref, resourceVersion: workload?.metadata.resourceVersion, template, selector };
}

/** A PodTemplate has it beside its metadata, everything else in its spec. */
export const isBelowSpec = ({ holder }: Held): boolean => holder.kind !== 'PodTemplate';

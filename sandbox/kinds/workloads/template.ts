/** The template below a workload's spec, and what all workloads do with it. */
import type { ApiObject } from '../../api/object.ts';
import { setPodSpecDefaults } from '../pods/defaults.ts';
import type { LabelSelector, PodTemplate } from '../pods/pod-spec.ts';

export interface WorkloadSpec {
  replicas?: number;
  minReadySeconds?: number;
  revisionHistoryLimit?: number;
  selector?: LabelSelector;
  template?: PodTemplate;
}

export function specOf<T>(object: ApiObject): T {
  object['spec'] ??= {};
  return object['spec'] as T;
}

export const templateOf = (spec: { template?: PodTemplate }): PodTemplate => {
  spec.template ??= {};
  return spec.template;
};

export function setTemplateDefaults(spec: { template?: PodTemplate }): void {
  const template = templateOf(spec);
  template.spec ??= {};
  setPodSpecDefaults(template.spec);
}

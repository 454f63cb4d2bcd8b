/** The workload whose pod template a Rollout uses in place of one of its own. */
import { groupOf, type KubeObject, type Ref } from '../../../kube/types.ts';
import { WORKLOAD_GENERATION } from '../keys.ts';
import type { LabelSelector, PodTemplate, RolloutObject } from '../objects.ts';

/** As in Kubernetes, by group and kind: which version to read, and what `kubectl get` calls them. */
const SUPPORTED: readonly { readonly apiVersion: string; readonly kind: string; readonly resource: string }[] = [
  { apiVersion: 'v1', kind: 'PodTemplate', resource: 'podtemplates' },
  { apiVersion: 'apps/v1', kind: 'Deployment', resource: 'deployments.apps' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet', resource: 'replicasets.apps' },
];

/** In words of its own, without a path. */
interface Problem {
  readonly problem: string;
}

export interface Workload extends KubeObject {
  /** Of a PodTemplate. */
  readonly template?: PodTemplate;
  readonly spec?: { readonly replicas?: number; readonly selector?: LabelSelector; readonly template?: PodTemplate };
}

/** What to read; undefined if the Rollout has a template of its own. */
export function workloadSource({ spec, metadata }: RolloutObject): { readonly ref: Ref } | Problem | undefined {
  const { workloadRef, template } = spec;
  if (!workloadRef) return undefined;
  const { labels = {}, annotations = {} } = template?.metadata ?? {};
  // As the reference has it, the rest of the template is not looked at: there are Rollouts that have one.
  if (Object.keys(labels).length + Object.keys(annotations).length > 0)
    return { problem: 'template must be empty for workload reference rollout' };
  const { apiVersion = '', kind = '', name = '' } = workloadRef;
  const supported = SUPPORTED.find((one) => one.kind === kind && groupOf(one) === groupOf({ apiVersion }));
  if (!supported) return { problem: `workload of type ${groupOf({ apiVersion })}/${kind} is not supported` };
  return { ref: { apiVersion: supported.apiVersion, kind, namespace: metadata.namespace ?? '', name } };
}

export interface Resolved {
  readonly template: PodTemplate;
  readonly selector: LabelSelector;
  readonly generation: string;
}

/** What the Rollout takes from the workload that was found. A selector of its own goes before. */
export function resolvedWorkload(
  { spec }: RolloutObject,
  ref: Ref,
  workload: Workload | undefined,
): Resolved | Problem {
  if (!workload) return { problem: `${resourceOf(ref)} "${ref.name}" not found` };
  const template = workload.template ?? workload.spec?.template ?? {};
  const selector = spec.selector ?? workload.spec?.selector;
  // A PodTemplate has none to offer.
  if (!selector) return { problem: "Rollout has missing field '.spec.selector'" };
  return { template, selector, generation: String(workload.metadata.generation ?? 0) };
}

const resourceOf = ({ apiVersion, kind }: Ref): string =>
  SUPPORTED.find((one) => one.apiVersion === apiVersion && one.kind === kind)?.resource ?? kind;

/** Annotations of the Rollout to merge: which generation of the workload it follows. Empty if that is there already. */
export function workloadAnnotations(
  { metadata }: RolloutObject,
  generation: string | undefined,
): Readonly<Record<string, string | null>> {
  const there = metadata.annotations?.[WORKLOAD_GENERATION];
  return there === generation ? {} : { [WORKLOAD_GENERATION]: generation ?? null };
}

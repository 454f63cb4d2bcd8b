/** Reads the templates that somebody refers to, directly or through others. */
import { namedBy, type Templates } from '../../analysis/templates/flattened.ts';
import type { TemplateReference } from '../../crds/analysis/references.ts';
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import type { Reader } from '../../kube/cluster.ts';
import type { KubeObject } from '../../kube/types.ts';
import { CLUSTER_TEMPLATES, TEMPLATES } from './objects.ts';

interface TemplateObject extends KubeObject {
  readonly spec?: AnalysisTemplateSpec;
}

/** Each once, whoever refers to it. */
export async function templatesOf(
  references: readonly Partial<TemplateReference>[],
  namespace: string,
  cluster: Reader,
): Promise<Templates> {
  const namespaced = new Map<string, AnalysisTemplateSpec | undefined>();
  const clusterWide = new Map<string, AnalysisTemplateSpec | undefined>();
  const waiting = references.map(namedBy);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { kind, name } = next;
    const [known, resource] = kind === TEMPLATES.kind ? [namespaced, TEMPLATES] : [clusterWide, CLUSTER_TEMPLATES];
    if (known.has(name)) continue;
    const ref = { apiVersion: resource.apiVersion, kind, namespace: resource.namespaced ? namespace : '', name };
    const { spec } = ((await cluster.get(ref)) ?? {}) as Partial<TemplateObject>;
    known.set(name, spec);
    waiting.push(...(spec?.templates ?? []).map(namedBy));
  }
  return { namespaced, cluster: clusterWide };
}

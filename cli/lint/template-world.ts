/** The templates that are linted together, as analyses find them. */
import { type Flattened, flattened, type Templates } from '../../analysis/templates/flattened.ts';
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import { kindNamed } from '../../crds/kinds.ts';
import type { KubeObject } from '../../kube/types.ts';

interface Template extends KubeObject {
  readonly spec?: AnalysisTemplateSpec;
}

/** `near` are the objects that may be meant by their names. */
export function templatesAmong(near: readonly KubeObject[]): Templates {
  const specs = (name: string) =>
    new Map(
      near
        .filter(({ apiVersion, kind }) => kindNamed(apiVersion, kind) === name)
        .map((one) => [one.metadata.name, (one as Template).spec ?? {}] as const),
    );
  return { namespaced: specs('AnalysisTemplate'), cluster: specs('ClusterAnalysisTemplate') };
}

export type Whole = Flattened | { readonly problem: string; readonly isAbsent: boolean };

/** A template with all that it is made of; `isAbsent` if a part of it is not here. */
export function wholeOf({ kind, metadata }: KubeObject, templates: Templates): Whole {
  const whole = flattened([{ templateName: metadata.name, clusterScope: kind.startsWith('Cluster') }], templates);
  return 'problem' in whole ? { ...whole, isAbsent: whole.problem.endsWith(' not found') } : whole;
}

/** The analyses of a Rollout: its runs, whatever is in the way of their names, and the templates that the spec names. */
import type { Reader } from '../../kube/cluster.ts';
import { ANALYSIS_RUNS, type Run } from '../analysis/objects.ts';
import { templatesOf } from '../analysis/observe-templates.ts';
import type { Completed } from './completed.ts';
import { BY_CONTROLLER, BY_FAMILY } from './indexes.ts';
import type { RolloutObject } from './objects.ts';
import type { Analyses } from './snapshot.ts';
import { analysesIn } from './validation/analyses.ts';

export interface AnalysisSight {
  readonly object: RolloutObject;
  readonly spec: Completed;
  readonly cluster: Reader;
}

/** Undefined where no analysis is asked for, and none is left from before. */
export async function observedAnalyses(
  sight: AnalysisSight,
  { hash, number }: { readonly hash: string; readonly number: number },
): Promise<Analyses | undefined> {
  const { object, spec, cluster } = sight;
  const { uid = '', name, namespace = '' } = object.metadata;
  const view = cluster.view(ANALYSIS_RUNS);
  const owned = view.by(BY_CONTROLLER, uid) as readonly Run[];
  const references = analysesIn(spec).flatMap(({ analysis: { templates = [] } }) => templates);
  if (references.length === 0 && owned.length === 0) return undefined;
  const family = view.by(BY_FAMILY, `${namespace}/${name}-${hash}-${number}`) as readonly Run[];
  return { runs: [...new Set([...owned, ...family])], templates: await templatesOf(references, namespace, cluster) };
}

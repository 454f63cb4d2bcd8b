/** AnalysisRuns and their templates as those deal with them who start runs: what a run holds, and whether it is over. */
import type { AnalysisRunSpec, AnalysisRunStatus } from '../../crds/analysis/run.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';

export interface Run extends KubeObject {
  readonly spec: AnalysisRunSpec;
  readonly status?: Partial<AnalysisRunStatus>;
}

export type Phase = AnalysisRunStatus['phase'];

const namespaced = (kind: string, plural: string, isNamespaced = true): Resource => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind, plural, namespaced: isNamespaced },
});

export const ANALYSIS_RUNS = namespaced('AnalysisRun', 'analysisruns');
export const TEMPLATES = namespaced('AnalysisTemplate', 'analysistemplates');
export const CLUSTER_TEMPLATES = namespaced('ClusterAnalysisTemplate', 'clusteranalysistemplates', false);

/** One that has just been made has no phase yet. */
export const phaseOf = ({ status }: Run): Phase | undefined => status?.phase;

export const isOver = (phase: Phase | undefined): boolean =>
  phase !== undefined && phase !== 'Pending' && phase !== 'Running';

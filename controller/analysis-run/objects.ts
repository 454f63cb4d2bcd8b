/** AnalysisRuns and their Jobs as the API server has them. */
import type { AnalysisRunSpec, AnalysisRunStatus } from '../../crds/analysis/run.ts';
import type { KubeObject, Resource } from '../../kube/types.ts';

export interface RunObject extends KubeObject {
  readonly spec: AnalysisRunSpec;
  readonly status?: AnalysisRunStatus;
}

/** Empty before the first pass. */
export type RunStatus = Partial<AnalysisRunStatus>;

export interface Job extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

const namespaced = (apiVersion: string, kind: string, plural: string): Resource => ({
  ...{ apiVersion, kind, plural, namespaced: true },
});

export const ANALYSIS_RUNS = namespaced('argoproj.io/v1alpha1', 'AnalysisRun', 'analysisruns');
export const JOBS = namespaced('batch/v1', 'Job', 'jobs');
export const PODS = namespaced('v1', 'Pod', 'pods');

/** The revision that a run is about, and on the pods of each revision. */
export const HASH_LABEL = 'rollouts-pod-template-hash';
/** On Jobs and their pods. */
export const RUN_UID = 'analysisrun.argoproj.io/uid';
export const RUN_NAME = 'analysisrun.argoproj.io/name';
export const RUN_NAMESPACE = 'analysisrun.argoproj.io/namespace';
export const METRIC_NAME = 'analysisrun.argoproj.io/metric-name';
/** On measurements. */
export const JOB_NAME = 'job-name';
export const JOB_NAMESPACE = 'job-namespace';

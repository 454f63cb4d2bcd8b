/** The AnalysisRun reconciler, assembled. */
import { nameOf } from '../../kube/types.ts';
import type { Reconciler, Watched, Witness } from '../runtime/reconciler.ts';
import { decide } from './decide.ts';
import { failed } from './failed.ts';
import { ANALYSIS_RUNS, JOBS, RUN_NAME, RUN_NAMESPACE, RUN_UID, type RunStatus } from './objects.ts';
import { BY_RUN, byRun, type ObserverOptions, observer } from './observe.ts';
import type { Sampler } from './sampler.ts';
import type { Snapshot } from './snapshot.ts';

export interface AnalysisRunsOptions extends Omit<ObserverOptions, 'sampler'> {
  readonly sampler: Pick<Sampler, 'of' | 'forget' | 'onNews'>;
  /** Which runs are ours; all of them if absent. */
  readonly labelSelector?: string;
  readonly witness?: Witness;
}

/** Passes at a time: they wait for the API server alone. */
const CONCURRENCY = 20;

export function analysisParts(options: AnalysisRunsOptions): readonly Reconciler[] {
  return [analysisRunReconciler(options)] as readonly unknown[] as readonly Reconciler[];
}

function analysisRunReconciler(options: AnalysisRunsOptions): Reconciler<Snapshot, RunStatus> {
  const { sampler, labelSelector, witness } = options;
  return {
    name: 'analysis',
    own: {
      resource: ANALYSIS_RUNS,
      ...(labelSelector !== undefined && { selection: { labelSelector } }),
    },
    watches: [jobs(options.jobNamespace)],
    observe: observer(options),
    decide,
    failed,
    news: (listener) => sampler.onNews(listener),
    gone: (ref) => sampler.forget(ref),
    rootOf: ({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller);
      return nameOf({ namespace: metadata.namespace ?? '', name: owner?.name ?? metadata.name });
    },
    hasStatusSubresource: false,
    concurrency: CONCURRENCY,
    isRoutine: true,
    ...(witness && { witness }),
  };
}

/** Jobs of ours, wherever they are made. */
const jobs = (namespace: string | undefined): Watched => ({
  resource: JOBS,
  selection: { labelSelector: RUN_UID, ...(namespace !== undefined && { namespace }) },
  indexes: { [BY_RUN]: byRun },
  isOptional: true,
  names: ({ before, after }) =>
    [before, after].flatMap((job) => {
      const { [RUN_NAME]: name, [RUN_NAMESPACE]: home } = job?.metadata.annotations ?? {};
      return name === undefined || home === undefined ? [] : [nameOf({ namespace: home, name })];
    }),
});

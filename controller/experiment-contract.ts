/** What Rollouts and the Experiments that they start tell each other, in the cluster. */
import type { ExperimentSpec, ExperimentStatus } from '../crds/experiment.ts';
import type { KubeObject, Resource } from '../kube/types.ts';

export interface ExperimentObject extends KubeObject {
  /** As stored, where defaults are missing. */
  readonly spec: Partial<ExperimentSpec>;
  readonly status?: Partial<ExperimentStatus>;
}

export type TemplateStatus = NonNullable<ExperimentStatus['templateStatuses']>[number];

export const EXPERIMENTS: Resource = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment', plural: 'experiments', namespaced: true },
};

/** Ours, on an Experiment whose pods a router sends requests to: they stay until it is gone. */
const RECEIVES_REQUESTS = 'sluice.dev/receives-requests';
/** Ours, on an Experiment: the ports under which requests come, in place of those of its containers. A list as in a Service. */
export const SERVICE_PORTS = 'sluice.dev/service-ports';

export const receivesRequests = ({ metadata }: KubeObject): boolean =>
  metadata.annotations?.[RECEIVES_REQUESTS] === 'true';

export const requestsMark = (isReceiving: boolean): Readonly<Record<string, string | null>> => ({
  [RECEIVES_REQUESTS]: isReceiving ? 'true' : null,
});

/** Whoever made it needs its pods no longer, or cannot count on them. */
export const isDone = ({ status }: Pick<TemplateStatus, 'status'>): boolean =>
  status !== undefined && status !== 'Progressing' && status !== 'Running';

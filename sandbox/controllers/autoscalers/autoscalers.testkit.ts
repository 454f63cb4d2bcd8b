/** Autoscalers and their pods, for tests of decisions: each states only what it is about. */
import type { AutoscalerSpec, Behavior, Metric, Target } from '../../kinds/objects/autoscaler-spec.ts';
import { ago, NOW } from '../workloads.testkit.ts';
import type { Autoscaler, AutoscalerStatus, BusyPod, Scale } from './autoscaler.ts';
import type { Given } from './cpu-metric.ts';

interface Busy {
  readonly name?: string;
  /** What it uses in millicores, as its annotation says. */
  readonly cpu?: number | string;
  /** What each of its containers asks for. */
  readonly requests?: readonly (string | undefined)[];
  readonly phase?: string;
  readonly going?: boolean;
  /** Seconds ago. */
  readonly started?: number | undefined;
  readonly ready?: readonly [status: 'True' | 'False', since: number];
  readonly sidecars?: readonly string[];
}

/** It has run for an hour, and asks for 100m, unless it says otherwise. */
export function busy({ name = 'a', cpu, requests = ['100m'], phase = 'Running', ...more }: Busy = {}): BusyPod {
  const { going = false, started = 3600, ready = ['True', 3590], sidecars = [] } = more;
  const asking = (cpu: string | undefined) => (cpu === undefined ? {} : { resources: { requests: { cpu } } });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      ...(going && { deletionTimestamp: ago(1) }),
      ...(cpu !== undefined && {
        annotations: { 'sluice.dev/sim-cpu': typeof cpu === 'number' ? `${cpu}m` : cpu },
      }),
    },
    spec: {
      containers: requests.map((one, index) => ({ name: `c${index}`, ...asking(one) })),
      initContainers: [
        { name: 'init' },
        ...sidecars.map((one) => ({ name: 'side', restartPolicy: 'Always', ...asking(one) })),
      ],
    },
    status: {
      phase,
      startTime: ago(started),
      conditions: [{ type: 'Ready', status: ready[0], reason: '', message: '', lastTransitionTime: ago(ready[1]) }],
    },
  };
}

/** One pod for each figure, named a, b, c. */
export const using = (...figures: readonly (number | undefined)[]): readonly BusyPod[] =>
  figures.map((cpu, index) => busy({ name: 'abcdefgh'.charAt(index), ...(cpu !== undefined && { cpu }) }));

export const cpu = (target: Target | number): Metric => ({
  type: 'Resource',
  resource: { name: 'cpu', target: typeof target === 'number' ? { averageUtilization: target } : target },
});

export const given = (pods: readonly BusyPod[], metrics: readonly Metric[], more: Partial<Given> = {}): Given => ({
  spec: { maxReplicas: 100, metrics },
  namespace: 'shop',
  current: pods.length,
  pods,
  measure: () => undefined,
  now: NOW,
  ...more,
});

export const autoscaler = (spec: Partial<AutoscalerSpec> = {}, status?: AutoscalerStatus): Autoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'shop', resourceVersion: '7' },
  spec: { minReplicas: 1, maxReplicas: 10, metrics: [cpu(50)], ...spec },
  ...(status && { status }),
});

export const scale = (replicas: number): Scale => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', namespace: 'shop' },
  spec: replicas === 0 ? {} : { replicas },
  status: { replicas, selector: 'app=web' },
});

/** Both directions without rules of their own, as a server fills them in. */
export const RULES: Behavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ],
  },
  scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
};

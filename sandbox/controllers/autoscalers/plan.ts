/** What an autoscaler does now: how many replicas its target shall have, and what there is to tell. Pure. */
import type { Occurrence } from '../../../kube/events.ts';
import type { Autoscaler, BusyPod, Scale, Statement } from './autoscaler.ts';
import { bounded, leastOf } from './bounded.ts';
import { type Memory, newMemory } from './memory.ts';
import { judged, warning } from './metrics.ts';
import type { Unselected } from './selection.ts';
import type { Measure } from './usage.ts';

export interface Seen {
  readonly autoscaler: Autoscaler;
  readonly scale: Scale;
  /** Those of the target, or why they are not known. */
  readonly pods: readonly BusyPod[] | Unselected;
  readonly measure: Measure;
  readonly memory: Memory | undefined;
  readonly now: Date;
}

export interface Plan {
  readonly current: number;
  /** Undefined if that cannot be known. */
  readonly desired: number | undefined;
  /** Why that is another number than before; undefined if it is not. */
  readonly reason: string | undefined;
  readonly statements: readonly Statement[];
  readonly metrics: readonly object[] | undefined;
  readonly news: readonly Occurrence[];
  readonly memory: Memory;
}

const ABLE: Statement = {
  type: 'AbleToScale',
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
};
const DISABLED: Statement = {
  type: 'ScalingActive',
  status: 'False',
  reason: 'ScalingDisabled',
  message: 'scaling is disabled since the replica count of the target is zero',
};

export function autoscalerPlan(seen: Seen): Plan {
  const { spec } = seen.autoscaler;
  const current = seen.scale.spec?.replicas ?? 0;
  const memory = seen.memory ?? newMemory(current, seen.now.getTime());
  const { maxReplicas = 0 } = spec;
  const plan = { current, reason: undefined, statements: [ABLE], metrics: undefined, news: [], memory };
  if (current === 0 && leastOf(spec) !== 0) return { ...plan, desired: 0, statements: [ABLE, DISABLED] };
  if (current > maxReplicas)
    return { ...plan, desired: maxReplicas, reason: 'Current number of replicas above Spec.MaxReplicas' };
  if (current < leastOf(spec))
    return { ...plan, desired: leastOf(spec), reason: 'Current number of replicas below Spec.MinReplicas' };
  return measuredPlan(seen, { ...plan, desired: undefined });
}

function measuredPlan({ autoscaler, pods, measure, now }: Seen, plan: Plan): Plan {
  const { current, memory } = plan;
  const { spec, metadata } = autoscaler;
  if ('problem' in pods) return unselectedPlan(plan, pods);
  const judgement = judged({ spec, namespace: metadata.namespace ?? '', current, pods, measure, now });
  const statements = [ABLE, judgement.statement];
  const { replicas: wanted, statuses: metrics, news } = judgement;
  if (wanted === undefined) return { ...plan, statements, metrics, news };
  const result = bounded({ spec, current, desired: wanted, memory, now: now.getTime() });
  return {
    current,
    desired: result.replicas,
    reason: result.replicas === current ? undefined : reasonFor(wanted, current, judgement.name),
    statements: [...statements, ...result.statements],
    metrics,
    news,
    memory: result.memory,
  };
}

function unselectedPlan(plan: Plan, { reason, problem, condition }: Unselected): Plan {
  const statement: Statement = { type: 'ScalingActive', status: 'False', ...condition };
  return {
    ...plan,
    statements: [ABLE, statement],
    news: [warning(reason, problem), warning('FailedComputeMetricsReplicas', problem)],
  };
}

/** What the metrics said, also where something older than that decided. */
function reasonFor(wanted: number, current: number, metric: string): string {
  if (wanted > current) return `${metric} above target`;
  return wanted < current ? 'All metrics below target' : '';
}

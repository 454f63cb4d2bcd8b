/** HorizontalPodAutoscalers between version 1 and version 2: what version 1 cannot say is kept in annotations. */
import { type ApiObject, isObject, type JsonObject, type Metadata } from '../../api/object.ts';
import {
  type AutoscalerSpec,
  autoscalerSpec,
  type Behavior,
  cpuMetric,
  isCpuMetric,
  type Metric,
  type ScalingRules,
  USUAL_UTILIZATION,
} from './autoscaler-spec.ts';
import { newMetricSpec, newMetricStatus, oldMetricSpec, oldMetricStatus } from './metric-conversion.ts';

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const CURRENT = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const BEHAVIOR = `${PREFIX}behavior`;
const ALL: readonly string[] = [METRICS, CURRENT, CONDITIONS, BEHAVIOR];

interface OldSpec {
  readonly scaleTargetRef?: unknown;
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  readonly targetCPUUtilizationPercentage?: number;
}

/** From version 1 to the stored version 2. */
export function horizontalPodAutoscalerToStorage(object: ApiObject): ApiObject {
  const annotations = object.metadata.annotations ?? {};
  const { targetCPUUtilizationPercentage: target, ...spec } = (object['spec'] ?? {}) as OldSpec;
  const metrics = [
    ...(parsedList(annotations[METRICS]) ?? []).map(newMetricSpec),
    ...(target === undefined ? [] : [cpuMetric(target)]),
  ];
  const behavior = newBehavior(annotations[BEHAVIOR]);
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: withoutAnnotations(object.metadata),
    spec: {
      ...spec,
      metrics: metrics.length > 0 ? metrics : [cpuMetric(USUAL_UTILIZATION)],
      ...(behavior && { behavior }),
    },
    status: newStatus(object, annotations),
  };
}

function withoutAnnotations(metadata: Metadata): Metadata {
  const { annotations, ...rest } = metadata;
  if (!annotations || !ALL.some((name) => name in annotations)) return metadata;
  const kept = Object.entries(annotations).filter(([name]) => !ALL.includes(name));
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
}

/** Nonsense in an annotation is as good as none. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsedList(text: string | undefined): JsonObject[] | undefined {
  const value = parsed(text);
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

function newStatus(object: ApiObject, annotations: Readonly<Record<string, string>>): JsonObject {
  const { currentCPUUtilizationPercentage: share, ...status } = (object['status'] ?? {}) as JsonObject;
  const usual =
    share === undefined
      ? undefined
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: share } } }];
  const conditions = parsedList(annotations[CONDITIONS]);
  return {
    ...status,
    currentMetrics: parsedList(annotations[CURRENT])?.map(newMetricStatus) ?? usual ?? null,
    ...(conditions && { conditions }),
    desiredReplicas: status['desiredReplicas'] ?? 0,
  };
}

/** From the stored version 2 to version 1. */
export function horizontalPodAutoscalerFromStorage(object: ApiObject): ApiObject {
  const { scaleTargetRef, minReplicas, maxReplicas, metrics = [], behavior } = autoscalerSpec(object);
  const target = metrics.find(isCpuMetric)?.resource?.target?.averageUtilization;
  const metadata = withoutAnnotations(object.metadata);
  const annotations = extraAnnotations(object, metrics, behavior);
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: annotations ? { ...metadata, annotations: { ...metadata.annotations, ...annotations } } : metadata,
    spec: {
      scaleTargetRef,
      ...(minReplicas !== undefined && { minReplicas }),
      maxReplicas,
      ...(target !== undefined && { targetCPUUtilizationPercentage: target }),
    },
    status: oldStatus(object),
  };
}

function extraAnnotations(
  object: ApiObject,
  metrics: NonNullable<AutoscalerSpec['metrics']>,
  behavior: Behavior | undefined,
): Record<string, string> | undefined {
  const { currentMetrics, conditions } = (object['status'] ?? {}) as { currentMetrics?: unknown; conditions?: unknown };
  const others = metrics.filter((metric) => !isCpuMetric(metric));
  const found = {
    ...(others.length > 0 && { [METRICS]: text(others.map((one: Metric) => oldMetricSpec(one as JsonObject))) }),
    ...(isFilled(currentMetrics) && { [CURRENT]: text(currentMetrics.map(oldMetricStatus)) }),
    ...(behavior && { [BEHAVIOR]: text(oldBehavior(behavior)) }),
    ...(isFilled(conditions) && { [CONDITIONS]: text(conditions.map(oldCondition)) }),
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

const isFilled = (value: unknown): value is JsonObject[] => Array.isArray(value) && value.length > 0;

/** Go escapes what could be mistaken for HTML. */
const text = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);

function oldCondition({ type, status, lastTransitionTime, reason, message }: JsonObject): JsonObject {
  return {
    type,
    status,
    lastTransitionTime: lastTransitionTime ?? null,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  };
}

function oldStatus(object: ApiObject): JsonObject {
  const { currentMetrics, conditions, ...status } = (object['status'] ?? {}) as JsonObject;
  const cpu = isFilled(currentMetrics)
    ? (currentMetrics as { type?: string; resource?: { name?: string; current?: { averageUtilization?: number } } }[])
        .filter(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')
        .findLast(({ resource }) => resource?.current?.averageUtilization !== undefined)
    : undefined;
  return {
    ...status,
    currentReplicas: status['currentReplicas'] ?? 0,
    desiredReplicas: status['desiredReplicas'] ?? 0,
    ...(cpu && { currentCPUUtilizationPercentage: cpu.resource?.current?.averageUtilization }),
  };
}

/** The annotation shows Go's own field names. */
const oldBehavior = ({ scaleUp, scaleDown }: Behavior): JsonObject => ({
  ScaleUp: oldRules(scaleUp),
  ScaleDown: oldRules(scaleDown),
});

const oldRules = (rules: ScalingRules | undefined): JsonObject | null =>
  rules
    ? {
        StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
        SelectPolicy: rules.selectPolicy ?? null,
        Policies:
          rules.policies?.map(({ type, value, periodSeconds }) => ({
            Type: type,
            Value: value,
            PeriodSeconds: periodSeconds,
          })) ?? null,
        Tolerance: null,
      }
    : null;

function newBehavior(annotation: string | undefined): Behavior | undefined {
  const value = parsed(annotation);
  if (!isObject(value)) return undefined;
  const [scaleUp, scaleDown] = [newRules(field(value, 'ScaleUp')), newRules(field(value, 'ScaleDown'))];
  return scaleUp || scaleDown ? { ...(scaleUp && { scaleUp }), ...(scaleDown && { scaleDown }) } : undefined;
}

/** Go reads names of fields in any case. */
const field = (value: JsonObject, name: string): unknown =>
  value[name] ?? value[name.charAt(0).toLowerCase() + name.slice(1)];

function newRules(value: unknown): ScalingRules | undefined {
  if (!isObject(value)) return undefined;
  const [seconds, policy] = [field(value, 'StabilizationWindowSeconds'), field(value, 'SelectPolicy')];
  const policies = field(value, 'Policies');
  return {
    ...(typeof seconds === 'number' && { stabilizationWindowSeconds: seconds }),
    ...(typeof policy === 'string' && { selectPolicy: policy }),
    ...(Array.isArray(policies) && { policies: policies.filter(isObject).map(newPolicy) }),
  };
}

function newPolicy(value: JsonObject): { type: string; value: number; periodSeconds: number } {
  return {
    type: String(field(value, 'Type') ?? ''),
    value: Number(field(value, 'Value') ?? 0),
    periodSeconds: Number(field(value, 'PeriodSeconds') ?? 0),
  };
}

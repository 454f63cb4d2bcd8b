/** HorizontalPodAutoscalers: what is filled in, in both versions. */
import type { FieldError } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { horizontalPodAutoscalerToStorage } from './autoscaler-conversion.ts';
import {
  autoscalerSpec,
  cpuMetric,
  type ScalingPolicy,
  type ScalingRules,
  USUAL_UTILIZATION,
} from './autoscaler-spec.ts';
import { autoscalerErrors, autoscalerStatusErrors } from './autoscaler-validation.ts';

const policy = (type: string, value: number): ScalingPolicy => ({ type, value, periodSeconds: 15 });

const usualUp = (): ScalingRules => ({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [policy('Pods', 4), policy('Percent', 100)],
});

const usualDown = (): ScalingRules => ({ selectPolicy: 'Max', policies: [policy('Percent', 100)] });

/** Of version 2, which is stored. */
export const horizontalPodAutoscalerBehaviour: Behaviour = {
  defaults(object) {
    const spec = autoscalerSpec(object);
    spec.minReplicas ??= 1;
    if (!spec.metrics?.length) spec.metrics = [cpuMetric(USUAL_UTILIZATION)];
    if (spec.behavior)
      spec.behavior = {
        scaleUp: { ...usualUp(), ...spec.behavior.scaleUp },
        scaleDown: { ...usualDown(), ...spec.behavior.scaleDown },
      };
    object['spec'] = spec;
  },
  creating(object) {
    object['status'] = { currentMetrics: null, desiredReplicas: 0 };
  },
  validate: autoscalerErrors,
  validateStatus: autoscalerStatusErrors,
};

/** Of version 1; errors speak of what is stored, as a real server's do. */
export const horizontalPodAutoscalerV1Behaviour: Behaviour = {
  defaults(object) {
    object['spec'] ??= {};
    const spec = object['spec'] as { minReplicas?: number; targetCPUUtilizationPercentage?: number };
    spec.minReplicas ??= 1;
    const stored = autoscalerSpec(horizontalPodAutoscalerToStorage(object)).metrics ?? [];
    if (spec.targetCPUUtilizationPercentage === undefined && isUsual(stored))
      spec.targetCPUUtilizationPercentage = USUAL_UTILIZATION;
  },
  creating(object) {
    object['status'] = { currentReplicas: 0, desiredReplicas: 0 };
  },
  validate: (object: ApiObject): FieldError[] => autoscalerErrors(horizontalPodAutoscalerToStorage(object)),
  validateStatus: autoscalerStatusErrors,
};

const isUsual = (metrics: readonly { resource?: { target?: { averageUtilization?: number } } }[]): boolean =>
  metrics.length === 1 && metrics[0]?.resource?.target?.averageUtilization === USUAL_UTILIZATION;

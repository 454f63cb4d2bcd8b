/** What is wrong with a HorizontalPodAutoscaler, whichever version it came in. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { notNegative } from '../rules/numbers.ts';
import {
  autoscalerSpec,
  type Behavior,
  referenceErrors,
  type ScalingPolicy,
  type ScalingRules,
} from './autoscaler-spec.ts';
import { metricErrors } from './metric-validation.ts';

const SELECT = ['Disabled', 'Max', 'Min'];
const POLICIES = ['Percent', 'Pods'];
const ONE_HOUR = 3600;
const HALF_HOUR = 1800;

export function autoscalerErrors(object: ApiObject): FieldError[] {
  const { minReplicas, maxReplicas = 0, scaleTargetRef = {}, metrics = [], behavior } = autoscalerSpec(object);
  return [
    ...boundsErrors(minReplicas, maxReplicas),
    ...referenceErrors(scaleTargetRef, 'spec.scaleTargetRef'),
    ...metrics.flatMap((metric, index) => metricErrors(metric, `spec.metrics[${index}]`)),
    ...(minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')
      ? [
          forbidden(
            'spec.metrics',
            'must specify at least one Object or External metric to support scaling to zero replicas',
          ),
        ]
      : []),
    ...behaviorErrors(behavior),
  ];
}

function boundsErrors(least: number | undefined, most: number): FieldError[] {
  const field = 'spec.maxReplicas';
  return [
    ...(least !== undefined && least < 1
      ? [invalid('spec.minReplicas', least, 'must be greater than or equal to 1')]
      : []),
    ...(most < 1 ? [invalid(field, most, 'must be greater than 0')] : []),
    ...(least !== undefined && most < least
      ? [invalid(field, most, 'must be greater than or equal to `minReplicas`')]
      : []),
  ];
}

const behaviorErrors = (behavior: Behavior = {}): FieldError[] => [
  ...(behavior.scaleUp ? rulesErrors(behavior.scaleUp, 'spec.behavior.scaleUp') : []),
  ...(behavior.scaleDown ? rulesErrors(behavior.scaleDown, 'spec.behavior.scaleDown') : []),
];

function rulesErrors(rules: ScalingRules, field: string): FieldError[] {
  const { stabilizationWindowSeconds: seconds = 0, selectPolicy, policies = [] } = rules;
  const at = `${field}.stabilizationWindowSeconds`;
  return [
    ...(seconds < 0 ? [invalid(at, seconds, 'must be greater than or equal to zero')] : []),
    ...(seconds > ONE_HOUR ? [invalid(at, seconds, `must be less than or equal to ${ONE_HOUR}`)] : []),
    ...(selectPolicy === undefined || SELECT.includes(selectPolicy)
      ? []
      : [unsupported(`${field}.selectPolicy`, selectPolicy, SELECT)]),
    ...(policies.length === 0 ? [required(`${field}.policies`, 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy, index) => policyErrors(policy, `${field}.policies[${index}]`)),
  ];
}

function policyErrors({ type = '', value = 0, periodSeconds = 0 }: ScalingPolicy, field: string): FieldError[] {
  const period = `${field}.periodSeconds`;
  return [
    ...(POLICIES.includes(type) ? [] : [unsupported(`${field}.type`, type, POLICIES)]),
    ...(value <= 0 ? [invalid(`${field}.value`, value, 'must be greater than zero')] : []),
    ...(periodSeconds <= 0 ? [invalid(period, periodSeconds, 'must be greater than zero')] : []),
    ...(periodSeconds > HALF_HOUR
      ? [invalid(period, periodSeconds, `must be less than or equal to ${HALF_HOUR}`)]
      : []),
  ];
}

export function autoscalerStatusErrors(object: ApiObject): FieldError[] {
  const status = (object['status'] ?? {}) as Readonly<Record<string, unknown>>;
  return ['currentReplicas', 'desiredReplicas'].flatMap((field) => notNegative(status[field], `status.${field}`));
}

/** The fields of a HorizontalPodAutoscaler as it is stored: in version 2. */
import { type FieldError, required } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { pathSegment, ruleErrors } from '../rules/names.ts';

export interface Target {
  readonly type?: string;
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}

export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface Source {
  readonly name?: string;
  readonly container?: string;
  readonly describedObject?: ObjectReference;
  readonly metric?: { readonly name?: string; readonly selector?: object };
  readonly target?: Target;
}

export interface Metric {
  readonly type?: string;
  readonly object?: Source;
  readonly pods?: Source;
  readonly resource?: Source;
  readonly containerResource?: Source;
  readonly external?: Source;
}

export interface ScalingPolicy {
  readonly type?: string;
  readonly value?: number;
  readonly periodSeconds?: number;
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly ScalingPolicy[];
}

export interface Behavior {
  scaleUp?: ScalingRules;
  scaleDown?: ScalingRules;
}

export interface AutoscalerSpec {
  readonly scaleTargetRef?: ObjectReference;
  minReplicas?: number;
  readonly maxReplicas?: number;
  metrics?: readonly Metric[];
  behavior?: Behavior;
}

export const autoscalerSpec = (object: ApiObject): AutoscalerSpec => (object['spec'] ?? {}) as AutoscalerSpec;

/** What a reference by kind and name needs. */
export const referenceErrors = ({ kind = '', name = '' }: ObjectReference, field: string): FieldError[] => [
  ...(kind === '' ? [required(`${field}.kind`)] : ruleErrors(`${field}.kind`, kind, pathSegment)),
  ...(name === '' ? [required(`${field}.name`)] : ruleErrors(`${field}.name`, name, pathSegment)),
];

/** What is aimed at if nothing else is said. */
export const USUAL_UTILIZATION = 80;

export const cpuMetric = (averageUtilization: number): Metric => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

/** The one metric that version 1 knows. */
export const isCpuMetric = ({ type, resource }: Metric): boolean =>
  type === 'Resource' && resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined;

/** What is peculiar to deployments. */
import { type FieldError, forbidden, invalid, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { invalidIf, NO_ERRORS } from '../pods/field-rules.ts';
import { warnOfName } from '../pods/name-warning.ts';
import { above100Errors, intOrPercentErrors } from '../rules/int-or-string.ts';
import { setTemplateDefaults, specOf, type WorkloadSpec } from './template.ts';
import {
  amountOf,
  type Counts,
  collisionErrors,
  countErrors,
  excessErrors,
  selectedTemplateErrors,
  selectorChangeErrors,
  statusOf,
} from './workload-rules.ts';

interface Rolling {
  maxSurge?: string | number;
  maxUnavailable?: string | number;
}

interface Strategy {
  type?: string;
  rollingUpdate?: Rolling;
}

interface DeploymentSpec extends WorkloadSpec {
  strategy?: Strategy;
  progressDeadlineSeconds?: number;
}

const COUNTS: readonly string[] = [
  ...['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  ...['unavailableReplicas', 'terminatingReplicas', 'collisionCount'],
];
const PARTS = ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const;

export const deploymentBehaviour: Behaviour = {
  defaults: setDeploymentDefaults,
  creating: (object, cluster) => {
    object['status'] = {};
    warnOfName(object, cluster);
  },
  validate: deploymentErrors,
  validateUpdate: selectorChangeErrors,
  validateStatus: (object, old) => [
    ...replicaErrors(statusOf(object)),
    ...collisionErrors(statusOf(object), statusOf(old)),
  ],
};

function setDeploymentDefaults(object: ApiObject): void {
  const spec = specOf<DeploymentSpec>(object);
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  setTemplateDefaults(spec);
}

function deploymentErrors(object: ApiObject): readonly FieldError[] {
  const spec = specOf<DeploymentSpec>(object);
  const { progressDeadlineSeconds: deadline = 0, minReadySeconds = 0 } = spec;
  const field = 'spec.progressDeadlineSeconds';
  return [
    ...countErrors(spec, ['replicas'], 'spec'),
    ...selectedTemplateErrors(spec),
    ...strategyErrors(spec.strategy ?? {}, 'spec.strategy'),
    ...countErrors(spec, ['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'], 'spec'),
    ...invalidIf(deadline <= minReadySeconds, field, deadline, 'must be greater than minReadySeconds'),
  ];
}

function strategyErrors(strategy: Strategy, field: string): readonly FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (type === 'RollingUpdate') return rollingErrors(rollingUpdate ?? {}, `${field}.rollingUpdate`);
  if (type !== 'Recreate') return [unsupported(field, strategy, ['Recreate', 'RollingUpdate'])];
  const why = "may not be specified when strategy `type` is 'Recreate'";
  return rollingUpdate ? [forbidden(`${field}.rollingUpdate`, why)] : NO_ERRORS;
}

function rollingErrors({ maxUnavailable, maxSurge }: Rolling, field: string): readonly FieldError[] {
  const isStuck = amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0;
  const at = `${field}.maxUnavailable`;
  return [
    ...intOrPercentErrors(maxUnavailable, at),
    ...intOrPercentErrors(maxSurge, `${field}.maxSurge`),
    ...(isStuck ? [invalid(at, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : NO_ERRORS),
    ...above100Errors(maxUnavailable, at),
  ];
}

const replicaErrors = (status: Counts): readonly FieldError[] => [
  ...countErrors(status, COUNTS, 'status'),
  ...PARTS.flatMap((part) => excessErrors(status, part, 'replicas', 'status.replicas')),
  ...excessErrors(status, 'availableReplicas', 'readyReplicas', 'readyReplicas'),
];

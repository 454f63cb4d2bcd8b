/** What is peculiar to replica sets. */
import type { FieldError } from '../../api/field-error.ts';
import type { Behaviour } from '../kind.ts';
import { warnOfName } from '../pods/name-warning.ts';
import { setTemplateDefaults, specOf, type WorkloadSpec } from './template.ts';
import {
  type Counts,
  countErrors,
  excessErrors,
  selectedTemplateErrors,
  selectorChangeErrors,
  statusOf,
} from './workload-rules.ts';

const COUNTS: readonly string[] = [
  ...['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  'terminatingReplicas',
];
const PARTS = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;

export const replicaSetBehaviour: Behaviour = {
  defaults: (object) => {
    const spec = specOf<WorkloadSpec>(object);
    spec.replicas ??= 1;
    setTemplateDefaults(spec);
  },
  creating: (object, cluster) => {
    object['status'] = { replicas: 0 };
    warnOfName(object, cluster);
  },
  validate: (object) => {
    const spec = specOf<WorkloadSpec>(object);
    return [...countErrors(spec, ['replicas', 'minReadySeconds'], 'spec'), ...selectedTemplateErrors(spec)];
  },
  validateUpdate: selectorChangeErrors,
  validateStatus: (object) => replicaErrors(statusOf(object)),
};

const replicaErrors = (status: Counts): readonly FieldError[] => [
  ...countErrors(status, COUNTS, 'status'),
  ...PARTS.flatMap((part) => excessErrors(status, part, 'replicas', 'status.replicas')),
  ...excessErrors(status, 'availableReplicas', 'readyReplicas', 'readyReplicas'),
];

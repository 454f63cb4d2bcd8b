/** PriorityClasses: their value is for ever. */
import { forbiddenFor } from '../../api/api-error.ts';
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour, ClusterView } from '../kind.ts';

interface PriorityClass {
  readonly value?: number;
  readonly globalDefault?: boolean;
  preemptionPolicy?: string;
}

const HIGHEST = 1_000_000_000;
const POLICIES = ['PreemptLowerPriority', 'Never'];
const SYSTEM: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const NAMED = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };

export const priorityClassBehaviour: Behaviour = {
  defaults(object) {
    (object as PriorityClass).preemptionPolicy ??= 'PreemptLowerPriority';
  },
  creating: (object, cluster) => refuseSecondDefault(object, cluster),
  updating: (object, _, cluster) => refuseSecondDefault(object, cluster),
  validate,
  validateUpdate,
};

function refuseSecondDefault(object: ApiObject, cluster: ClusterView): void {
  if (!(object as PriorityClass).globalDefault) return;
  const { name } = object.metadata;
  const other = cluster
    .all('priorityclasses.scheduling.k8s.io')
    .find((one) => (one as PriorityClass).globalDefault && one.metadata.name !== name);
  if (!other) return;
  throw forbiddenFor(
    NAMED,
    name,
    `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
  );
}

function validate(object: ApiObject): FieldError[] {
  const { value = 0, preemptionPolicy } = object as PriorityClass;
  return [...valueErrors(object, value), ...policyErrors(preemptionPolicy)];
}

function valueErrors(object: ApiObject, value: number): FieldError[] {
  const { name = '' } = object.metadata;
  if (!name.startsWith('system-')) {
    const text = `maximum allowed value of a user defined priority is ${HIGHEST}`;
    return value > HIGHEST ? [forbidden('value', text)] : [];
  }
  const why = systemProblem(name, value, (object as PriorityClass).globalDefault ?? false);
  const text = `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`;
  return why === undefined ? [] : [forbidden('metadata.name', text)];
}

function systemProblem(name: string, value: number, isDefault: boolean): string | undefined {
  const expected = SYSTEM[name];
  if (expected === undefined) return `${name} is not a known system priority class`;
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`;
  return isDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function policyErrors(policy: string | undefined): FieldError[] {
  if (policy === '') return [required('preemptionPolicy')];
  if (policy === undefined || POLICIES.includes(policy)) return [];
  return [unsupported('preemptionPolicy', policy, POLICIES)];
}

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  const { value = 0, preemptionPolicy } = object as PriorityClass;
  const before = old as PriorityClass;
  return [
    ...(value === (before.value ?? 0) ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...(preemptionPolicy === before.preemptionPolicy
      ? []
      : [invalid('preemptionPolicy', preemptionPolicy, 'field is immutable')]),
  ];
}

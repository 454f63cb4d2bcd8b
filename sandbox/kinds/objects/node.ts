/** Nodes: their taints, their size, and what of them never changes. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { range, rangeErrors } from '../rules/addresses.ts';
import { labelValue, qualifiedName, ruleErrors } from '../rules/names.ts';
import { repeats } from '../rules/repeats.ts';
import { type Amounts, amountErrors } from './resource-names.ts';

interface Taint {
  readonly key?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface NodeSpec {
  readonly taints?: readonly Taint[];
  podCIDR?: string;
  podCIDRs?: readonly string[];
  readonly providerID?: string;
}

interface NodeStatus {
  readonly capacity?: Amounts;
  readonly allocatable?: Amounts;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const ONCE = 'except from "" to valid';

export const nodeBehaviour: Behaviour = {
  defaults(object) {
    const [spec, status] = [specOf(object), statusOf(object)];
    // Never in place: a status may be the stored one.
    if (status.capacity && !status.allocatable) object['status'] = { ...status, allocatable: { ...status.capacity } };
    if (spec.podCIDR && !spec.podCIDRs?.length) spec.podCIDRs = [spec.podCIDR];
  },
  validate: (object) => [
    ...taintsErrors(specOf(object).taints ?? []),
    ...amountsErrors(object),
    ...rangesErrors(specOf(object).podCIDRs ?? []),
  ],
  validateUpdate,
  validateStatus: amountsErrors,
};

function specOf(object: ApiObject): NodeSpec {
  return (object['spec'] ?? {}) as NodeSpec;
}

function statusOf(object: ApiObject): NodeStatus {
  return (object['status'] ?? {}) as NodeStatus;
}

function taintsErrors(taints: readonly Taint[]): FieldError[] {
  const repeated = repeats(taints.map(({ key, effect }) => `${effect}:${key}`));
  return taints.flatMap((taint, index) => {
    const field = `metadata.taints[${index}]`;
    const { key = '', value = '', effect = '' } = taint;
    const wrong = labelValue(value);
    return [
      ...ruleErrors(`${field}.key`, key, qualifiedName),
      ...(wrong.length > 0 ? [invalid(`${field}.value`, value, wrong.join(';'))] : []),
      ...effectErrors(effect, `${field}.effect`),
      ...(repeated.has(index) ? [repeatedTaint(field, taint)] : []),
    ];
  });
}

const repeatedTaint = (field: string, value: Taint): FieldError => ({
  type: 'FieldValueDuplicate',
  field,
  value,
  detail: 'taints must be unique by key and effect pair',
});

function effectErrors(effect: string, field: string): FieldError[] {
  if (effect === '') return [required(field)];
  return EFFECTS.includes(effect) ? [] : [unsupported(field, effect, EFFECTS)];
}

function amountsErrors(object: ApiObject): FieldError[] {
  const { capacity = {}, allocatable = {} } = statusOf(object);
  const errors = (amounts: Amounts, field: string): FieldError[] =>
    Object.entries(amounts).flatMap(([name, value]) => amountErrors(name, value, `${field}.${name}`));
  return [...errors(capacity, 'status.capacity'), ...errors(allocatable, 'status.allocatable')];
}

function rangesErrors(ranges: readonly string[]): FieldError[] {
  const families = new Set(ranges.map((text) => range(text)?.bits));
  const isMixed = ranges.length < 2 || (ranges.length === 2 && families.size === 2);
  return [
    ...ranges.flatMap((text, index) => rangeErrors(`spec.podCIDRs[${index}]`, text)),
    ...(isMixed ? [] : [invalid('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family')]),
  ];
}

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [specOf(object), specOf(old)];
  const [now, then] = [spec.podCIDRs ?? [], before.podCIDRs ?? []];
  const isSame = then.length === 0 || (now.length === then.length && then.every((one, index) => one === now[index]));
  const isKnown = !before.providerID || before.providerID === spec.providerID;
  return [
    ...(isSame ? [] : [forbidden('spec.podCIDRs', `node updates may not change podCIDR ${ONCE}`)]),
    ...(isKnown ? [] : [forbidden('spec.providerID', `node updates may not change providerID ${ONCE}`)]),
  ];
}

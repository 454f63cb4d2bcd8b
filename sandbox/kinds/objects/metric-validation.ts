/** What is wrong with one metric of a HorizontalPodAutoscaler. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { dnsLabel, pathSegment, ruleErrors } from '../rules/names.ts';
import { quantity } from '../rules/quantities.ts';
import { type Metric, referenceErrors, type Source, type Target } from './autoscaler-spec.ts';
import { containerResourceErrors } from './resource-names.ts';

type SourceName = Exclude<keyof Metric, 'type'>;

const FIELDS: Readonly<Record<string, SourceName>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const TYPES = Object.keys(FIELDS);
/** In this order; of several sources only the first one is looked into. */
const SOURCES: readonly SourceName[] = ['object', 'external', 'pods', 'resource', 'containerResource'];
const TARGETS = ['Utilization', 'Value', 'AverageValue'];

export function metricErrors(metric: Metric, field: string): FieldError[] {
  const { type = '' } = metric;
  const expected = FIELDS[type];
  const present = SOURCES.filter((name) => metric[name]);
  const [first] = present;
  const unknown = expected ? [] : [unsupported(`${field}.type`, type, TYPES)];
  return [
    ...(type === '' ? [required(`${field}.type`, 'must specify a metric source type')] : []),
    ...unknown,
    ...(first ? sourceErrors(first, metric[first] ?? {}, `${field}.${first}`) : []),
    ...unknown,
    ...(expected && !metric[expected]
      ? [required(`${field}.${expected}`, 'must populate information for the given metric source')]
      : []),
    ...(present.length === 1 ? [] : others(present, expected, field)),
  ];
}

const others = (present: readonly SourceName[], expected: SourceName | undefined, field: string): FieldError[] =>
  present
    .filter((name) => name !== expected)
    .map((name) => forbidden(`${field}.${name}`, 'must populate the given metric source only'));

function sourceErrors(name: SourceName, source: Source, field: string): FieldError[] {
  const { target = {} } = source;
  return [
    ...subjectErrors(name, source, field),
    ...targetErrors(target, `${field}.target`),
    ...amountErrors(name, target, `${field}.target`),
  ];
}

function subjectErrors(name: SourceName, source: Source, field: string): FieldError[] {
  switch (name) {
    case 'object':
      return [
        ...referenceErrors(source.describedObject ?? {}, `${field}.describedObject`),
        ...namedErrors(source, field),
      ];
    case 'external':
    case 'pods':
      return namedErrors(source, field);
    case 'resource':
      return source.name ? [] : [required(`${field}.name`, 'must specify a resource name')];
    case 'containerResource':
      return containerErrors(source, field);
  }
}

function namedErrors({ metric }: Source, field: string): FieldError[] {
  const name = metric?.name ?? '';
  const at = `${field}.metric.name`;
  return name === '' ? [required(at, 'must specify a metric name')] : ruleErrors(at, name, pathSegment);
}

function containerErrors({ name = '', container = '' }: Source, field: string): FieldError[] {
  const at = `${field}.container`;
  return [
    ...(name === ''
      ? [required(`${field}.name`, 'must specify a resource name')]
      : containerResourceErrors(name, `${field}.name`)),
    ...(container === '' ? [required(at, 'must specify a container')] : ruleErrors(at, container, dnsLabel)),
  ];
}

function targetErrors({ type = '', value, averageValue, averageUtilization }: Target, field: string): FieldError[] {
  const positive = (amount: string | undefined, at: string): FieldError[] =>
    amount === undefined || (quantity(amount) ?? 0n) > 0n ? [] : [invalid(at, amount, 'must be positive')];
  return [
    ...(type === '' ? [required(`${field}.type`, 'must specify a metric target type')] : []),
    ...(TARGETS.includes(type)
      ? []
      : [invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...positive(value, `${field}.value`),
    ...positive(averageValue, `${field}.averageValue`),
    ...(averageUtilization !== undefined && averageUtilization < 1
      ? [invalid(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0')]
      : []),
  ];
}

type Amount = 'value' | 'averageValue' | 'averageUtilization';

/** Which amounts a source takes, and what to say of none and of two. */
interface Amounts {
  readonly either: readonly Amount[];
  readonly missing: { readonly at: Amount; readonly text: string };
  readonly both?: { readonly at: Amount; readonly text: string };
}

const SHARE_OR_AVERAGE: Amounts = {
  either: ['averageUtilization', 'averageValue'],
  missing: { at: 'averageUtilization', text: 'must set either a target raw value or a target utilization' },
  both: { at: 'averageValue', text: 'may not set both a target raw value and a target utilization' },
};

const AMOUNTS: Readonly<Record<SourceName, Amounts>> = {
  object: {
    either: ['value', 'averageValue'],
    missing: { at: 'averageValue', text: 'must set either a target value or averageValue' },
  },
  pods: {
    either: ['averageValue'],
    missing: { at: 'averageValue', text: 'must specify a positive target averageValue' },
  },
  external: {
    either: ['value', 'averageValue'],
    missing: { at: 'averageValue', text: 'must set either a target value for metric or a per-pod target' },
    both: { at: 'value', text: 'may not set both a target value for metric and a per-pod target' },
  },
  resource: SHARE_OR_AVERAGE,
  containerResource: SHARE_OR_AVERAGE,
};

function amountErrors(name: SourceName, target: Target, field: string): FieldError[] {
  const { either, missing, both } = AMOUNTS[name];
  const given = either.filter((amount) => target[amount] !== undefined);
  if (given.length === 0) return [required(`${field}.${missing.at}`, missing.text)];
  return both && given.length === 2 ? [forbidden(`${field}.${both.at}`, both.text)] : [];
}

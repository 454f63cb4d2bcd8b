/** What environment variables may be called, and where their values may come from. */
import { type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import { beforeSuffix, configKey, dnsSubdomain, envVarName, qualifiedName, ruleErrors } from '../rules/names.ts';
import { quantity } from '../rules/quantities.ts';
import { missing, NO_ERRORS } from './field-rules.ts';
import type { EnvFrom, EnvVar, FieldRef, KeyRef, ResourceFieldRef } from './pod-spec.ts';

const FOR_ENV: readonly string[] = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];
/** Everything about a pod that has a name, whether allowed in one place or not. */
const KNOWN: readonly string[] = [
  ...FOR_ENV,
  ...['metadata.annotations', 'metadata.labels', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'],
];
const RESOURCES: readonly string[] = [
  ...['limits.cpu', 'limits.ephemeral-storage', 'limits.memory'],
  ...['requests.cpu', 'requests.ephemeral-storage', 'requests.memory'],
];
const HUGE_PAGES = /^(?:requests|limits)\.hugepages-/;
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'] as const;

export const envErrors = (variables: readonly EnvVar[], field: string): readonly FieldError[] =>
  variables.flatMap((one, index) => {
    const at = `${field}[${index}]`;
    const { name = '' } = one;
    return [
      ...(name === '' ? [required(`${at}.name`)] : ruleErrors(`${at}.name`, name, envVarName)),
      ...sourceErrors(one, `${at}.valueFrom`),
    ];
  });

function sourceErrors({ value, valueFrom }: EnvVar, field: string): readonly FieldError[] {
  if (!valueFrom) return NO_ERRORS;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef].filter((one) => one !== undefined);
  return [
    ...(fieldRef ? fieldRefErrors(fieldRef, `${field}.fieldRef`, FOR_ENV) : NO_ERRORS),
    ...(resourceFieldRef
      ? resourceRefErrors(resourceFieldRef, `${field}.resourceFieldRef`, { needsContainer: false })
      : NO_ERRORS),
    ...(configMapKeyRef ? keyRefErrors(configMapKeyRef, `${field}.configMapKeyRef`) : NO_ERRORS),
    ...(secretKeyRef ? keyRefErrors(secretKeyRef, `${field}.secretKeyRef`) : NO_ERRORS),
    ...countErrors(sources.length, value ?? '', field),
  ];
}

function countErrors(count: number, value: string, field: string): readonly FieldError[] {
  if (count === 0)
    return [
      invalid(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'),
    ];
  if (value !== '') return [invalid(field, '', 'may not be specified when `value` is not empty')];
  return count > 1 ? [invalid(field, '', 'may not have more than one field specified at a time')] : NO_ERRORS;
}

export function fieldRefErrors(
  { apiVersion = '', fieldPath = '' }: FieldRef,
  field: string,
  allowed: readonly string[],
): readonly FieldError[] {
  if (apiVersion === '') return [required(`${field}.apiVersion`)];
  if (fieldPath === '') return [required(`${field}.fieldPath`)];
  const at = `${field}.fieldPath`;
  if (apiVersion !== 'v1')
    return [invalid(at, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`)];
  const bracket = fieldPath.indexOf("['");
  if (bracket > 0 && fieldPath.endsWith("']")) return entryErrors(fieldPath, bracket, field);
  const name = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!KNOWN.includes(name))
    return [invalid(at, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
  return allowed.includes(name) ? NO_ERRORS : [unsupported(at, name, allowed)];
}

/** One label or annotation: `metadata.labels['app']`. */
function entryErrors(fieldPath: string, bracket: number, field: string): readonly FieldError[] {
  const path = fieldPath.slice(0, bracket);
  const key = fieldPath.slice(bracket + 2, -2);
  if (path === 'metadata.annotations') return ruleErrors(field, key.toLowerCase(), qualifiedName);
  if (path === 'metadata.labels') return ruleErrors(field, key, qualifiedName);
  const why = `error converting fieldPath: field label does not support subscript: ${fieldPath}`;
  return [invalid(`${field}.fieldPath`, fieldPath, why)];
}

export function resourceRefErrors(
  reference: ResourceFieldRef,
  field: string,
  { needsContainer }: { needsContainer: boolean },
): readonly FieldError[] {
  const { containerName = '', resource = '', divisor = '' } = reference;
  return [
    ...(needsContainer && containerName === ''
      ? [required(`${field}.containerName`)]
      : resourceNameErrors(resource, `${field}.resource`)),
    ...divisorErrors(resource, divisor, `${field}.divisor`),
  ];
}

function resourceNameErrors(resource: string, field: string): readonly FieldError[] {
  if (resource === '') return [required(field)];
  return RESOURCES.includes(resource) || HUGE_PAGES.test(resource)
    ? NO_ERRORS
    : [unsupported(field, resource, RESOURCES)];
}

function divisorErrors(resource: string, divisor: string, field: string): readonly FieldError[] {
  if ((quantity(divisor) ?? 0n) === 0n) return NO_ERRORS;
  if (resource.endsWith('.cpu'))
    return divisor === '1m' || divisor === '1'
      ? NO_ERRORS
      : [invalid(field, resource, "only divisor's values 1m and 1 are supported with the cpu resource")];
  const what = sizedResource(resource);
  if (what === undefined || SIZES.some((one) => one === divisor)) return NO_ERRORS;
  return [
    invalid(field, resource, `only divisor's values ${SIZES.join(', ')} are supported with the ${what} resource`),
  ];
}

function sizedResource(resource: string): string | undefined {
  if (resource.endsWith('.memory')) return 'memory';
  if (resource.endsWith('.ephemeral-storage')) return 'local ephemeral storage';
  return HUGE_PAGES.test(resource) ? 'hugepages' : undefined;
}

const keyRefErrors = ({ name = '', key = '' }: KeyRef, field: string): readonly FieldError[] => [
  ...ruleErrors(`${field}.name`, name, dnsSubdomain),
  ...(key === '' ? [required(`${field}.key`)] : ruleErrors(`${field}.key`, key, configKey)),
];

export const envFromErrors = (sources: readonly EnvFrom[], field: string): readonly FieldError[] =>
  sources.flatMap(({ prefix = '', configMapRef, secretRef }, index) => {
    const at = `${field}[${index}]`;
    return [
      ...(prefix === '' ? NO_ERRORS : ruleErrors(`${at}.prefix`, prefix, envVarName)),
      ...(configMapRef ? sourceNameErrors(configMapRef.name, `${at}.configMapRef.name`) : NO_ERRORS),
      ...(secretRef ? sourceNameErrors(secretRef.name, `${at}.secretRef.name`) : NO_ERRORS),
      ...fromCountErrors([configMapRef, secretRef].filter((one) => one !== undefined).length, field),
    ];
  });

const sourceNameErrors = (name: string | undefined, field: string): readonly FieldError[] =>
  name ? ruleErrors(field, name, beforeSuffix(dnsSubdomain)) : missing(name, field);

function fromCountErrors(count: number, field: string): readonly FieldError[] {
  if (count === 1) return NO_ERRORS;
  return [
    invalid(
      field,
      '',
      count === 0
        ? 'must specify one of: `configMapRef` or `secretRef`'
        : 'may not have more than one field specified at a time',
    ),
  ];
}

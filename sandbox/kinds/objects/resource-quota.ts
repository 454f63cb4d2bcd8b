/** ResourceQuotas: kept and checked; nothing is counted against them in the sandbox. */
import { type FieldError, invalid, required } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { type Amounts, amountErrors, isQuotaResource, quotaResourceErrors } from './resource-names.ts';

interface Requirement {
  readonly scopeName?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

interface QuotaSpec {
  readonly hard?: Amounts;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: { readonly matchExpressions?: readonly Requirement[] };
}

const POD_SCOPES: readonly string[] = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
];
const SCOPES: readonly string[] = [...POD_SCOPES, 'PriorityClass', 'VolumeAttributesClass'];
const COMPUTE: readonly string[] = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

export const resourceQuotaBehaviour: Behaviour = {
  creating(object) {
    object['status'] = {};
  },
  validate(object) {
    const spec = specOf(object);
    return [
      ...hardErrors(spec.hard, 'spec.hard'),
      ...scopesErrors(spec),
      ...(spec.scopeSelector ? selectorErrors(spec) : []),
    ];
  },
  validateUpdate(object, old) {
    const [now, before] = [specOf(object).scopes ?? [], specOf(old).scopes ?? []];
    const isSame = now.every((one) => before.includes(one)) && before.every((one) => now.includes(one));
    return isSame ? [] : [invalid('spec.scopes', now, 'field is immutable')];
  },
  validateStatus(object) {
    const { hard, used } = (object['status'] ?? {}) as { hard?: Amounts; used?: Amounts };
    return [...hardErrors(hard, 'status.hard'), ...hardErrors(used, 'status.used')];
  },
};

const specOf = (object: ApiObject): QuotaSpec => (object['spec'] ?? {}) as QuotaSpec;

const hardErrors = (hard: Amounts = {}, field: string): FieldError[] =>
  Object.entries(hard).flatMap(([name, value]) => [
    ...quotaResourceErrors(name, `${field}[${name}]`),
    ...amountErrors(name, value, `${field}[${name}]`),
  ]);

/** Most scopes are about pods: only what pods use fits them, and for best effort only their number. */
function fits(scope: string, resource: string): boolean {
  if (!isQuotaResource(resource) || !SCOPES.includes(scope)) return true;
  if (scope === 'VolumeAttributesClass')
    return resource === 'persistentvolumeclaims' || resource === 'requests.storage';
  return resource === 'pods' || (scope !== 'BestEffort' && COMPUTE.includes(resource));
}

function scopesErrors({ scopes = [], hard = {} }: QuotaSpec): FieldError[] {
  const texts = scopes.flatMap((scope) => [
    ...(SCOPES.includes(scope) ? [] : ['unsupported scope']),
    ...Object.keys(hard)
      .filter((name) => !fits(scope, name))
      .map(() => 'unsupported scope applied to resource'),
  ]);
  return [...texts, ...conflicts(scopes)].map((text) => invalid('spec.scopes', scopes, text));
}

const conflicts = (scopes: readonly string[]): string[] =>
  ['BestEffort', 'Terminating']
    .filter((scope) => scopes.includes(scope) && scopes.includes(`Not${scope}`))
    .map(() => 'conflicting scopes');

function selectorErrors({ scopeSelector, hard = {}, scopes = [] }: QuotaSpec): FieldError[] {
  const field = 'spec.scopeSelector.matchExpressions';
  const requirements = scopeSelector?.matchExpressions ?? [];
  return [
    ...requirements.flatMap((one) => [
      ...(SCOPES.includes(one.scopeName ?? '')
        ? []
        : [invalid(`${field}.scopeName`, one.scopeName ?? '', 'unsupported scope')]),
      ...Object.keys(hard)
        .filter((name) => !fits(one.scopeName ?? '', name))
        .map(() => invalid(field, scopeSelector, 'unsupported scope applied to resource')),
      ...operatorErrors(one, field),
    ]),
    ...conflicts(requirements.map(({ scopeName = '' }) => scopeName)).map((text) => invalid(field, scopes, text)),
  ];
}

const EXISTS_ONLY =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

function operatorErrors({ scopeName = '', operator = '', values = [] }: Requirement, field: string): FieldError[] {
  const errors =
    POD_SCOPES.includes(scopeName) && operator !== 'Exists'
      ? [invalid(`${field}.operator`, operator, EXISTS_ONLY)]
      : [];
  const isOneOf = operator === 'In' || operator === 'NotIn';
  const isPresence = operator === 'Exists' || operator === 'DoesNotExist';
  if (isOneOf && values.length === 0) {
    const text = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    errors.push(required(`${field}.values`, text));
  }
  if (isPresence && values.length > 0) {
    const text = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    errors.push(invalid(`${field}.values`, values, text));
  }
  if (!isOneOf && !isPresence) errors.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
  return errors;
}

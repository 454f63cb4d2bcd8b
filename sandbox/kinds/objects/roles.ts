/** Roles and what binds them; the sandbox keeps them, but asks nobody for permission. */
import { type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { dnsSubdomain, pathSegment, ruleErrors } from '../rules/names.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';

interface Rule {
  readonly verbs?: readonly string[] | null;
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Subject {
  apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

interface RoleRef {
  apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

const GROUP = 'rbac.authorization.k8s.io';

export const roleBehaviour: Behaviour = {
  names: 'path-segment',
  validate: (object) => rulesOf(object).flatMap((rule, index) => policyErrors(rule, true, `rules[${index}]`)),
};

export const clusterRoleBehaviour: Behaviour = {
  names: 'path-segment',
  validate: (object) => [
    ...rulesOf(object).flatMap((rule, index) => policyErrors(rule, false, `rules[${index}]`)),
    ...aggregationErrors(object),
  ],
};

export const roleBindingBehaviour: Behaviour = bindingBehaviour(true);
export const clusterRoleBindingBehaviour: Behaviour = bindingBehaviour(false);

function rulesOf(object: ApiObject): readonly Rule[] {
  return (object['rules'] ?? []) as readonly Rule[];
}

function policyErrors(rule: Rule, isNamespaced: boolean, field: string): FieldError[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const errors = verbs?.length ? [] : [required(`${field}.verbs`, 'verbs must contain at least one value')];
  if (nonResourceURLs.length > 0) {
    const wrong = [
      ...(isNamespaced ? ['namespaced rules cannot apply to non-resource URLs'] : []),
      ...(apiGroups.length + resources.length + resourceNames.length > 0
        ? ['rules cannot apply to both regular resources and non-resource URLs']
        : []),
    ];
    return [...errors, ...wrong.map((text) => invalid(`${field}.nonResourceURLs`, nonResourceURLs, text))];
  }
  if (apiGroups.length === 0)
    errors.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0)
    errors.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

function aggregationErrors(object: ApiObject): FieldError[] {
  const rule = object['aggregationRule'] as { clusterRoleSelectors?: readonly unknown[] } | undefined;
  if (!rule) return [];
  const field = 'aggregationRule.clusterRoleSelectors';
  const selectors = rule.clusterRoleSelectors ?? [];
  if (selectors.length === 0)
    return [required(field, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return selectors.flatMap((selector, index) => {
    const errors = labelSelectorErrors(selector, `${field}[${index}]`);
    return errors.length > 0 ? [...errors, invalid(`${field}[${index}]`, null, 'invalid label selector.')] : [];
  });
}

function bindingBehaviour(isNamespaced: boolean): Behaviour {
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return {
    names: 'path-segment',
    defaults: defaultGroups,
    validate: (object) => [
      ...roleRefErrors(roleRefOf(object), kinds),
      ...subjectsOf(object).flatMap((one, index) => subjectErrors(one, isNamespaced, `subjects[${index}]`)),
    ],
    validateUpdate: (object, old) =>
      sameJson(object['roleRef'], old['roleRef'])
        ? []
        : [invalid('roleRef', object['roleRef'], 'cannot change roleRef')],
  };
}

const roleRefOf = (object: ApiObject): RoleRef => (object['roleRef'] ?? {}) as RoleRef;
const subjectsOf = (object: ApiObject): readonly Subject[] => (object['subjects'] ?? []) as readonly Subject[];

function defaultGroups(object: ApiObject): void {
  object['roleRef'] ??= {};
  roleRefOf(object).apiGroup ||= GROUP;
  for (const subject of subjectsOf(object))
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= GROUP;
}

function roleRefErrors({ apiGroup = '', kind = '', name = '' }: RoleRef, kinds: readonly string[]): FieldError[] {
  return [
    ...(apiGroup === GROUP ? [] : [unsupported('roleRef.apiGroup', apiGroup, [GROUP])]),
    ...(kinds.includes(kind) ? [] : [unsupported('roleRef.kind', kind, kinds)]),
    ...(name === '' ? [required('roleRef.name')] : ruleErrors('roleRef.name', name, pathSegment)),
  ];
}

function subjectErrors(subject: Subject, isNamespaced: boolean, field: string): FieldError[] {
  const { kind = '', name = '', apiGroup = '', namespace = '' } = subject;
  const errors = name === '' ? [required(`${field}.name`)] : [];
  const group = kind === 'ServiceAccount' ? '' : GROUP;
  if (!['ServiceAccount', 'User', 'Group'].includes(kind))
    return [...errors, unsupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  if (kind === 'ServiceAccount' && name !== '') errors.push(...ruleErrors(`${field}.name`, name, dnsSubdomain));
  if (apiGroup !== group) errors.push(unsupported(`${field}.apiGroup`, apiGroup, [group]));
  if (kind === 'ServiceAccount' && !isNamespaced && namespace === '') errors.push(required(`${field}.namespace`));
  return errors;
}

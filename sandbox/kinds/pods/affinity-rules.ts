/** What may be said about the nodes and the other pods that a pod wants to be near, or far from. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { isObject, type JsonObject } from '../../api/object.ts';
import { dnsLabel, dnsSubdomain, labelValue, qualifiedName, ruleErrors } from '../rules/names.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { forbiddenIf, invalidIf, NO_ERRORS } from './field-rules.ts';
import type { Affinity, LabelSelector } from './pod-spec.ts';
import { objectsOf } from './volume-file-rules.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

interface AffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey?: string;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

export function affinityErrors(affinity: Affinity | undefined, field: string): readonly FieldError[] {
  if (!affinity) return NO_ERRORS;
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  return [
    ...(nodeAffinity ? nodeAffinityErrors(nodeAffinity, `${field}.nodeAffinity`) : NO_ERRORS),
    ...(podAffinity ? podAffinityErrors(podAffinity, `${field}.podAffinity`) : NO_ERRORS),
    ...(podAntiAffinity ? podAffinityErrors(podAntiAffinity, `${field}.podAntiAffinity`) : NO_ERRORS),
  ];
}

function nodeAffinityErrors(affinity: JsonObject, field: string): readonly FieldError[] {
  const must = affinity[REQUIRED];
  return [
    ...(isObject(must) ? nodeSelectorErrors(must, `${field}.${REQUIRED}`) : NO_ERRORS),
    ...objectsOf(affinity[PREFERRED]).flatMap((term, index) => {
      const at = `${field}.${PREFERRED}[${index}]`;
      const preference = isObject(term['preference']) ? term['preference'] : {};
      return [
        ...weightErrors(term['weight'], `${at}.weight`),
        ...nodeTermErrors(preference, `${at}.preference`, { checksValues: false }),
      ];
    }),
  ];
}

function weightErrors(weight: unknown, field: string): readonly FieldError[] {
  const figure = Number(weight ?? 0);
  return invalidIf(figure <= 0 || figure > 100, field, figure, 'must be in the range 1-100');
}

function nodeSelectorErrors(selector: JsonObject, field: string): readonly FieldError[] {
  const terms = objectsOf(selector['nodeSelectorTerms']);
  const at = `${field}.nodeSelectorTerms`;
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, index) => nodeTermErrors(term, `${at}[${index}]`, { checksValues: true }));
}

function nodeTermErrors(
  term: JsonObject,
  field: string,
  { checksValues }: { checksValues: boolean },
): readonly FieldError[] {
  return [
    ...objectsOf(term['matchExpressions']).flatMap((one, index) =>
      labelRequirementErrors(one, `${field}.matchExpressions[${index}]`, checksValues),
    ),
    ...objectsOf(term['matchFields']).flatMap((one, index) =>
      fieldRequirementErrors(one, `${field}.matchFields[${index}]`),
    ),
  ];
}

function labelRequirementErrors(
  { key = '', operator = '', values = [] }: Requirement,
  field: string,
  checksValues: boolean,
): readonly FieldError[] {
  return [
    ...operatorErrors(operator, values.length, field),
    ...ruleErrors(`${field}.key`, key, qualifiedName),
    ...(checksValues
      ? values.flatMap((value, index) => ruleErrors(`${field}.values[${index}]`, value, labelValue))
      : NO_ERRORS),
  ];
}

function operatorErrors(operator: string, count: number, field: string): readonly FieldError[] {
  const at = `${field}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? NO_ERRORS : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return forbiddenIf(count > 0, at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    case 'Gt':
    case 'Lt':
      return count === 1 ? NO_ERRORS : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
  }
}

function fieldRequirementErrors(
  { key = '', operator = '', values = [] }: Requirement,
  field: string,
): readonly FieldError[] {
  const isOperator = operator === 'In' || operator === 'NotIn';
  const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
  return [
    ...(isOperator && values.length !== 1 ? [required(`${field}.values`, why)] : NO_ERRORS),
    ...invalidIf(!isOperator, `${field}.operator`, operator, 'not a valid selector operator'),
    ...(key === 'metadata.name'
      ? values.flatMap((value, index) => ruleErrors(`${field}.values[${index}]`, value, dnsSubdomain))
      : [invalid(`${field}.key`, key, 'not a valid field selector key')]),
  ];
}

const podAffinityErrors = (affinity: JsonObject, field: string): readonly FieldError[] => [
  ...objectsOf(affinity[REQUIRED]).flatMap((term, index) => podTermErrors(term, `${field}.${REQUIRED}[${index}]`)),
  ...objectsOf(affinity[PREFERRED]).flatMap((term, index) => {
    const at = `${field}.${PREFERRED}[${index}]`;
    const inner = isObject(term['podAffinityTerm']) ? term['podAffinityTerm'] : {};
    return [...weightErrors(term['weight'], `${at}.weight`), ...podTermErrors(inner, `${at}.podAffinityTerm`)];
  }),
];

function podTermErrors(term: AffinityTerm, field: string): readonly FieldError[] {
  const { topologyKey = '', namespaces = [] } = term;
  return [
    ...labelSelectorErrors(term.labelSelector, `${field}.labelSelector`),
    ...labelSelectorErrors(term.namespaceSelector, `${field}.namespaceSelector`),
    ...namespaces.flatMap((name) => ruleErrors(`${field}.namespace`, name, dnsLabel)),
    ...labelKeyErrors(term.matchLabelKeys, term.labelSelector, `${field}.matchLabelKeys`),
    ...labelKeyErrors(term.mismatchLabelKeys, term.labelSelector, `${field}.mismatchLabelKeys`),
    ...bothKeysErrors(term, `${field}.matchLabelKeys`),
    ...(topologyKey === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : NO_ERRORS),
    ...ruleErrors(`${field}.topologyKey`, topologyKey, qualifiedName),
  ];
}

function labelKeyErrors(
  keys: readonly string[] | undefined,
  selector: LabelSelector | undefined,
  field: string,
): readonly FieldError[] {
  if (!keys || keys.length === 0) return NO_ERRORS;
  if (!selector) return [forbidden(field, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, index) => ruleErrors(`${field}[${index}]`, key, qualifiedName));
}

function bothKeysErrors(
  { matchLabelKeys = [], mismatchLabelKeys = [] }: AffinityTerm,
  field: string,
): readonly FieldError[] {
  const others = new Set(mismatchLabelKeys);
  const why = 'exists in both matchLabelKeys and mismatchLabelKeys';
  return matchLabelKeys.flatMap((key, index) => invalidIf(others.has(key), `${field}[${index}]`, key, why));
}

/** What may be asked of the scheduler besides affinity: tolerations, spreading, gates. */
import { duplicate, type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { labelValue, qualifiedName, ruleErrors } from '../rules/names.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { choiceErrors, invalidIf, NO_ERRORS, optionalChoiceErrors, positiveErrors, repeatedAt } from './field-rules.ts';
import type { SpreadConstraint, Toleration } from './pod-spec.ts';

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const tolerationsErrors = (tolerations: readonly Toleration[], field: string): readonly FieldError[] =>
  tolerations.flatMap((one, index) => tolerationErrors(one, `${field}[${index}]`));

function tolerationErrors(toleration: Toleration, field: string): readonly FieldError[] {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  const isLimited = tolerationSeconds !== undefined;
  const keyless = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  const lasting = "effect must be 'NoExecute' when `tolerationSeconds` is set";
  return [
    ...(key === '' ? NO_ERRORS : ruleErrors(`${field}.key`, key, qualifiedName)),
    ...invalidIf(key === '' && operator !== 'Exists', `${field}.operator`, operator, keyless),
    ...invalidIf(isLimited && effect !== 'NoExecute', `${field}.effect`, effect, lasting),
    ...operatorErrors(toleration, `${field}.operator`),
    ...(effect === '' ? NO_ERRORS : choiceErrors(effect, `${field}.effect`, EFFECTS)),
  ];
}

function operatorErrors({ operator = '', value = '' }: Toleration, field: string): readonly FieldError[] {
  if (operator === 'Exists')
    return invalidIf(value !== '', field, value, "value must be empty when `operator` is 'Exists'");
  if (operator !== '' && operator !== 'Equal') return choiceErrors(operator, field, ['Equal', 'Exists']);
  const wrong = labelValue(value);
  return wrong.length === 0 ? NO_ERRORS : [invalid(field, value, wrong.join(';'))];
}

export function spreadErrors(constraints: readonly SpreadConstraint[], field: string): readonly FieldError[] {
  // Of two that are alike, real servers complain of the first one.
  const repeated = repeatedAt(constraints.map(pairOf).reverse());
  return constraints.flatMap((constraint, index) => {
    const at = `${field}[${index}]`;
    return [
      ...constraintErrors(constraint, at, repeated.has(constraints.length - 1 - index)),
      ...keysErrors(constraint, `${at}.matchLabelKeys`),
      ...labelSelectorErrors(constraint.labelSelector, `${at}.labelSelector`),
    ];
  });
}

const pairOf = ({ topologyKey = '', whenUnsatisfiable = '' }: SpreadConstraint): string =>
  `{${topologyKey}, ${whenUnsatisfiable}}`;

function constraintErrors(constraint: SpreadConstraint, field: string, isRepeated: boolean): readonly FieldError[] {
  const { topologyKey = '', whenUnsatisfiable = '' } = constraint;
  return [
    ...positiveErrors(constraint.maxSkew ?? 0, `${field}.maxSkew`),
    ...(topologyKey === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : NO_ERRORS),
    ...optionalChoiceErrors(whenUnsatisfiable, `${field}.whenUnsatisfiable`, ['DoNotSchedule', 'ScheduleAnyway']),
    ...(isRepeated ? [duplicate(`${field}.{topologyKey, whenUnsatisfiable}`, pairOf(constraint))] : NO_ERRORS),
    ...domainErrors(constraint, `${field}.minDomains`),
    ...optionalChoiceErrors(constraint.nodeAffinityPolicy, `${field}.nodeAffinityPolicy`, ['Honor', 'Ignore']),
    ...optionalChoiceErrors(constraint.nodeTaintsPolicy, `${field}.nodeTaintsPolicy`, ['Honor', 'Ignore']),
  ];
}

function domainErrors({ minDomains, whenUnsatisfiable = '' }: SpreadConstraint, field: string): readonly FieldError[] {
  if (minDomains === undefined) return NO_ERRORS;
  const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  return [
    ...positiveErrors(minDomains, field),
    ...invalidIf(whenUnsatisfiable !== 'DoNotSchedule', field, minDomains, why),
  ];
}

function keysErrors({ matchLabelKeys = [], labelSelector }: SpreadConstraint, field: string): readonly FieldError[] {
  if (matchLabelKeys.length === 0) return NO_ERRORS;
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map((one) => one.key ?? ''),
  ]);
  return [
    ...(labelSelector ? NO_ERRORS : [forbidden(field, 'must not be specified when labelSelector is not set')]),
    ...matchLabelKeys.flatMap((key, index) => {
      const at = `${field}[${index}]`;
      return [
        ...ruleErrors(at, key, qualifiedName),
        ...invalidIf(selected.has(key), at, key, 'exists in both matchLabelKeys and labelSelector'),
      ];
    }),
  ];
}

export function gateErrors(gates: readonly { name?: string }[], field: string): readonly FieldError[] {
  const repeated = repeatedAt(gates.map((one) => one.name));
  return gates.flatMap(({ name = '' }, index) => [
    ...ruleErrors(`${field}[${index}]`, name, qualifiedName),
    ...(repeated.has(index) ? [duplicate(`${field}[${index}]`, name)] : NO_ERRORS),
  ]);
}

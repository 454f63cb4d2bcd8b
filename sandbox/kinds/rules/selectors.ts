/** Whether labels and label selectors are well formed. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { isObject } from '../../api/object.ts';
import { labelValue, qualifiedName, ruleErrors } from './names.ts';

/** What is wrong with a map of labels; `field` is the map. */
export function labelsErrors(labels: unknown, field: string): FieldError[] {
  if (!isObject(labels)) return [];
  const errors: FieldError[] = [];
  for (const key in labels) {
    for (const text of qualifiedName(key)) errors.push(invalid(field, key, text));
    const value = String(labels[key]);
    for (const text of labelValue(value)) errors.push(invalid(field, value, text));
  }
  return errors;
}

/** What is wrong with a `LabelSelector`; whether it must be there, or not be empty, is the kind's own rule. */
export function labelSelectorErrors(selector: unknown, field: string): FieldError[] {
  if (!isObject(selector)) return [];
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : [];
  return [
    ...labelsErrors(selector['matchLabels'], `${field}.matchLabels`),
    ...expressions.flatMap((one, index) => expressionErrors(one, `${field}.matchExpressions[${index}]`)),
  ];
}

function expressionErrors(expression: unknown, field: string): FieldError[] {
  const { key = '', operator = '', values = [] } = isObject(expression) ? expression : {};
  const list: readonly unknown[] = Array.isArray(values) ? values : [];
  return [
    ...operatorErrors(String(operator), list.length, field),
    ...ruleErrors(`${field}.key`, String(key), qualifiedName),
    ...list.flatMap((value, index) => ruleErrors(`${field}.values[${index}]`, String(value), labelValue)),
  ];
}

function operatorErrors(operator: string, count: number, field: string): FieldError[] {
  const isOneOf = operator === 'In' || operator === 'NotIn';
  const isPresence = operator === 'Exists' || operator === 'DoesNotExist';
  if (isOneOf && count === 0)
    return [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (isPresence && count > 0)
    return [forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
  return isOneOf || isPresence ? [] : [invalid(`${field}.operator`, operator, 'not a valid selector operator')];
}

/** What jobs may say of when they fail, and when they have succeeded. */
import { duplicate, type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import { invalidIf, NO_ERRORS, tooManyAt } from '../pods/field-rules.ts';
import { qualifiedName, ruleErrors } from '../rules/names.ts';
import { notNegative } from '../rules/numbers.ts';
import { indexesOf } from './indexes.ts';
import type { FailureRule, JobSpec, SuccessRule } from './job-spec.ts';

const MOST_RULES = 20;
const MOST_CODES = 255;
const ACTIONS: readonly string[] = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

export function failurePolicyErrors(spec: JobSpec, field: string): readonly FieldError[] {
  if (!spec.podFailurePolicy) return NO_ERRORS;
  const rules = spec.podFailurePolicy.rules ?? [];
  const pod = spec.template?.spec ?? {};
  const names = new Set([...(pod.containers ?? []), ...(pod.initContainers ?? [])].map((one) => one.name ?? ''));
  return [
    ...(rules.length > MOST_RULES ? [tooManyAt(`${field}.rules`, rules.length, MOST_RULES)] : NO_ERRORS),
    ...rules.flatMap((rule, index) => failureRuleErrors(rule, spec, `${field}.rules[${index}]`, names)),
  ];
}

function failureRuleErrors(
  rule: FailureRule,
  spec: JobSpec,
  field: string,
  names: ReadonlySet<string>,
): readonly FieldError[] {
  const { onExitCodes, onPodConditions = [] } = rule;
  const isBoth = onExitCodes !== undefined && onPodConditions.length > 0;
  const isNeither = onExitCodes === undefined && onPodConditions.length === 0;
  return [
    ...actionErrors(rule.action ?? '', spec, `${field}.action`),
    ...(onExitCodes ? exitCodeErrors(onExitCodes, `${field}.onExitCodes`, names) : NO_ERRORS),
    ...conditionErrors(onPodConditions, `${field}.onPodConditions`),
    ...invalidIf(isBoth, field, undefined, 'specifying both OnExitCodes and OnPodConditions is not supported'),
    ...invalidIf(isNeither, field, undefined, 'specifying one of OnExitCodes and OnPodConditions is required'),
  ];
}

function actionErrors(action: string, spec: JobSpec, field: string): readonly FieldError[] {
  if (action === 'FailIndex') {
    const why = 'requires the backoffLimitPerIndex to be set';
    return invalidIf(spec.backoffLimitPerIndex === undefined, field, action, why);
  }
  return givenErrors(action, field, ACTIONS);
}

/** Like a choice, but the values are told when it is missing. */
function givenErrors(value: string, field: string, allowed: readonly string[]): readonly FieldError[] {
  if (allowed.includes(value)) return NO_ERRORS;
  const values = allowed.map((one) => JSON.stringify(one)).join(' ');
  return [value === '' ? required(field, `valid values: [${values}]`) : unsupported(field, value, allowed)];
}

function exitCodeErrors(
  { containerName, operator = '', values = [] }: NonNullable<FailureRule['onExitCodes']>,
  field: string,
  names: ReadonlySet<string>,
): readonly FieldError[] {
  const isLost = containerName !== undefined && !names.has(containerName);
  const why = 'must be one of the container or initContainer names in the pod template';
  return [
    ...givenErrors(operator, `${field}.operator`, ['In', 'NotIn']),
    ...invalidIf(isLost, `${field}.containerName`, containerName, why),
    ...codesErrors(values, operator, `${field}.values`),
  ];
}

function codesErrors(codes: readonly number[], operator: string, field: string): readonly FieldError[] {
  if (codes.length === 0) return [invalid(field, codes, 'at least one value is required')];
  const isOrdered = codes.every((code, index) => index === 0 || (codes[index - 1] ?? code) <= code);
  const seen = new Set<number>();
  return [
    ...(codes.length > MOST_CODES ? [tooManyAt(field, codes.length, MOST_CODES)] : NO_ERRORS),
    ...codes.flatMap((code, index) => {
      const isRepeated = seen.has(code);
      seen.add(code);
      const isZero = operator === 'In' && code === 0;
      return [
        ...invalidIf(isZero, `${field}[${index}]`, code, 'must not be 0 for the In operator'),
        ...(isRepeated ? [duplicate(`${field}[${index}]`, code)] : NO_ERRORS),
      ];
    }),
    ...invalidIf(!isOrdered, field, codes, 'must be ordered'),
  ];
}

function conditionErrors(patterns: NonNullable<FailureRule['onPodConditions']>, field: string): readonly FieldError[] {
  return [
    ...(patterns.length > MOST_RULES ? [tooManyAt(field, patterns.length, MOST_RULES)] : NO_ERRORS),
    ...patterns.flatMap(({ type = '', status = '' }, index) => [
      ...ruleErrors(`${field}[${index}].type`, type, qualifiedName),
      ...givenErrors(status, `${field}[${index}].status`, ['False', 'True', 'Unknown']),
    ]),
  ];
}

export function successPolicyErrors(spec: JobSpec, field: string): readonly FieldError[] {
  if (!spec.successPolicy) return NO_ERRORS;
  if (spec.completionMode !== 'Indexed')
    return [invalid(field, spec.successPolicy, 'requires indexed completion mode')];
  const rules = spec.successPolicy.rules ?? [];
  const why = 'at least one rules must be specified when the successPolicy is specified';
  return [
    ...(rules.length === 0 ? [required(`${field}.rules`, why)] : NO_ERRORS),
    ...(rules.length > MOST_RULES ? [tooManyAt(`${field}.rules`, rules.length, MOST_RULES)] : NO_ERRORS),
    ...rules.flatMap((rule, index) => successRuleErrors(rule, spec.completions ?? 0, `${field}.rules[${index}]`)),
  ];
}

function successRuleErrors(rule: SuccessRule, completions: number, field: string): readonly FieldError[] {
  const { succeededIndexes, succeededCount } = rule;
  if (succeededIndexes === undefined && succeededCount === undefined)
    return [required(field, 'at least one of succeededCount or succeededIndexes must be specified')];
  const { total, problem } = indexesOf(succeededIndexes ?? '', completions);
  const count = succeededCount ?? 0;
  const at = `${field}.succeededCount`;
  const most = 'must be less than or equal to';
  const isAboveIndexes = succeededIndexes !== undefined && count > total;
  const ofIndexes = `${most} ${total} (the number of indexes in the specified succeededIndexes field)`;
  return [
    ...(problem === undefined
      ? NO_ERRORS
      : [invalid(`${field}.succeededIndexes`, succeededIndexes, `error parsing succeededIndexes: ${problem}`)]),
    ...notNegative(count, at),
    ...invalidIf(count > completions, at, count, `${most} ${completions} (the number of specified completions)`),
    ...invalidIf(isAboveIndexes, at, count, ofIndexes),
  ];
}

/** Rules that workloads share. */
import { type FieldError, forbidden, invalid, unsupported } from '../../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject, sameJson } from '../../api/object.ts';
import { immutableError, NO_ERRORS } from '../pods/field-rules.ts';
import type { PodTemplate } from '../pods/pod-spec.ts';
import { checkedSelector, isEmpty, templateErrors, unmatchedErrors } from '../pods/template-rules.ts';
import { percentOf } from '../rules/int-or-string.ts';
import { notNegative } from '../rules/numbers.ts';
import { specOf, templateOf, type WorkloadSpec } from './template.ts';

/** A share counts as its figure, so that 0% is nothing. */
export const amountOf = (value: string | number | undefined): number =>
  typeof value === 'number' ? value : (percentOf(value) ?? (Number.parseInt(value ?? '', 10) || 0));

/** The selector and the template of deployments and replica sets, in the words of a real server. */
export function selectedTemplateErrors(spec: WorkloadSpec): readonly FieldError[] {
  const { errors, isClear } = checkedSelector(spec.selector, 'spec.selector', 'deployment');
  if (!isClear) return [...errors, invalid('spec.selector', spec.selector, 'invalid label selector')];
  const template = templateOf(spec);
  const isSelective = !spec.selector || !isEmpty(spec.selector);
  return [
    ...errors,
    ...(isSelective ? unmatchedErrors(spec.selector, template, 'spec.template') : NO_ERRORS),
    ...templateErrors(template, 'spec.template'),
    ...lastingErrors(template, 'ReplicaSet'),
  ];
}

/** Pods of workloads that go on forever neither stop by themselves nor run out of time. */
export function lastingErrors(template: PodTemplate, kind: string): readonly FieldError[] {
  const { restartPolicy = '', activeDeadlineSeconds } = template.spec ?? {};
  const field = 'spec.template.spec';
  const errors: FieldError[] = [];
  if (restartPolicy !== 'Always') errors.push(unsupported(`${field}.restartPolicy`, restartPolicy, ['Always']));
  if (activeDeadlineSeconds !== undefined)
    errors.push(forbidden(`${field}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`));
  return errors;
}

export const unchangedErrors = (now: unknown, old: unknown, field: string): readonly FieldError[] =>
  sameJson(now, old) ? NO_ERRORS : [immutableError(field, now)];

export const selectorChangeErrors = (object: ApiObject, old: ApiObject): readonly FieldError[] =>
  unchangedErrors(specOf<WorkloadSpec>(object).selector, specOf<WorkloadSpec>(old).selector, 'spec.selector');

export type Counts = object;

export const statusOf = (object: ApiObject): Counts => (isObject(object['status']) ? object['status'] : {});

export const countErrors = (counts: Counts, names: readonly string[], field: string): readonly FieldError[] =>
  names.flatMap((name) => notNegative(fieldOf(counts, name), `${field}.${name}`));

const fieldOf = (counts: Counts, name: string): unknown => (counts as JsonObject)[name];

export const figure = (counts: Counts, name: string): number => {
  const value = fieldOf(counts, name);
  return typeof value === 'number' ? value : 0;
};

/** There cannot be more `part` than `whole`, which the text calls `name`. */
export const excessErrors = (counts: Counts, part: string, whole: string, name: string): readonly FieldError[] =>
  figure(counts, part) > figure(counts, whole)
    ? [invalid(`status.${part}`, figure(counts, part), `cannot be greater than ${name}`)]
    : NO_ERRORS;

/** The number of collisions only grows. */
export function collisionErrors(status: Counts, old: Counts): readonly FieldError[] {
  const [now, before] = [fieldOf(status, 'collisionCount'), fieldOf(old, 'collisionCount')];
  if (before === undefined || (now !== undefined && Number(now) >= Number(before))) return NO_ERRORS;
  return [invalid('status.collisionCount', now ?? 0, 'cannot be decremented')];
}

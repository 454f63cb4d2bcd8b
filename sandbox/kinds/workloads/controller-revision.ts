/** What is peculiar to controller revisions: they are written once. */
import { type FieldError, required } from '../../api/field-error.ts';
import { isObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { NO_ERRORS } from '../pods/field-rules.ts';
import { notNegative } from '../rules/numbers.ts';
import { unchangedErrors } from './workload-rules.ts';

export const controllerRevisionBehaviour: Behaviour = {
  validate: (object) => [...notNegative(object['revision'], 'revision'), ...dataErrors(object['data'])],
  validateUpdate: (object, old) => unchangedErrors(object['data'], old['data'], 'data'),
};

function dataErrors(data: unknown): readonly FieldError[] {
  if (isObject(data)) return NO_ERRORS;
  return [
    required('data', data === undefined || data === null ? 'data is mandatory' : 'data must be a valid JSON object'),
  ];
}

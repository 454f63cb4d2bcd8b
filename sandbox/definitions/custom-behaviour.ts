/** How custom objects are defaulted and validated, in the words of a real API server. */
import { type FieldError, invalid } from '../api/field-error.ts';
import { type ApiObject, isObject } from '../api/object.ts';
import type { Behaviour } from '../kinds/kind.ts';
import type { Compiled } from '../schema/compiled.ts';
import type { ScalePaths } from './definition.ts';

const LARGEST_INT32 = 2 ** 31 - 1;

export interface CustomRules {
  readonly root: Compiled;
  /** The schema of `status`, if there is one. */
  readonly status: Compiled | undefined;
  readonly scale: ScalePaths | undefined;
  /** Whether the schema holds rules in CEL. */
  readonly hasRules: boolean;
}

export function customBehaviour(rules: CustomRules): Behaviour {
  const { root } = rules;
  return {
    defaults: (object) => takeOver(object, root.defaulted(object)),
    validate: (object) => withRules(rules, objectErrors(rules, object)),
    validateStatus: (object, old) => withRules(rules, statusErrors(rules, object, old)),
  };
}

/** Changes the top of the object alone: what is below may be shared. */
function takeOver(object: ApiObject, next: ApiObject): void {
  if (next === object) return;
  for (const name of Object.keys(object)) if (!Object.hasOwn(next, name)) delete object[name];
  Object.assign(object, next);
}

function objectErrors({ root, scale }: CustomRules, object: ApiObject): readonly FieldError[] {
  const errors = [root.errors(object), scale ? scaleErrors(object, scale) : [], root.embeddedErrors(object)];
  const all = [...errors, root.listErrors(object)].filter((some) => some.length > 0);
  return all.length === 0 ? [] : all.flat();
}

function statusErrors({ root, status, scale }: CustomRules, object: ApiObject, old: ApiObject): readonly FieldError[] {
  const lists = root.listErrors(object);
  return [
    ...(status && object['status'] !== undefined ? status.errors(object['status'], 'status') : []),
    ...(scale ? scaleStatusErrors(object, scale) : []),
    ...(lists.length > 0 && root.listErrors(old).length === 0 ? lists : []),
  ];
}

const BLOCKING: readonly FieldError['type'][] = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

/** What the server says where an object is too broken for rules; here rules are not looked at in any case. */
function withRules({ hasRules }: CustomRules, errors: readonly FieldError[]): readonly FieldError[] {
  if (!hasRules || !errors.some(({ type }) => BLOCKING.includes(type))) return errors;
  const what =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [...errors, invalid('<nil>', null, what)];
}

const scaleErrors = (object: ApiObject, scale: ScalePaths): FieldError[] => [
  ...countErrors(object, scale.specReplicasPath),
  ...scaleStatusErrors(object, scale),
];

function scaleStatusErrors(object: ApiObject, scale: ScalePaths): FieldError[] {
  const counts = countErrors(object, scale.statusReplicasPath);
  if (!scale.labelSelectorPath) return counts;
  const found = valueAt(object, scale.labelSelectorPath, 'string');
  return 'fault' in found ? [...counts, invalid(scale.labelSelectorPath, '', found.fault)] : counts;
}

function countErrors(object: ApiObject, path: string): FieldError[] {
  const found = valueAt(object, path, 'int64');
  if ('fault' in found) return [invalid(path, 0, found.fault)];
  const count = Number(found.value ?? 0);
  if (count < 0) return [invalid(path, count, 'should be a non-negative integer')];
  if (count > LARGEST_INT32) return [invalid(path, count, `should be less than or equal to ${LARGEST_INT32}`)];
  return [];
}

/** The value at a path of dots, which has to be of a type of Go. */
function valueAt(object: ApiObject, path: string, type: 'int64' | 'string'): { value: unknown } | { fault: string } {
  const names = path.replace(/^\./, '').split('.');
  let value: unknown = object;
  for (const [at, name] of names.entries()) {
    if (!isObject(value)) {
      const where = names.slice(0, at + 1).join('.');
      return {
        fault: `.${where} accessor error: ${shown(value)} is of the type ${goType(value)}, expected map[string]interface{}`,
      };
    }
    if (!Object.hasOwn(value, name)) return { value: undefined };
    value = value[name];
  }
  if (goType(value) === type) return { value };
  return {
    fault: `.${names.join('.')} accessor error: ${shown(value)} is of the type ${goType(value)}, expected ${type}`,
  };
}

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int64' : 'float64';
    default:
      return 'map[string]interface {}';
  }
}

const shown = (value: unknown): string => {
  if (value === null) return '<nil>';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** Judging types, strings, numbers and enums. */
import { bodyOf } from '../api/field-error.ts';
import { sameJson } from '../api/object.ts';
import { formatTest } from './formats.ts';
import { matcher } from './pattern/pattern.ts';
import type { Schema } from './schema.ts';
import { type Finding, found, type Part, type ValueKind, type Verdict } from './verdict.ts';

const LARGEST_INTEGER = 2 ** 63;

export const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) && Math.abs(value as number) < LARGEST_INTEGER;

export function typePart(schema: Schema, kind: ValueKind): Part {
  const types = typesOf(schema);
  const format = formatTest(schema.format) && schema.format;
  const passes = isFree(schema, kind) || types.includes(kind);
  const holds = (value: unknown) => passes || isRightNumber(types, value);
  const isText = kind === 'string' || kind === 'array' || kind === 'null';
  const wrong = (value: unknown, path: string): Finding =>
    format !== undefined && !isText
      ? wrongType(path, format, formatName(value))
      : wrongType(path, types.join(','), typeName(kind, value));
  // Null is always looked at, and nothing else counts then.
  const applies = kind !== 'null' && (types.length > 0 || format !== undefined) ? 1 : 0;
  const right = kind === 'null' ? 1 : applies;
  return {
    holds: passes ? undefined : holds,
    judge: (value: unknown, path: string, verdict: Verdict) => {
      const isRight = holds(value);
      verdict.matches += applies + (isRight ? right : 0);
      if (!isRight) verdict.findings.push(wrong(value, path));
    },
  };
}

/** Whether all values of a kind pass, whatever the types. */
function isFree(schema: Schema, kind: ValueKind): boolean {
  const types = typesOf(schema);
  if (kind === 'null') return types.length === 0 || schema.nullable === true;
  if (formatTest(schema.format) === undefined) return types.length === 0;
  // A format stands for the type, unless it is one of numbers: lists pass as well.
  return (kind === 'string' || kind === 'array') && !types.some(isNumeric);
}

const typesOf = (schema: Schema): readonly string[] => {
  if (schema['x-kubernetes-int-or-string']) return ['integer', 'string'];
  return schema.type === undefined ? [] : [schema.type];
};

const isNumeric = (type: string): boolean => type === 'integer' || type === 'number';

const isRightNumber = (types: readonly string[], value: unknown): boolean =>
  typeof value === 'number' && (types.includes('number') || (types.includes('integer') && isInteger(value)));

const typeName = (kind: ValueKind, value: unknown): string =>
  kind === 'number' && isInteger(value) ? 'integer' : kind;

function formatName(value: unknown): string {
  if (typeof value !== 'number') return '';
  return isInteger(value) ? 'int64' : 'float64';
}

function wrongType(path: string, expected: string, actual: string): Finding {
  const finding = found(path, actual, `must be of type ${expected}: ${JSON.stringify(actual)}`);
  return { ...finding, error: { ...finding.error, type: 'FieldValueTypeInvalid' } };
}

/** Length and pattern, as one part: only the first that fails is told. */
export function stringPart({ maxLength, minLength, pattern }: Schema): Part | undefined {
  if (maxLength === undefined && minLength === undefined && pattern === undefined) return undefined;
  const matches = pattern === undefined || pattern === '' ? undefined : matcher(pattern);
  const wrong = (value: string, path: string): Finding | undefined => {
    if (maxLength !== undefined && isLonger(value, maxLength)) return tooLong(path, maxLength);
    if (minLength !== undefined && minLength > 0 && !isLonger(value, minLength - 1))
      return found(path, value, `should be at least ${minLength} chars long`);
    return matches && !matches(value) ? found(path, value, `should match '${pattern}'`) : undefined;
  };
  return {
    holds: (value: string) => wrong(value, '') === undefined,
    judge: (value: string, path: string, verdict: Verdict) => {
      const finding = wrong(value, path);
      if (finding) verdict.findings.push(finding);
    },
  };
}

/** Go counts characters, not units of UTF-16. */
function isLonger(value: string, most: number): boolean {
  if (value.length <= most) return false;
  if (value.length > 2 * most) return true;
  let count = 0;
  for (const _ of value) count++;
  return count > most;
}

function tooLong(path: string, most: number): Finding {
  const { sentence } = found(path, '', `should be at most ${most} chars long`);
  return { sentence, error: { type: 'FieldValueTooLong', field: path, detail: `may not be more than ${most} bytes` } };
}

export function formatPart({ format }: Schema): Part | undefined {
  const test = formatTest(format);
  if (!test || format === undefined) return undefined;
  return {
    holds: test,
    judge: (value: string, path: string, verdict: Verdict) => {
      verdict.matches++;
      if (!test(value)) verdict.findings.push(wrongType(path, format, value));
    },
  };
}

export function numberPart(schema: Schema): Part | undefined {
  const rules = [multipleRule(schema), minimumRule(schema), maximumRule(schema)].filter((rule) => rule !== undefined);
  if (rules.length === 0) return undefined;
  return {
    holds: (value: number) => rules.every((rule) => rule(value) === undefined),
    judge: (value: number, path: string, verdict: Verdict) => {
      for (const rule of rules) {
        const wrong = rule(value);
        if (wrong === 'factor') verdict.findings.push(uselessFactor(path));
        else if (wrong !== undefined) verdict.findings.push(found(path, value, wrong));
      }
    },
  };
}

/** A fraction as factor of integers counts as zero, of which nothing is a multiple. */
function uselessFactor(path: string): Finding {
  const sentence = `factor MultipleOf declared for ${path} must be positive: 0`;
  return { sentence, error: { type: 'FieldValueInvalid', field: path, value: 0, detail: sentence } };
}

/** What is wrong with a number. */
type NumberRule = (value: number) => string | undefined;

/** Limits are cut to whole numbers when they meet one. */
const limitFor = (limit: number, value: number): number => (isInteger(value) ? Math.trunc(limit) : limit);

function multipleRule({ multipleOf }: Schema): NumberRule | undefined {
  if (multipleOf === undefined) return undefined;
  return (value) => {
    const factor = limitFor(multipleOf, value);
    if (factor <= 0) return 'factor';
    const quotient = factor < 1 ? (1 / factor) * value : value / factor;
    if (!isInteger(value) && Math.abs(quotient) > Number.MAX_SAFE_INTEGER)
      return `should be a multiple of ${goNumber(factor, value)}`;
    const isMultiple = Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
    return isMultiple ? undefined : `should be a multiple of ${goNumber(factor, value)}`;
  };
}

function minimumRule({ minimum, exclusiveMinimum }: Schema): NumberRule | undefined {
  if (minimum === undefined) return undefined;
  const words = exclusiveMinimum ? 'greater than' : 'greater than or equal to';
  return (value) => {
    const limit = limitFor(minimum, value);
    const isRight = exclusiveMinimum ? value > limit : value >= limit;
    return isRight ? undefined : `should be ${words} ${goNumber(limit, value)}`;
  };
}

function maximumRule({ maximum, exclusiveMaximum }: Schema): NumberRule | undefined {
  if (maximum === undefined) return undefined;
  const words = exclusiveMaximum ? 'less than' : 'less than or equal to';
  return (value) => {
    const limit = limitFor(maximum, value);
    const isRight = exclusiveMaximum ? value < limit : value <= limit;
    return isRight ? undefined : `should be ${words} ${goNumber(limit, value)}`;
  };
}

/** As Go prints a limit: as an integer next to integers, otherwise with an exponent from a million on. */
function goNumber(limit: number, beside: number): string {
  const magnitude = Math.abs(limit);
  if (isInteger(beside) || magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e6)) return String(limit);
  const [digits = '', exponent = ''] = limit.toExponential().split('e');
  const [sign = '+', ...figures] = exponent;
  return `${digits}e${sign}${figures.join('').padStart(2, '0')}`;
}

export function enumPart(schema: Schema): Part | undefined {
  const { enum: allowed } = schema;
  if (!allowed || allowed.length === 0) return undefined;
  const strings = new Set(allowed.filter((one) => typeof one === 'string'));
  const others = allowed.filter((one) => typeof one !== 'string' && one !== null);
  const holds = (value: unknown): boolean =>
    typeof value === 'string' ? strings.has(value) : others.some((one) => isSame(one, value));
  const texts = allowed.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  const detail = `supported values: ${texts.map((text) => JSON.stringify(text)).join(', ')}`;
  return {
    holds,
    judge: (value: unknown, path: string, verdict: Verdict) => {
      if (holds(value)) return;
      const error = { type: 'FieldValueNotSupported', field: path, value, detail } as const;
      verdict.findings.push({ error, sentence: `${path}: ${bodyOf({ ...error, value: '' })}` });
    },
  };
}

/** Numbers meet as integers if the allowed one is an integer. */
function isSame(allowed: unknown, value: unknown): boolean {
  if (typeof allowed !== 'number' || typeof value !== 'number') return sameJson(allowed, value);
  return allowed === (Number.isInteger(allowed) ? Math.trunc(value) : value);
}

/** Judging lists and objects, and what allOf, anyOf, oneOf and not say. */
import type { JsonObject } from '../api/object.ts';
import { hasDuplicates } from './json-key.ts';
import type { Schema } from './schema.ts';
import {
  type Finding,
  found,
  foundSomewhere,
  type Judge,
  MOST_FINDINGS,
  merge,
  type Part,
  type Verdict,
} from './verdict.ts';

type JudgeOf = (schema: Schema) => Judge;

const tooMany = (path: string, most: number, actual: number): Finding => ({
  sentence: `${path} in body should have at most ${most}`,
  error: { type: 'FieldValueTooMany', field: path, value: actual, detail: `must have at most ${most} items` },
});

export function arrayPart(schema: Schema, judgeOf: JudgeOf): Part | undefined {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
  const item = items && judgeOf(items);
  return {
    holds: (value: readonly unknown[]) => {
      if (value.length < minItems || value.length > maxItems) return false;
      if (item && !value.every((one) => item.holds(one))) return false;
      return !uniqueItems || !hasDuplicates(value);
    },
    judge: (value: readonly unknown[], path: string, verdict: Verdict) => {
      for (let at = 0; item && at < value.length && verdict.findings.length < MOST_FINDINGS; at++)
        merge(verdict, item.verdict(value[at], `${path}[${at}]`));
      if (value.length < minItems)
        verdict.findings.push(found(path, value.length, `should have at least ${minItems} items`));
      if (value.length > maxItems) verdict.findings.push(tooMany(path, maxItems, value.length));
      if (uniqueItems && hasDuplicates(value)) verdict.findings.push(found(path, '', "shouldn't contain duplicates"));
    },
  };
}

interface Fields {
  readonly properties: ReadonlyMap<string, Judge>;
  readonly required: readonly string[];
  readonly other: Judge | undefined;
  /** Whether there may be no other fields. */
  readonly isClosed: boolean;
}

export function objectPart(schema: Schema, judgeOf: JudgeOf): Part {
  const { additionalProperties: others, required = [] } = schema;
  const fields: Fields = {
    properties: new Map(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, judgeOf(one)])),
    required,
    other: typeof others === 'object' ? judgeOf(others) : undefined,
    isClosed: others === false,
  };
  const count = countPart(schema);
  return {
    holds: (value: JsonObject) =>
      (!count || count.holds(value)) && required.every((name) => Object.hasOwn(value, name)) && allHold(fields, value),
    judge: (value: JsonObject, path: string, verdict: Verdict) => {
      count?.judge(value, path, verdict);
      judgeOthers(fields, value, path, verdict);
      judgeProperties(fields, value, path, verdict);
    },
  };
}

interface CountPart {
  holds(value: JsonObject): boolean;
  judge(value: JsonObject, path: string, verdict: Verdict): void;
}

function countPart(schema: Schema): CountPart | undefined {
  const { minProperties: least = 0, maxProperties: most = Number.POSITIVE_INFINITY } = schema;
  if (schema.minProperties === undefined && schema.maxProperties === undefined) return undefined;
  return {
    holds: (value) => {
      const count = Object.keys(value).length;
      return count >= least && count <= most;
    },
    judge: (value, path, { findings }) => {
      const count = Object.keys(value).length;
      if (count < least) findings.push(found(path, count, `should have at least ${least} properties`));
      if (count > most) findings.push(tooMany(path, most, count));
    },
  };
}

function allHold({ properties, other, isClosed }: Fields, value: JsonObject): boolean {
  for (const name in value) {
    const judge = properties.get(name) ?? other;
    if (judge ? !judge.holds(value[name]) : isClosed) return false;
  }
  return true;
}

function judgeOthers({ properties, other, isClosed }: Fields, value: JsonObject, path: string, verdict: Verdict): void {
  if (!other && !isClosed) return;
  for (const name of Object.keys(value)) {
    if (properties.has(name) || verdict.findings.length >= MOST_FINDINGS) continue;
    if (other) merge(verdict, other.verdict(value[name], `${path}.${name}`));
    else verdict.findings.push(notAllowed(path, name));
  }
}

function judgeProperties({ properties, required }: Fields, value: JsonObject, path: string, verdict: Verdict): void {
  for (const [name, property] of properties)
    if (Object.hasOwn(value, name)) merge(verdict, property.verdict(value[name], inside(path, name)));
  for (const name of required) if (!Object.hasOwn(value, name)) verdict.findings.push(missing(`${path}.${name}`));
}

const inside = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const missing = (path: string): Finding => ({
  sentence: `${path} in body is required`,
  error: { type: 'FieldValueRequired', field: path },
});

function notAllowed(path: string, name: string): Finding {
  const sentence = `${path}.${name} in body is a forbidden property`;
  return { sentence, error: { type: 'FieldValueInvalid', field: path, value: name, detail: sentence } };
}

/** What allOf, anyOf, oneOf and not say, in the validator's order. */
export function logicPart(schema: Schema, judgeOf: JudgeOf): Part | undefined {
  const parts = [
    schema.anyOf?.length ? anyOfPart(schema.anyOf.map(judgeOf)) : undefined,
    schema.oneOf?.length ? oneOfPart(schema.oneOf.map(judgeOf)) : undefined,
    schema.allOf?.length ? allOfPart(schema.allOf.map(judgeOf)) : undefined,
    schema.not ? notPart(judgeOf(schema.not)) : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return {
    holds: (value: never) => parts.every((part) => part.holds(value)),
    judge: (value: never, path: string, verdict: Verdict) => {
      for (const part of parts) part.judge(value, path, verdict);
    },
  };
}

type FallibleLogic = Part & { holds(value: never): boolean };

const isRight = ({ findings }: Verdict): boolean => findings.length === 0;

/** The verdict with the most checks passed, the first of equals. */
const bestOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  verdicts.reduce<Verdict | undefined>((best, one) => (best && best.matches >= one.matches ? best : one), undefined);

const anyOfPart = (judges: readonly Judge[]): FallibleLogic => ({
  holds: (value: unknown) => judges.some((judge) => judge.holds(value)),
  judge: (value: unknown, path: string, verdict: Verdict) => {
    const verdicts = judges.map((judge) => judge.verdict(value, path));
    const first = verdicts.find(isRight);
    const chosen = first ?? bestOf(verdicts);
    if (!first)
      verdict.findings.push(foundSomewhere(`${JSON.stringify(path)} must validate at least one schema (anyOf)`));
    if (chosen) merge(verdict, chosen);
  },
});

const oneOfPart = (judges: readonly Judge[]): FallibleLogic => ({
  holds: (value: unknown) => {
    let right = 0;
    for (const judge of judges) if (judge.holds(value) && ++right > 1) return false;
    return right === 1;
  },
  judge: (value: unknown, path: string, verdict: Verdict) => {
    const verdicts = judges.map((judge) => judge.verdict(value, path));
    const right = verdicts.filter(isRight);
    const chosen = right.length === 0 ? bestOf(verdicts) : right[0];
    if (right.length !== 1) {
      const count = right.length === 0 ? 'Found none valid' : `Found ${right.length} valid alternatives`;
      verdict.findings.push(
        foundSomewhere(`${JSON.stringify(path)} must validate one and only one schema (oneOf). ${count}`),
      );
    }
    if (chosen && right.length < 2) merge(verdict, chosen);
  },
});

const allOfPart = (judges: readonly Judge[]): FallibleLogic => ({
  holds: (value: unknown) => judges.every((judge) => judge.holds(value)),
  judge: (value: unknown, path: string, verdict: Verdict) => {
    const verdicts = judges.map((judge) => judge.verdict(value, path));
    for (const one of verdicts) merge(verdict, one);
    const right = verdicts.filter(isRight).length;
    if (right === verdicts.length) return;
    const none = right === 0 ? '. None validated' : '';
    verdict.findings.push(foundSomewhere(`${JSON.stringify(path)} must validate all the schemas (allOf)${none}`));
  },
});

const notPart = (judge: Judge): FallibleLogic => ({
  holds: (value: unknown) => !judge.holds(value),
  judge: (value: unknown, path: string, verdict: Verdict) => {
    if (judge.holds(value))
      verdict.findings.push(foundSomewhere(`${JSON.stringify(path)} must not validate the schema (not)`));
  },
});

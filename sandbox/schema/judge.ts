/** Makes the judge of a schema: closures that are prepared when they are first needed, so that judging walks the value alone. */
import { enumPart, formatPart, numberPart, stringPart, typePart } from './judge-scalars.ts';
import { arrayPart, logicPart, objectPart } from './judge-structures.ts';
import type { Schema } from './schema.ts';
import { type Judge, kindOf, type Part, type ValueKind, type Verdict } from './verdict.ts';

/** How many checks the validator counts as passed before it has looked. */
const ALWAYS: Readonly<Record<ValueKind, number>> = {
  null: 0,
  boolean: 4,
  object: 5,
  string: 5,
  array: 6,
  number: 6,
};

type Test = (value: unknown) => boolean;

/** What is to be done with values of one kind. */
interface Ready {
  readonly test: Test;
  readonly parts: readonly Part[];
}

export function judgeOf(schema: Schema): Judge {
  const ready: { [kind in ValueKind]?: Ready } = {};
  const readyFor = (kind: ValueKind): Ready => {
    const parts = partsFor(schema, kind).filter((part) => part !== undefined);
    const made = { parts, test: allOf(parts) };
    ready[kind] = made;
    return made;
  };
  return {
    holds: (value) => {
      const kind = kindOf(value);
      return (ready[kind] ?? readyFor(kind)).test(value);
    },
    verdict: (value, path) => {
      const kind = kindOf(value);
      const verdict: Verdict = { findings: [], matches: ALWAYS[kind] };
      for (const part of (ready[kind] ?? readyFor(kind)).parts) part.judge(value as never, path, verdict);
      return verdict;
    },
  };
}

/** In the validator's order. */
function partsFor(schema: Schema, kind: ValueKind): readonly (Part | undefined)[] {
  const type = typePart(schema, kind);
  const values = enumPart(schema);
  if (kind === 'null') return [type, values];
  const logic = logicPart(schema, judgeOf);
  switch (kind) {
    case 'boolean':
      return [type, logic, values];
    case 'string':
      return [type, logic, stringPart(schema), formatPart(schema), values];
    case 'number':
      return [type, logic, numberPart(schema), values];
    case 'array':
      return [type, logic, arrayPart(schema, judgeOf), values];
    case 'object':
      return [type, logic, values, objectPart(schema, judgeOf)];
  }
}

/** One function for the tests of a kind of value. */
function allOf(parts: readonly Part[]): Test {
  const tests = parts.map(({ holds }) => holds as Test | undefined).filter((holds) => holds !== undefined);
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (value) => first(value) && second(value);
  return (value) => tests.every((test) => test(value));
}

/** What is found in a value under a name, an index or between two. */
import { type Run, spend, spendText } from './budget.ts';
import { brief, fail } from './problem.ts';
import { isFields, isGroups, isList, isNumber, own, typeName, type Value } from './values.ts';

/** A field that is not there is nil; an index that is not there is an error. */
export function fetched(of: Value, key: Value, at: number): Value {
  if (isList(of)) return of[itemIndex(of.length, key, at)] ?? null;
  if (isFields(of)) {
    return typeof key === 'string' ? own(of, key) : fail(`${typeName(key)} cannot be a name in a map`, at);
  }
  if (isGroups(of)) return of.get(key) ?? null;
  return fail(`cannot fetch ${keyText(key)} from ${typeName(of)}`, at);
}

function keyText(key: Value): string {
  return typeof key === 'string' || isNumber(key) ? brief(String(key)) : typeName(key);
}

function itemIndex(length: number, key: Value, at: number): number {
  const index = indexOf(key, at);
  const found = index < 0 ? length + index : index;
  return found >= 0 && found < length ? found : fail(`index out of range: ${index} (array length is ${length})`, at);
}

/** A whole number, or the whole part of another. */
export function indexOf(key: Value, at: number): number {
  return isNumber(key) ? Math.trunc(Number(key)) : fail(`invalid operation: int(${typeName(key)})`, at);
}

/** Negative ends count from behind; ends that are too far are taken as the nearest. */
export function sliced(of: Value, [from, to]: readonly [Value, Value | undefined], at: number, run: Run): Value {
  if (typeof of !== 'string' && !isList(of)) return fail(`cannot slice ${typeName(of)}`, at);
  const items: readonly Value[] = typeof of === 'string' ? [...of] : of;
  spend(run, items.length, at);
  const part = items.slice(indexOf(from, at), to === undefined ? undefined : indexOf(to, at));
  if (typeof of !== 'string') return part;
  spendText(run, of.length, at);
  return part.join('');
}

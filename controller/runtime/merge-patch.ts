/** The JSON merge patch (RFC 7386) between two values. */

type Json = Readonly<Record<string, unknown>>;

/** What turns `before` into `after`; undefined if nothing does. Absent and undefined fields are the same. */
export function mergePatch(before: Json, after: Json): Json | undefined {
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const change = changeOf(before[name], after[name]);
    if (change !== undefined) patch[name] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Undefined for no change, null to take the value away. */
function changeOf(before: unknown, after: unknown): unknown {
  if (after === undefined || after === null) return before === undefined || before === null ? undefined : null;
  if (isObject(before) && isObject(after)) return mergePatch(before, after);
  if (isEqual(before, after)) return undefined;
  return isObject(after) ? withoutAbsent(after) : after;
}

/** A null in a patch takes away, so a whole object must not hold what is absent. */
function withoutAbsent(value: Json): Json {
  return mergePatch({}, value) ?? {};
}

export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((element, index) => isEqual(element, other[index]));
  return isObject(one) && isObject(other) && mergePatch(one, other) === undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

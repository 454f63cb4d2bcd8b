/** A merge patch that makes one status of another, or nothing if they are the same. */
import { isObject, type JsonObject, sameJson } from '../api/object.ts';

export function statusPatch(before: object | undefined, after: object): object | undefined {
  const [old, next] = [(before ?? {}) as JsonObject, after as JsonObject];
  const changed = Object.keys(next).filter((field) => !sameJson(old[field], next[field]));
  const removed = Object.keys(old).filter((field) => !(field in next));
  if (changed.length + removed.length === 0) return undefined;
  return Object.fromEntries([
    ...changed.map((field) => [field, changeOf(old[field], next[field])]),
    ...removed.map((field) => [field, null]),
  ]) as object;
}

/** What a map no longer has must be taken out of it. */
const changeOf = (old: unknown, next: unknown): unknown =>
  isObject(old) && isObject(next) ? statusPatch(old, next) : next;

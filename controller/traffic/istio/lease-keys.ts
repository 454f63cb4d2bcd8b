/** What stands in the brackets of a lease's path, here: how it is written, and which elements it means. */
import { fingerprint } from '../leases.ts';
import { type Fields, isRecord, recordsOf } from '../records.ts';

/** Text that means something else in a path. */
const SPECIAL = /^#|[[\]=|]/;

/** `name=web`, or the fingerprint of a value that cannot be written there. */
export function keyOf(path: string, value: unknown): string {
  const isPlain = typeof value === 'string' && value !== '' && !SPECIAL.test(value);
  return `${path}=${isPlain ? value : `#${fingerprint(value)}`}`;
}

export function isMeant(element: unknown, key: string): boolean {
  const at = key.indexOf('=');
  const wanted = key.slice(at + 1);
  return valuesAt(element, key.slice(0, at).split('.')).some((value) =>
    wanted.startsWith('#') ? `#${fingerprint(value)}` === wanted : value === wanted,
  );
}

function valuesAt(value: unknown, [field, ...rest]: readonly string[]): readonly unknown[] {
  if (field === undefined) return [value];
  return elementsOf(value).flatMap((element) => valuesAt(element[field], rest));
}

function elementsOf(value: unknown): readonly Fields[] {
  return isRecord(value) ? [value] : recordsOf(value);
}

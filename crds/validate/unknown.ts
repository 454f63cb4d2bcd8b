/** Which fields of an object no schema knows, and what they may be meant to be. */
import type { z } from 'zod';
import { isObject } from '../defaults.ts';
import { fieldOf } from '../kit.ts';
import { type Finding, joined, warning } from './finding.ts';

/** Adds what it finds to a list. */
type Search = (value: unknown, path: string, found: Finding[]) => void;

/** A function that finds the fields no schema names: the API server prunes them, or stores them where it does not look. */
export function unknownFields(schema: z.core.$ZodType): (value: unknown, path: string) => Finding[] {
  const search = searchOf(schema);
  return (value, path) => {
    const found: Finding[] = [];
    search?.(value, path, found);
    return found;
  };
}

/** Undefined where nothing can be unknown. */
function searchOf(schema: z.core.$ZodType): Search | undefined {
  const definition = fieldOf(schema).type._zod.def;
  switch (definition.type) {
    case 'object':
      return objectSearch(definition);
    case 'array': {
      const search = searchOf(definition.element);
      return search && ((value, path, found) => each(value, (child, at) => search(child, `${path}[${at}]`, found)));
    }
    case 'record': {
      const search = searchOf(definition.valueType);
      return (
        search &&
        ((value, path, found) => {
          for (const [key, child] of entries(value)) search(child, joined(path, key), found);
        })
      );
    }
    case 'union':
      return definition.options.map(searchOf).find((search) => search !== undefined);
    default:
      return undefined;
  }
}

function objectSearch({ shape, catchall }: z.core.$ZodObjectDef): Search | undefined {
  const names = Object.keys(shape);
  if (catchall && names.length === 0) return undefined;
  const searches = new Map(names.map((name) => [name, searchOf(shape[name] as z.core.$ZodType)]));
  return (value, path, found) => {
    for (const [key, child] of entries(value)) {
      if (searches.has(key)) searches.get(key)?.(child, joined(path, key), found);
      else found.push(unknownField(joined(path, key), key, names));
    }
  };
}

const entries = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);

function each(value: unknown, visit: (child: unknown, index: number) => void): void {
  if (Array.isArray(value)) value.forEach(visit);
}

export function unknownField(path: string, name: string, known: readonly string[]): Finding {
  const near = known.find((candidate) => distance(name.toLowerCase(), candidate.toLowerCase()) <= 2);
  return warning(path, `unknown field${near === undefined ? '' : `, did you mean ${near}?`}`);
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

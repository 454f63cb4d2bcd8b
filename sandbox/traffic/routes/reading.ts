/** Reading objects that users wrote: what has the wrong form is noted with its place, and counts as absent. */
import type { KubeObject } from '../../../kube/types.ts';
import { isObject } from '../../api/object.ts';
import type { Problem, Source } from './route.ts';

const MOST_ITEMS = 1000;
const MOST_PROBLEMS = 50;
/** Sums of such numbers are numbers still. */
const MOST_AMOUNT = Number.MAX_SAFE_INTEGER;

/** One place in an object. */
export interface Reading {
  readonly value: unknown;
  /** The place it lies in, and as what. The object itself lies in none. */
  readonly parent: Reading | undefined;
  readonly step: string | number;
  readonly source: Source;
  /** What is wrong with the object, as far as it has been read. */
  readonly problems: Problem[];
}

/** All objects of a kind, the oldest first. */
export type ObjectsOf = (kind: string) => readonly Reading[];

export function readingOf(object: KubeObject): Reading {
  const { name, namespace = 'default' } = object.metadata;
  return { value: object, parent: undefined, step: '', source: { kind: object.kind, namespace, name }, problems: [] };
}

/** `message` starts where the place ends. */
export function noteProblem(reading: Reading, message: string): void {
  const { source, problems } = reading;
  if (problems.length < MOST_PROBLEMS) problems.push({ source, message: `${pathOf(reading)}: ${message}` });
}

/** From the object down: `spec.rules[0].host`. */
function pathOf({ parent, step }: Reading): string {
  if (!parent) return '';
  const path = pathOf(parent);
  if (typeof step === 'number' || /[^\w-]/.test(step)) return `${path}[${step}]`;
  return path === '' ? step : `${path}.${step}`;
}

/** What lies in a place; its path is put together only if there is something to say about it. */
function within(parent: Reading, step: string | number, value: unknown): Reading {
  return { value, parent, step, source: parent.source, problems: parent.problems };
}

/** The place below, by the names that lead to it; what is no object has no fields. */
export function placeAt(reading: Reading, ...names: readonly string[]): Reading {
  let place = reading;
  for (const name of names) place = fieldOf(place, name);
  return place;
}

function fieldOf(reading: Reading, name: string): Reading {
  const { value } = reading;
  if (isObject(value)) return within(reading, name, value[name]);
  if (!isAbsent(reading)) noteProblem(reading, 'must be an object');
  return within(reading, name, undefined);
}

export const isAbsent = ({ value }: Reading): boolean => value === undefined || value === null;

export function itemsOf(reading: Reading): readonly Reading[] {
  const { value } = reading;
  if (isAbsent(reading)) return [];
  if (!Array.isArray(value)) {
    noteProblem(reading, 'must be a list');
    return [];
  }
  if (value.length > MOST_ITEMS) noteProblem(reading, `only the first ${MOST_ITEMS} are read`);
  const items: readonly unknown[] = value.length > MOST_ITEMS ? value.slice(0, MOST_ITEMS) : value;
  return items.map((item, index) => within(reading, index, item));
}

/** Names and what they stand for. */
export function entriesOf(reading: Reading): readonly (readonly [name: string, Reading])[] {
  const { value } = reading;
  if (isAbsent(reading)) return [];
  if (!isObject(value)) {
    noteProblem(reading, 'must be an object');
    return [];
  }
  return Object.entries(value)
    .slice(0, MOST_ITEMS)
    .map(([name, one]) => [name, within(reading, name, one)]);
}

export function textAt(reading: Reading): string | undefined {
  if (isAbsent(reading)) return undefined;
  if (typeof reading.value === 'string') return reading.value;
  noteProblem(reading, 'must be a string');
  return undefined;
}

export function textsAt(reading: Reading): readonly string[] {
  return itemsOf(reading)
    .map(textAt)
    .filter((text) => text !== undefined);
}

/** A name that must be there. */
export function nameAt(reading: Reading): string | undefined {
  const name = textAt(reading);
  if (name !== undefined && name !== '') return name;
  if (isAbsent(reading) || name === '') noteProblem(reading, 'is missing');
  return undefined;
}

/** Not negative; what is no such number counts as 0. */
export function amountAt(reading: Reading, absent: number): number {
  const { value } = reading;
  if (isAbsent(reading)) return absent;
  if (typeof value === 'number' && value >= 0) return Math.min(value, MOST_AMOUNT);
  noteProblem(reading, 'must be a number, 0 or more');
  return 0;
}

export function portAt(reading: Reading): { readonly port?: number | string } {
  const { value } = reading;
  if (isAbsent(reading)) return {};
  if (typeof value === 'number') return { port: value };
  if (typeof value === 'string') return { port: /^\d{1,5}$/.test(value) ? Number(value) : value };
  noteProblem(reading, 'must be a number or a name');
  return {};
}

export function annotationsOf(reading: Reading): ReadonlyMap<string, string> {
  const entries = entriesOf(placeAt(reading, 'metadata', 'annotations'));
  return new Map(entries.flatMap(([name, { value }]) => (typeof value === 'string' ? [[name, value] as const] : [])));
}

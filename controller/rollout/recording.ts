/** Snapshots as text and back. What a decision sees must be the same: moments, maps, and which object is which. */
import type { Snapshot } from './snapshot.ts';

const KIND = 'RolloutSnapshot';
const VERSION = 1;

type Fields = Readonly<Record<string, unknown>>;

export const recordingOf = (snapshot: Snapshot): string =>
  `${JSON.stringify({ kind: KIND, version: VERSION, snapshot: encoded(snapshot, '', new Map()) }, null, 2)}\n`;

export function snapshotIn(text: string): Snapshot {
  const recording = parsed(text);
  if (recording['kind'] !== KIND || recording['version'] !== VERSION)
    throw new Error(`not a ${KIND} of version ${VERSION}`);
  return decoded(recording['snapshot'], '', new Map()) as Snapshot;
}

function parsed(text: string): Fields {
  try {
    return (JSON.parse(text) ?? {}) as Fields;
  } catch (cause) {
    throw new Error(`not a ${KIND}: no JSON`, { cause });
  }
}

/** Decisions compare revisions by identity: what has been written before is named by its place. */
function encoded(value: unknown, place: string, places: Map<object, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
  const known = places.get(value);
  if (known !== undefined) return { $same: known };
  places.set(value, place);
  if (value instanceof Map)
    return { $map: [...value].map(([key, part]) => [key, encoded(part, below(place, key), places)]) };
  if (Array.isArray(value)) return value.map((part, index) => encoded(part, below(place, index), places));
  return mapped(value, (key, part) => [escaped(key), encoded(part, below(place, key), places)]);
}

function decoded(value: unknown, place: string, values: Map<string, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $date, $same, $map } = value as { $date?: string | null; $same?: string; $map?: [string, unknown][] };
  if ($date !== undefined) return new Date($date ?? Number.NaN);
  if ($same !== undefined) return values.get($same);
  const whole = $map ? mapAt($map, place, values) : partsAt(value, place, values);
  values.set(place, whole);
  return whole;
}

const mapAt = (entries: readonly [string, unknown][], place: string, values: Map<string, unknown>) =>
  new Map(entries.map(([key, part]) => [key, decoded(part, below(place, key), values)]));

function partsAt(value: object, place: string, values: Map<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part, index) => decoded(part, below(place, index), values));
  return mapped(value, (escapedKey, part) => {
    const key = unescaped(escapedKey);
    return [key, decoded(part, below(place, key), values)];
  });
}

const mapped = (fields: object, entry: (key: string, part: unknown) => readonly [string, unknown]): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, part]) => entry(key, part)));

/** As in a JSON pointer. */
const below = (place: string, key: string | number): string =>
  `${place}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Fields that begin with a dollar are ours. */
const escaped = (key: string): string => (key.startsWith('$') ? `$${key}` : key);
const unescaped = (key: string): string => (key.startsWith('$$') ? key.slice(1) : key);

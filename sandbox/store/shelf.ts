/** The objects of one resource in the order of their keys, and the changes they went through lately. */
import type { Change, Version } from './version.ts';

export const keyOf = (namespace: string, name: string): string => (namespace === '' ? name : `${namespace}/${name}`);

export class Shelf {
  private readonly versions = new Map<string, Version>();
  /** The keys in order; made when first asked for, then kept in order. */
  private keys: string[] | undefined;
  private readonly changes: Change[] = [];
  /** Changes up to this revision are forgotten. */
  private forgotten: number;
  private readonly mostChanges: number;

  constructor(floor: number, mostChanges: number) {
    this.forgotten = floor;
    this.mostChanges = mostChanges;
  }

  get size(): number {
    return this.versions.size;
  }

  /** The last change, or where history begins. */
  get latest(): number {
    return this.changes.at(-1)?.revision ?? this.forgotten;
  }

  get(key: string): Version | undefined {
    return this.versions.get(key);
  }

  /** Takes a change in. */
  record(change: Change): void {
    const key = keyOf(change.namespace, change.name);
    if (change.isDeletion) this.drop(key);
    else this.hold(key, change.after);
    this.changes.push(change);
    // A quarter at a time, so that shifting costs little.
    if (this.changes.length > this.mostChanges) this.forget(this.changes.length - Math.ceil(this.mostChanges * 0.75));
  }

  /** Holds an object that was there before history began. */
  hold(key: string, version: Version): void {
    if (this.keys && !this.versions.has(key)) this.keys.splice(positionOf(this.keys, key), 0, key);
    this.versions.set(key, version);
  }

  /** All objects, or those of a namespace that has a name, in the order of their keys. */
  list(namespace: string | undefined): Version[] {
    return this.range(namespace).flatMap((key) => this.versions.get(key) ?? []);
  }

  /** The same at a moment in the past; undefined if that is forgotten. */
  listAt(namespace: string | undefined, revision: number): Version[] | undefined {
    if (revision < this.forgotten) return undefined;
    const past = new Map(this.range(namespace).map((key) => [key, this.versions.get(key)] as const));
    for (let index = this.changes.length - 1; index >= 0; index--) {
      const change = this.changes[index];
      if (!change || change.revision <= revision) break;
      if (!namespace || change.namespace === namespace) past.set(keyOf(change.namespace, change.name), change.before);
    }
    return [...past.keys()].sort(byBytes).flatMap((key) => past.get(key) ?? []);
  }

  /** What happened after a revision; undefined if that is forgotten. */
  since(revision: number): Change[] | undefined {
    if (revision < this.forgotten) return undefined;
    let first = this.changes.length;
    while (first > 0 && (this.changes[first - 1]?.revision ?? 0) > revision) first--;
    return this.changes.slice(first);
  }

  private drop(key: string): void {
    this.versions.delete(key);
    if (!this.keys) return;
    const position = positionOf(this.keys, key);
    if (this.keys[position] === key) this.keys.splice(position, 1);
  }

  private forget(count: number): void {
    const gone = this.changes.splice(0, count);
    this.forgotten = gone.at(-1)?.revision ?? this.forgotten;
  }

  private range(namespace: string | undefined): readonly string[] {
    this.keys ??= [...this.versions.keys()].sort(byBytes);
    if (!namespace) return this.keys;
    // "0" comes right after "/".
    return this.keys.slice(positionOf(this.keys, `${namespace}/`), positionOf(this.keys, `${namespace}0`));
  }
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Where a key is, or would be. */
function positionOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

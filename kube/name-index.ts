/** Names of objects by a value they have, kept up to date one change at a time. */
import type { KubeObject } from './types.ts';

/** The values under which an index finds an object. */
export type Index = (object: KubeObject) => readonly string[];

export class NameIndex {
  readonly #valuesOf: Index;
  readonly #names = new Map<string, Set<string>>();
  /** What is there now, so that the old object need not be looked at. */
  readonly #values = new Map<string, readonly string[]>();

  constructor(valuesOf: Index) {
    this.#valuesOf = valuesOf;
  }

  names(value: string): Iterable<string> {
    return this.#names.get(value) ?? [];
  }

  /** The object has changed, or is gone. */
  set(name: string, object: KubeObject | undefined): void {
    const old = this.#values.get(name) ?? [];
    const now = object ? this.#valuesOf(object) : [];
    for (const value of old) if (!now.includes(value)) this.#drop(value, name);
    for (const value of now) this.#add(value, name);
    if (now.length > 0) this.#values.set(name, now);
    else this.#values.delete(name);
  }

  #add(value: string, name: string): void {
    const names = this.#names.get(value);
    if (names) names.add(name);
    else this.#names.set(value, new Set([name]));
  }

  #drop(value: string, name: string): void {
    const names = this.#names.get(value);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(value);
  }
}

/** Names of objects by a value they have, kept up to date one change at a time. */
import type { KubeObject } from './types.ts';

/** The values under which an index finds an object. */
export type Index = (object: KubeObject) => readonly string[];

export class NameIndex {
  readonly #valuesOf: Index;
  readonly #names = new Map<string, Set<string>>();

  constructor(valuesOf: Index) {
    this.#valuesOf = valuesOf;
  }

  names(value: string): Iterable<string> {
    return this.#names.get(value) ?? [];
  }

  change(name: string, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const old = before ? this.#valuesOf(before) : [];
    const now = after ? this.#valuesOf(after) : [];
    for (const value of old) if (!now.includes(value)) this.#drop(value, name);
    for (const value of now) this.#add(value, name);
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

/** By the uid of whoever controls the object. */
export const byController: Index = ({ metadata }) =>
  (metadata.ownerReferences ?? []).flatMap(({ controller, uid }) => (controller ? [uid] : []));

export const byNamespace: Index = ({ metadata }) => [metadata.namespace ?? ''];

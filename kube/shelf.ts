/**
 * Objects by name, those that nobody has touched for a while as text: parsed they would take twice the memory and keep
 * the garbage collector busy. Whoever asks for one pays a few microseconds and it is at hand again.
 */
import type { KubeObject } from './types.ts';

interface Entry {
  readonly version: string;
  object: KubeObject | undefined;
  text: Uint8Array | undefined;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Shelf {
  readonly #entries = new Map<string, Entry>();
  /** Since the last `cool`. */
  #touched = new Set<string>();

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): KubeObject | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    this.#touched.add(name);
    if (!entry.object) {
      entry.object = objectOf(entry);
      entry.text = undefined;
    }
    return entry.object;
  }

  set(name: string, object: KubeObject): void {
    this.#entries.set(name, { version: versionOf(object), object: frozen(object), text: undefined });
    this.#touched.add(name);
  }

  delete(name: string): void {
    this.#entries.delete(name);
    this.#touched.delete(name);
  }

  /** A way to look at what is there now, also later, which costs nothing until it is used. */
  peek(name: string): (() => KubeObject) | undefined {
    const entry = this.#entries.get(name);
    return entry && (() => entry.object ?? objectOf(entry));
  }

  /** At which version the object is, without looking at it. */
  version(name: string): string | undefined {
    return this.#entries.get(name)?.version;
  }

  names(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** Looks at everything without keeping it at hand. */
  *all(): Generator<KubeObject> {
    for (const entry of this.#entries.values()) yield entry.object ?? objectOf(entry);
  }

  /** Puts away what was not touched since the last time: after each `slice` objects it yields, to be interrupted. */
  *cool(slice: number): Generator<void> {
    const touched = this.#touched;
    this.#touched = new Set();
    let done = 0;
    for (const [name, entry] of this.#entries) {
      if (!entry.object || touched.has(name) || this.#touched.has(name)) continue;
      entry.text = encoder.encode(JSON.stringify(entry.object));
      entry.object = undefined;
      if (++done % slice === 0) yield;
    }
  }
}

export const versionOf = ({ metadata }: KubeObject): string => metadata.resourceVersion ?? '';

const objectOf = ({ text }: Entry): KubeObject => frozen(JSON.parse(decoder.decode(text)) as KubeObject);

/** Freezing every level costs a third of parsing; these levels cost nothing and catch what code does by accident. */
function frozen(object: KubeObject): KubeObject {
  Object.freeze(object);
  for (const part of Object.values(object)) Object.freeze(part);
  return object;
}

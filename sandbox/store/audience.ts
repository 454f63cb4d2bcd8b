/** Who wants to hear of which changes: found by resource, namespace and name, so that a write asks only those it may concern. */
import { keyOf } from './shelf.ts';
import type { Change } from './version.ts';

export type Listener = (change: Change) => void;

/** All of a resource if neither is given; cluster-wide objects have no namespace, or an empty one. */
export interface Interest {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

export class Audience {
  private readonly seats = new Map<string, Set<Listener>>();
  private readonly news: Change[] = [];
  private isTelling = false;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The answer takes the listener away. */
  add(resource: string, interest: Interest, listener: Listener): () => void {
    const place = placeOf(resource, interest);
    const listeners = this.seats.get(place) ?? new Set();
    this.seats.set(place, listeners.add(listener));
    this.count++;
    return () => {
      if (!listeners.delete(listener)) return;
      this.count--;
      if (listeners.size === 0 && this.seats.get(place) === listeners) this.seats.delete(place);
    };
  }

  /** Listeners hear of changes in their order, even of those that a listener causes. */
  tell(change: Change): void {
    if (this.count === 0) return;
    this.news.push(change);
    if (this.isTelling) return;
    this.isTelling = true;
    try {
      for (let next = this.news.shift(); next; next = this.news.shift()) this.announce(next);
    } finally {
      this.isTelling = false;
    }
  }

  private announce(change: Change): void {
    const { resource, namespace, name } = change;
    this.tellAt(resource, change);
    if (namespace !== '') this.tellAt(`${resource} ${namespace}`, change);
    this.tellAt(`${resource} ${keyOf(namespace, name)} `, change);
  }

  private tellAt(place: string, change: Change): void {
    for (const listener of this.seats.get(place) ?? []) listener(change);
  }
}

function placeOf(resource: string, { namespace, name }: Interest): string {
  if (name !== undefined && name !== '') return `${resource} ${keyOf(namespace ?? '', name)} `;
  return namespace ? `${resource} ${namespace}` : resource;
}

/** What users have lately seen, for people to look at: the busiest route, and who answered its requests. Pure but for `add`. */
import type { Exchange } from './exchange.ts';

export interface Seen {
  /** Of all requests, a second. */
  readonly rate: number;
  readonly name: string;
  readonly shares: readonly { readonly version: string; readonly share: number }[];
  readonly successes: number;
  /** Milliseconds. */
  readonly p99: number;
}

export interface Recent {
  add(exchange: Exchange, now: number): void;
  /** Undefined until a pod has answered, and if there was nothing. */
  seen(now: number): Seen | undefined;
}

const WINDOW = 10_000;
const MOST = 20_000;
const SERVER_ERROR = 500;

export function recent(): Recent {
  let all: { readonly exchange: Exchange; readonly at: number }[] = [];
  let first: number | undefined;
  const forget = (now: number) => {
    const kept = all.findIndex(({ at }) => at > now - WINDOW);
    all = kept === -1 ? [] : all.slice(Math.max(kept, all.length - MOST));
  };
  return {
    add(exchange, now) {
      // What is asked before the first pod is up says nothing of the site.
      if (exchange.isMirrored || (first === undefined && !exchange.server)) return;
      first ??= now;
      all.push({ exchange, at: now });
      if (all.length > 2 * MOST) forget(now);
    },
    seen(now) {
      forget(now);
      if (all.length === 0) return undefined;
      const seconds = Math.max(1000, Math.min(WINDOW, now - (first ?? now))) / 1000;
      return summary(
        all.map(({ exchange }) => exchange),
        seconds,
      );
    },
  };
}

function summary(all: readonly Exchange[], seconds: number): Seen {
  const nameOf = ({ source: { kind, namespace, name } }: Exchange) => `${kind} ${namespace}/${name}`;
  const [name, busiest] = largest(groups(all, nameOf));
  const versions = groups(
    busiest.filter(({ server }) => server),
    ({ server }) => server?.version ?? '',
  );
  const times = busiest.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  return {
    name,
    rate: all.length / seconds,
    shares: [...versions]
      .map(([version, of]) => ({ version, share: of.length / busiest.length }))
      .sort((one, other) => (one.version < other.version ? -1 : 1)),
    successes: busiest.filter(({ status }) => status < SERVER_ERROR).length / busiest.length,
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? 0,
  };
}

function groups(all: readonly Exchange[], key: (one: Exchange) => string): ReadonlyMap<string, readonly Exchange[]> {
  const found = new Map<string, Exchange[]>();
  for (const one of all) {
    const among = found.get(key(one));
    if (among) among.push(one);
    else found.set(key(one), [one]);
  }
  return found;
}

function largest(found: ReadonlyMap<string, readonly Exchange[]>): readonly [string, readonly Exchange[]] {
  let best: readonly [string, readonly Exchange[]] = ['', []];
  for (const one of found) if (one[1].length > best[1].length) best = one;
  return best;
}

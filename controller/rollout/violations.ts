/**
 * The promise of `capacity.ts`, held against a whole plan: how often it breaks it. It never should; it is counted so
 * that somebody hears of it if it does.
 */
import type { Destination, Split } from '../traffic/router.ts';
import { type Capacity, shortfallOf } from './capacity.ts';
import { selectedBy } from './services.ts';
import type { Snapshot } from './snapshot.ts';
import type { Target } from './target.ts';

export function violationsIn(s: Snapshot, { revisions, selectors, split, capacity }: Target): number {
  const shrunk = capacity && isShrunk(s, revisions, capacity) ? 1 : 0;
  return shrunk + switchedInVain(s, selectors) + (split ? raisedInVain(s, split) : 0);
}

function isShrunk({ revisions }: Snapshot, wanted: Target['revisions'], capacity: Capacity): boolean {
  // What an earlier pass gave up may still be counted as ready.
  const now = revisions.map(({ hash, ready, size }) => ({ hash, ready: Math.min(ready, size) }));
  const left = now.map(({ hash, ready }) => ({ hash, ready: Math.min(ready, wanted.get(hash)?.size ?? ready) }));
  return shortfallOf(left, capacity) > shortfallOf(now, capacity);
}

/** Services that go from pods that answer to a revision that has none. */
function switchedInVain(s: Snapshot, selectors: Target['selectors']): number {
  const readyOf = (hash: string) =>
    s.revisions.filter((one) => hash === '' || one.hash === hash).reduce((sum, { ready }) => sum + ready, 0);
  const isLoss = ([name, hash]: readonly [string, string]) =>
    isSent(s, name) && readyOf(hash) === 0 && readyOf(selectedBy(s.services.get(name))) > 0;
  return [...selectors].filter(isLoss).length;
}

/** Whether a Service gets requests, as far as a Rollout can know. */
function isSent({ spec, routing: { shown, weights } }: Snapshot, name: string): boolean {
  const { canary, blueGreen } = spec.strategy ?? {};
  if (shown) return (weights[name]?.highest ?? 0) > 0;
  return name === blueGreen?.activeService || name === canary?.stableService;
}

/** Services that are sent more though nobody answers behind them, while somebody does elsewhere. */
function raisedInVain(s: Snapshot, { destinations }: Split): number {
  const { shown, weights } = s.routing;
  if (!shown) return 0;
  const isRaised = (one: Destination) => one.weight > (weights[one.service]?.highest ?? 0) && !isAnswered(s, one);
  return destinations.some((one) => isAnswered(s, one)) ? destinations.filter(isRaised).length : 0;
}

/** By pods that a router selects, or by those behind the Service. */
function isAnswered({ addresses, routing }: Snapshot, { service, role }: Destination): boolean {
  const selected = role === 'experiment' ? undefined : routing.selected?.[role];
  if (!selected) return (addresses.get(service)?.size ?? 0) > 0;
  const found = addresses.get(selected.service);
  return selected.hash === '' ? (found?.size ?? 0) > 0 : (found?.get(selected.hash) ?? 0) > 0;
}

/**
 * Sticky cohorts as Traefik knows them: a cookie for the whole TraefikService, which holds a client to the service that
 * answered first. It says nothing else, so cookies that are to count no more get another name: `<cookie>-<hash>-<n>`, with
 * the next number at each step down. The last name stays in the record of leases for as long as that lasts.
 */
import { type Fields, fieldsOf, isRecord } from '../records.ts';
import type { Cohorts } from '../router.ts';

export interface Sticking {
  /** Of the weighted services; empty if there is nothing to change. */
  readonly change: Fields;
  readonly leases: readonly string[];
  readonly problems: readonly string[];
}

interface Sight {
  readonly sticky: unknown;
  readonly leased: readonly string[];
  readonly title: string;
}

const LEASE = /^spec\.weighted\.sticky\[cookie\.name=([^\]]*)\]$/;

const leaseFor = (name: string): string => `spec.weighted.sticky[cookie.name=${name}]`;

/** `shown` is the canary's share as it is now. */
export function stickingOf(cohorts: Cohorts | undefined, shown: number, sight: Sight): Sticking {
  const { sticky, leased, title } = sight;
  const last = lastName(leased);
  const isOurs = last !== undefined && nameIn(sticky) === last;
  if (cohorts?.holdsStable && (isOurs || !isRecord(sticky)))
    return held(cohorts, isOurs && cohorts.weight >= Math.floor(shown), sight);
  const why = cohorts?.holdsStable ? 'is sticky already' : 'cannot hold the clients of the canary alone';
  return {
    change: stuckAt(sticky, leased),
    leases: last === undefined ? [] : [leaseFor(last)],
    problems: cohorts ? [`sticky cohorts: ${title} ${why}`] : [],
  };
}

function held(cohorts: Cohorts, isKept: boolean, { sticky, leased }: Sight): Sticking {
  const name = nameFor(cohorts, lastName(leased), isKept);
  const cookie = { name, maxAge: cohorts.maxAge, httpOnly: true };
  return { change: isAsWanted(sticky, cookie) ? {} : { sticky: { cookie } }, leases: [leaseFor(name)], problems: [] };
}

/** What takes the cookie away that the leases know of. */
export function stuckAt(sticky: unknown, leased: readonly string[]): Fields {
  const last = lastName(leased);
  return last !== undefined && nameIn(sticky) === last ? { sticky: null } : {};
}

function lastName(leased: readonly string[]): string | undefined {
  return leased.flatMap((path) => LEASE.exec(path)?.[1] ?? [])[0];
}

function nameIn(sticky: unknown): unknown {
  return fieldsOf(fieldsOf(sticky)['cookie'])['name'];
}

function nameFor({ cookie, hash }: Cohorts, last: string | undefined, isKept: boolean): string {
  const before = `${cookie}-${hash}-`;
  if (!last?.startsWith(before)) return `${before}1`;
  const number = Number(last.slice(before.length)) || 0;
  return isKept ? last : `${before}${number + 1}`;
}

/** Older definitions drop the age; the cookie then lasts as long as the client's session. */
function isAsWanted(sticky: unknown, cookie: { readonly name: string; readonly maxAge: number }): boolean {
  const { name, maxAge = cookie.maxAge } = fieldsOf(fieldsOf(sticky)['cookie']);
  return name === cookie.name && maxAge === cookie.maxAge;
}

/**
 * The texts by which sticky cohorts are told, the same for all routers: `canary-<revision>-<share>` is what a client's
 * cookie says. Rules and cookies are known by these forms, so none of ours outlives a record that is lost.
 */
import type { Cohorts } from './router.ts';

export type Side = 'canary' | 'stable';

export const sidesOf = ({ holdsStable }: Cohorts): readonly Side[] => (holdsStable ? ['canary', 'stable'] : ['canary']);

/** A regular expression for the whole header `Cookie` of a client who is held to one of these sides. */
export function cookiePattern({ cookie, hash, held }: Cohorts, ...sides: readonly Side[]): string {
  return `^(.*; ?)?${cookie}=(${sides.join('|')})-${hash}-(${held.join('|')})(;.*)?$`;
}

/** What the answer to a client without such a cookie says in `Set-Cookie`. */
export function newCookie({ cookie, maxAge, hash, weight }: Cohorts, side: Side): string {
  return `${cookie}=${side}-${hash}-${weight}; Max-Age=${maxAge}; Path=/; HttpOnly`;
}

const PATTERN = /^\^\(\.\*; \?\)\?[\w-]+=\((?:canary|stable|\|)+\)-\w*-\([\d|]+\)\(;\.\*\)\?\$$/;
const COOKIE = /^[\w-]+=(?:canary|stable)-\w*-\d+; Max-Age=\d+; Path=\/; HttpOnly$/;

export const isCookiePattern = (text: unknown): boolean => typeof text === 'string' && PATTERN.test(text);

export const isNewCookie = (text: unknown): boolean => typeof text === 'string' && COOKIE.test(text);

export const isSetCookie = (name: unknown): boolean => typeof name === 'string' && name.toLowerCase() === 'set-cookie';

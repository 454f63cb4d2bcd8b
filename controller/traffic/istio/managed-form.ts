/** Which routes of a VirtualService are the Rollout's own: those it has recorded, and those of the form it gives them. */
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import { isMeant, keyOf } from './lease-keys.ts';
import { type Protocol, roleOf, type Site } from './site.ts';

const LEASE = /^spec\.http\[([^\]]*)\]$/;

export function managedLease(name: string): string {
  return `spec.http[${keyOf('name', name)}]`;
}

export function isManagedLease(path: string, route: unknown): boolean {
  const [, key] = LEASE.exec(path) ?? [];
  return key !== undefined && isMeant(route, key);
}

/** A route of the user that only happens to have the name has not the form. */
export function managedNameOf(route: Fields, site: Site, protocol: Protocol = 'http'): string | undefined {
  const { name } = route;
  if (protocol !== 'http' || typeof name !== 'string' || name === '') return undefined;
  if (site.leased.some((path) => isManagedLease(path, route))) return name;
  return site.place.managedRoutes.includes(name) && hasManagedForm(route, site) ? name : undefined;
}

function hasManagedForm(route: Fields, site: Site): boolean {
  const entries = recordsOf(route['route']);
  const isForCanaryAlone = entries.length > 0 && entries.every((entry) => roleOf(entry, site) === 'canary');
  return isForCanaryAlone || mirrorsOf(route).some((mirror) => roleOf(mirror, site) === 'canary');
}

/** In the newest form, which can hold several. */
export function mirrorsOf(route: Fields): readonly Fields[] {
  const { mirror, mirrors, mirrorPercentage, mirrorPercent } = route;
  const percentage = mirrorPercentage ?? (mirrorPercent === undefined ? undefined : { value: mirrorPercent });
  const share = percentage === undefined ? {} : { percentage };
  const first = Object.keys(fieldsOf(mirror)).length > 0 ? [{ destination: mirror, ...share }] : [];
  return [...first, ...recordsOf(mirrors)];
}

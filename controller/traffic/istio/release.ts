/** Lets go of a VirtualService: stable gets all that was divided. Only the leases tell who is who. */
import { leaseText } from '../leases.ts';
import { fieldsOf, isRecord, listOf } from '../records.ts';
import type { Place } from '../router.ts';
import { withEntries } from './cohorts.ts';
import { withoutCookie } from './cookies.ts';
import { isMeant } from './lease-keys.ts';
import { isManagedLease } from './managed-form.ts';
import { patched } from './patched.ts';
import { type IstioObject, listIn, PROTOCOLS, type Protocol, titleOf, weightOf } from './site.ts';
import { withWeight } from './weights.ts';

interface Lease {
  readonly protocol: string;
  /** Which routes, and in them which destinations: stable's, the canary's; or an experiment's alone. */
  readonly route: string;
  readonly entries: readonly string[];
}

const LEASE = /^spec\.(http|tls|tcp)\[([^\]]*)\]\.route\[([^\]]*)\](?:\.weight)?$/;

export function serviceRelease(place: Place, object: IstioObject, leased: readonly string[]) {
  const leases = leased.flatMap((path): readonly Lease[] => {
    const [, protocol = '', route = '', entries] = LEASE.exec(path) ?? [];
    return entries === undefined ? [] : [{ protocol, route, entries: entries.split('|') }];
  });
  const lists = PROTOCOLS.filter((protocol) => listIn({ object }, protocol).length > 0).map((protocol) => {
    const ofUser = listIn({ object }, protocol).filter((route) => !isManaged(route, protocol, leased));
    return [
      protocol,
      ofUser.map((route) =>
        forStable(
          route,
          leases.filter((one) => one.protocol === protocol),
        ),
      ),
    ];
  });
  const next = { spec: Object.fromEntries(lists), lease: leaseText(place.uid, object, []) };
  return patched(object, next, `stable alone in ${titleOf({ object })}`);
}

function isManaged(route: unknown, protocol: Protocol, leased: readonly string[]): boolean {
  return protocol === 'http' && leased.some((path) => isManagedLease(path, route));
}

function forStable(found: unknown, leases: readonly Lease[]): unknown {
  const ours = leases.filter((lease) => isRecord(found) && isMeant(found, lease.route));
  const route = isRecord(found) && ours.length > 0 ? withEntries(found, withoutCookie) : found;
  const entries = listOf(fieldsOf(route)['route']);
  const isOf = (entry: unknown, key: string | undefined) => key !== undefined && isMeant(entry, key);
  const pair = ours.find(
    ({ entries: [one, other] }) => other !== undefined && entries.some((entry) => isOf(entry, one)),
  );
  const [stableKey, canaryKey] = pair?.entries ?? [];
  const stable = entries.find((entry) => isOf(entry, stableKey));
  // Without stable, others would be left with nobody behind them.
  if (!isRecord(route) || stable === undefined || canaryKey === undefined) return route;
  const added = ours.flatMap(({ entries: [only, ...more] }) => (only !== undefined && more.length === 0 ? [only] : []));
  const kept = entries.filter((entry) => !added.some((key) => isMeant(entry, key)));
  const others = kept.filter((entry) => entry !== stable && !isOf(entry, canaryKey));
  const rest = others.reduce<number>((sum, entry) => sum + weightOf(entry), 0);
  const weightFor = (entry: unknown) => (entry === stable ? Math.max(0, 100 - rest) : 0);
  const next = kept.map((entry) => (others.includes(entry) ? entry : withWeight(entry, weightFor(entry))));
  return { ...route, route: next };
}

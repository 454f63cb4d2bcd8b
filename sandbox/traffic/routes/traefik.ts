/** Traefik: IngressRoutes, in the order of their priorities. */
import { amountAt, itemsOf, nameAt, type ObjectsOf, placeAt, type Reading } from './reading.ts';
import type { Route } from './route.ts';
import { traefikRule } from './traefik-rule.ts';
import { destinationsAt, type TraefikServices, traefikServicesOf } from './traefik-services.ts';

interface Ranked {
  readonly route: Route;
  readonly priority: number;
}

export function traefikRoutes(objects: ObjectsOf): readonly Route[] {
  const services = traefikServicesOf(objects);
  return objects('IngressRoute')
    .flatMap((reading) => itemsOf(placeAt(reading, 'spec', 'routes')).flatMap((at) => rankedAt(at, services)))
    .sort((a, b) => b.priority - a.priority)
    .map(({ route }) => route);
}

function rankedAt(at: Reading, services: TraefikServices): readonly Ranked[] {
  const text = nameAt(placeAt(at, 'match'));
  const rule = text === undefined ? undefined : traefikRule(placeAt(at, 'match'), text);
  if (text === undefined || !rule) return [];
  const { hosts, conditions } = rule;
  const destinations = destinationsAt(placeAt(at, 'services'), services);
  const matches = conditions.length === 0 ? [] : [conditions];
  // Without a priority a rule counts by its length.
  const priority = amountAt(placeAt(at, 'priority'), 0) || text.length;
  return [{ priority, route: { source: at.source, hosts, isMesh: false, matches, ...destinations } }];
}

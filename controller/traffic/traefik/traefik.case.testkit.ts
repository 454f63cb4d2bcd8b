/** Traefik, held to the contract: a TraefikService in each of the two groups, with entries that are not ours. */
import type { Case } from '../case.testkit.ts';
import { type AnyObject, frozen, routingBy } from '../routers.testkit.ts';

const OWN = { sticky: { cookie: { name: 'side' } } };

export function traefikService(services: unknown, group = 'traefik.io', more: object = OWN): AnyObject {
  const metadata = { name: 'web', namespace: 'shop', resourceVersion: '1', labels: { app: 'demo' } };
  const weighted = { ...more, services };
  return frozen({ apiVersion: `${group}/v1alpha1`, kind: 'TraefikService', metadata, spec: { weighted } });
}

export const entry = (name: string, more: object = {}): object => ({ name, port: 80, ...more });

export const config = { weightedTraefikServiceName: 'web' };

export const traefikCase: Case = {
  routing: routingBy({ traefik: config }),
  objects: [
    traefikService(
      [
        entry('demo-stable', { weight: 1 }),
        entry('demo-canary', { weight: 0, healthCheck: { path: '/' } }),
        entry('other', { kind: 'TraefikService' }),
        entry('demo-canary', { namespace: 'elsewhere' }),
      ],
      'traefik.io',
      {},
    ),
  ],
};

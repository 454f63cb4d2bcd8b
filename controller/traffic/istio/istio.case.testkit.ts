/** Istio, held to the contract: several VirtualServices, each kind of route, and the subsets of a DestinationRule. */
import type { Case } from '../case.testkit.ts';
import { routingBy } from '../routers.testkit.ts';
import { BOTH_SUBSETS, CANARY, rule, STABLE, to, toSubset, virtualService } from './istio.testkit.ts';

const far = (subset: string, weight: number) => to('demo.shop.svc.cluster.local', weight, { subset });

export const istioCase: Case = {
  routing: routingBy({
    istio: {
      virtualServices: [
        { name: 'web', routes: ['primary', 'api'], tlsRoutes: [{ port: 443, sniHosts: ['b', 'a'] }] },
        { name: 'outside.edge.svc.cluster.local' },
        { name: 'wire', tcpRoutes: [{ port: 5432 }] },
      ],
      destinationRule: {
        name: 'demo',
        canarySubsetName: 'canary',
        stableSubsetName: 'stable',
        additionalSubsetNames: ['beta'],
      },
    },
  }),
  objects: [
    virtualService({
      hosts: ['demo'],
      http: [
        { name: 'static', match: [{ uri: { prefix: '/static' } }], route: [to('files')] },
        {
          name: 'primary',
          match: [{ uri: { prefix: '/a' } }, { authority: { exact: 'x' } }],
          route: BOTH_SUBSETS,
          timeout: '5s',
        },
        { name: 'api', route: [toSubset('canary', 0), toSubset('beta', 0), toSubset('stable', 100)] },
        { name: 'untouched', route: BOTH_SUBSETS },
      ],
      tls: [
        {
          match: [
            { port: 443, sniHosts: ['a'] },
            { port: 443, sniHosts: ['b'] },
          ],
          route: BOTH_SUBSETS,
        },
        { match: [{ port: 8443, sniHosts: ['a', 'b'] }], route: BOTH_SUBSETS },
      ],
    }),
    virtualService({ hosts: ['*'], http: [{ route: [far('stable', 100), far('canary', 0)] }] }, 'outside', 'edge'),
    virtualService(
      {
        tcp: [
          { match: [{ port: 5432 }], route: BOTH_SUBSETS },
          { match: [{ port: 1 }], route: [to('x')] },
        ],
      },
      'wire',
    ),
    rule([STABLE, { name: 'beta', labels: { app: 'beta' } }, CANARY]),
  ],
};

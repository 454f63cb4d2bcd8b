/** AWS App Mesh, held to the contract: a route of each protocol, and nodes that select both revisions already. */
import type { Case } from '../case.testkit.ts';
import { routingBy } from '../routers.testkit.ts';
import { both, config, meshRoute, target, virtualNode, virtualRouter, virtualService } from './app-mesh.testkit.ts';

export const appMeshCase: Case = {
  routing: routingBy({ appMesh: config }),
  objects: [
    virtualService(),
    virtualRouter([
      ...['httpRoute', 'http2Route', 'grpcRoute', 'tcpRoute'].map((one) => meshRoute(one, one, ...both)),
      meshRoute('other', 'httpRoute', target('vn-old', 3), target('vn-new', 5)),
    ]),
    virtualNode('vn-canary', 'c'),
    virtualNode('vn-stable', 's'),
  ],
};

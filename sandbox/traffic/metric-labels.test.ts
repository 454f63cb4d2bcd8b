import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { istioLabels, nginxLabels } from './metric-labels.ts';
import type { PodServer } from './pod-server.ts';
import type { Route } from './routes/route.ts';
import { ingressOf } from './traffic.testkit.ts';

const ingress = ingressOf('web', 'stable') as never;
const backend = (service: string) => ({ namespace: 'shop', service, port: 80, weight: 1 });
const source = { kind: 'Ingress', namespace: 'shop', name: 'web' };
const route = (hosts: readonly string[], ...services: readonly string[]): Route => ({
  ...{ source, hosts, isMesh: false, matches: [], mirrors: [], backends: services.map(backend) },
});

interface Wanted extends Partial<Exchange> {
  readonly host?: string;
  readonly path?: string;
}

const exchange = ({ host = 'shop.example.com', path = '/', ...more }: Wanted = {}): Exchange =>
  ({
    ...{ source, status: 200, milliseconds: 1, isMirrored: false, backend: backend('stable') },
    route: route(['shop.example.com'], 'stable', 'canary'),
    request: { host, path, method: 'GET', headers: {} },
    ...more,
  }) as Exchange;

describe('labels of ingress-nginx', () => {
  it.each<[what: string, exchange: Exchange, labels: object]>([
    [
      'name Ingress, Service and status',
      exchange({ status: 503 }),
      { namespace: 'shop', exported_namespace: 'shop', ingress: 'web', service: 'stable', status: '503', canary: '' },
    ],
    [
      'name the canary beside the Service it stands for',
      exchange({ backend: backend('canary') }),
      { service: 'stable', exported_service: 'stable', canary: 'shop-canary-80' },
    ],
    [
      'do so on the way of a header, too',
      exchange({ backend: backend('canary'), route: route(['shop.example.com'], 'canary') }),
      { service: 'stable', canary: 'shop-canary-80' },
    ],
    ['name no Service where all weights are 0', exchange({ backend: backend('') }), { service: '', canary: '' }],
    ['have the host without its port', exchange({ host: 'Shop.example.com:8080' }), { host: 'shop.example.com' }],
    [
      'have the host of many as it is written',
      exchange({ host: 'a.b', route: route(['*.b'], 'stable') }),
      { host: '*.b' },
    ],
    ['have a host for all others', exchange({ host: 'a.b', route: route([], 'stable') }), { host: '_' }],
    ['have the path of the rule', exchange({ path: '/cart?id=1' }), { path: '/' }],
  ])('%s', (_, one, labels) => expect(nginxLabels(one, ingress)).toMatchObject(labels));

  it('do without the Ingress', () => {
    expect(nginxLabels(exchange(), undefined)).toMatchObject({ service: 'stable', canary: '', path: '/' });
  });
});

describe('labels of a mesh', () => {
  const server = {
    namespace: 'shop',
    workload: 'web',
    version: '1.0',
    labels: { app: 'front' },
  } as unknown as PodServer;

  it.each<[what: string, status: number, server: PodServer | undefined, labels: object]>([
    [
      'name the Service in full, and the workload',
      200,
      server,
      {
        destination_service: 'stable.shop.svc.cluster.local',
        destination_service_name: 'stable',
        destination_service_namespace: 'shop',
        destination_workload: 'web',
        destination_app: 'front',
        destination_version: '1.0',
        response_code: '200',
        response_flags: '-',
      },
    ],
    [
      'take the version of a label before that of the image',
      200,
      { ...server, labels: { version: 'v2' } },
      { destination_version: 'v2', destination_canonical_revision: 'v2', destination_app: 'web' },
    ],
    ['tell that there was no address', 503, undefined, { response_flags: 'UH', destination_workload: 'unknown' }],
    ['tell that there was nobody', 502, undefined, { response_flags: 'UF', destination_version: 'unknown' }],
  ])('%s', (_, status, one, labels) => expect(istioLabels(backend('stable'), status, one)).toMatchObject(labels));
});

import { describe, expect, it } from 'vitest';
import { opening, served, service } from './endpoints.testkit.ts';
import { portsOn, type ServedPod, type Service } from './service.ts';
import { endpointsAnnotations, endpointsLabels, subsetsOf, withinCapacity } from './subsets.ts';

const PORTS = [{ port: 80, protocol: 'TCP' }];
const ips = (one: Service, pods: readonly ServedPod[]) =>
  subsetsOf(one, pods).map(({ addresses, notReadyAddresses }) => [
    addresses?.map(({ ip }) => ip) ?? [],
    notReadyAddresses?.map(({ ip }) => ip) ?? [],
  ]);

describe('the Endpoints of a Service', () => {
  it('name the pod and its node', () => {
    const targetRef = { kind: 'Pod', namespace: 'shop', name: 'a', uid: 'a' };
    expect(subsetsOf(service(), [served()])).toEqual([
      { addresses: [{ ip: '10.0.0.1', nodeName: 'n', targetRef }], ports: PORTS },
    ]);
  });

  it.each<[sentence: string, pod: ServedPod, tolerant: boolean, subsets: string[][][]]>([
    ['show who is ready', served(), false, [[['10.0.0.1'], []]]],
    ['show who is not ready apart', served({ ready: false }), false, [[[], ['10.0.0.1']]]],
    ['show who is not ready as ready if told so', served({ ready: false }), true, [[['10.0.0.1'], []]]],
    ['leave out who goes', served({ going: true }), false, []],
    ['show who goes if told so', served({ going: true }), true, [[['10.0.0.1'], []]]],
    ['leave out who has no address', served({ ip: '' }), true, []],
    ['leave out who has failed', served({ phase: 'Failed' }), true, []],
    ['leave out who is done', served({ phase: 'Succeeded' }), true, []],
  ])('%s', (_, pod, publishNotReadyAddresses, expected) => {
    expect(ips(service({ publishNotReadyAddresses }), [pod])).toEqual(expected);
  });

  it('are sorted, and apart where ports differ', () => {
    const one = service({ ports: [{ port: 80, targetPort: 'http' }] });
    const pods = [
      served({ name: 'b', ip: '10.0.0.2', spec: opening('http', 8080) }),
      served({ name: 'a', ip: '10.0.0.1', spec: opening('http', 8080) }),
      served({ name: 'c', ip: '10.0.0.3', spec: opening('http', 9090) }),
      served({ name: 'd', ip: '10.0.0.4', spec: opening('other', 9090) }),
    ];
    expect(ips(one, pods)).toEqual([
      [['10.0.0.1', '10.0.0.2'], []],
      [['10.0.0.3'], []],
    ]);
  });

  it('show ports together that are open on the same pods', () => {
    const one = service({
      ports: [
        { name: 'by-name', port: 80, targetPort: 'http' },
        { name: 'plain', port: 90 },
      ],
    });
    const pods = [
      served({ name: 'a', ip: '10.0.0.1', spec: opening('http', 8080) }),
      served({ name: 'b', ip: '10.0.0.2', spec: opening('http', 9090) }),
      served({ name: 'c', ip: '10.0.0.3', spec: opening('other', 9090) }),
    ];
    const shown = subsetsOf(one, pods).map(({ addresses, ports }) => [
      ports?.map(({ port }) => port),
      addresses?.length,
    ]);
    expect(shown).toEqual([
      [[8080], 1],
      [[9090], 1],
      [[90], 3],
    ]);
    expect(subsetsOf(one, pods.slice(0, 1))).toMatchObject([{ ports: [{ name: 'by-name' }, { name: 'plain' }] }]);
  });

  it('need no ports if there is no address in front', () => {
    expect(subsetsOf(service({ ports: [], clusterIP: 'None' }), [served()])[0]).not.toHaveProperty('ports');
    expect(subsetsOf(service({ ports: [] }), [served()])).toEqual([]);
  });

  it('hold a thousand addresses, first of all those that are ready', () => {
    const pods = Array.from({ length: 1200 }, (_, index) =>
      served({ name: `p${index}`, ip: `10.0.${index >> 8}.${index & 255}`, ready: index >= 300 }),
    );
    const [subset] = withinCapacity(subsetsOf(service(), pods));
    expect([subset?.addresses?.length, subset?.notReadyAddresses?.length]).toEqual([900, 100]);
    const changed = '2026-01-01T00:00:05Z';
    const stale = { 'endpoints.kubernetes.io/last-change-trigger-time': changed, note: 'kept' };
    expect(endpointsAnnotations(stale, undefined, false)).toEqual({ note: 'kept' });
    expect(endpointsAnnotations({}, changed, true)).toMatchObject({
      'endpoints.kubernetes.io/over-capacity': 'truncated',
    });
  });

  it('have the labels of the Service and say who manages them', () => {
    const own = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' };
    expect(endpointsLabels(service())).toEqual(own);
    expect(endpointsLabels(service({ clusterIP: 'None' }))).toEqual({ ...own, 'service.kubernetes.io/headless': '' });
  });
});

describe('a port', () => {
  it.each<[sentence: string, port: object, pod: ServedPod, expected: readonly object[]]>([
    ['is the one of the Service if there is no other', { port: 80 }, served(), PORTS],
    ['is the target by number', { port: 80, targetPort: 81 }, served(), [{ port: 81, protocol: 'TCP' }]],
    [
      'is the target by name',
      { name: 'x', port: 80, targetPort: 'http' },
      served({ spec: opening('http', 8080) }),
      [{ name: 'x', port: 8080, protocol: 'TCP' }],
    ],
    ['is left out with an unknown name', { port: 80, targetPort: 'no' }, served({ spec: opening('http', 1) }), []],
    [
      'is left out with another protocol',
      { port: 80, targetPort: 'http', protocol: 'UDP' },
      served({ spec: opening('http', 1) }),
      [],
    ],
    [
      'may belong to a sidecar',
      { port: 80, targetPort: 'http' },
      served({ spec: { initContainers: [{ restartPolicy: 'Always', ...opening('http', 5)?.containers?.[0] }] } }),
      [{ port: 5, protocol: 'TCP' }],
    ],
  ])('%s', (_, port, pod, expected) => {
    expect(portsOn(service({ ports: [{ port: 0, ...port }] }), pod)).toEqual(expected);
  });
});

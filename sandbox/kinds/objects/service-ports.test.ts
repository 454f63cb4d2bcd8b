import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { causesOf } from './objects.testkit.ts';
import { change, make, ports, specOfMade } from './service.testkit.ts';
import { portsOf, specOf } from './service-spec.ts';

describe('ports of nodes', () => {
  it('are given to each port', () => {
    const spec = specOfMade({
      type: 'NodePort',
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b' },
      ],
    });
    expect(spec.ports?.map(({ nodePort }) => nodePort)).toEqual([31_384, 31_385]);
  });

  it('are shared by TCP and UDP of one port', () => {
    const both = [
      { port: 53, name: 'a' },
      { port: 53, name: 'b', protocol: 'UDP' },
    ];
    expect(specOfMade({ type: 'NodePort', ports: both }).ports?.map(({ nodePort }) => nodePort)).toEqual([
      31_384, 31_384,
    ]);
  });

  it('are not given twice', () => {
    const spec = specOfMade(
      { type: 'NodePort', ports },
      { ports: [{ nodePort: 31_384 }], healthCheckNodePort: 31_385 },
    );
    expect(spec.ports?.[0]?.nodePort).toBe(31_386);
  });

  it('are left out by balancers that do not want them', () => {
    const spec = specOfMade({ type: 'LoadBalancer', ports, allocateLoadBalancerNodePorts: false });
    expect(spec.ports?.[0]).not.toHaveProperty('nodePort');
  });

  it('tell balancers whether a node is healthy', () => {
    const spec = specOfMade({ type: 'LoadBalancer', ports, externalTrafficPolicy: 'Local' });
    expect(spec.healthCheckNodePort).toBe(31_385);
  });

  it.each<[says: string, nodePort: number, cause: string]>([
    [
      'outside',
      80,
      'spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    ],
    ['taken', 30_001, 'spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated'],
  ])('%s are refused', (_, nodePort, cause) => {
    expect(
      causesOf(make({ type: 'NodePort', ports: [{ port: 80, nodePort }] }, { ports: [{ nodePort: 30_001 }] })),
    ).toEqual([cause]);
  });

  it('do not hang on thousands of ports', () => {
    const many = Array.from({ length: 30_000 }, (_, index) => ({ port: index + 1, name: `p${index}` }));
    expect(make({ ports: many }).object).toBeDefined();
    expect(make({ type: 'NodePort', ports: many }).error?.code).toBe(500);
  });

  it('are kept for the port of the same name, unless another one asks for it', () => {
    const old = {
      type: 'NodePort',
      ports: [
        { port: 80, name: 'a' },
        { port: 81, name: 'b' },
      ],
    };
    const next = {
      type: 'NodePort',
      ports: [
        { port: 80, name: 'a' },
        { port: 82, name: 'c', nodePort: 31_384 },
      ],
    };
    expect(portsOf(specOf(change(old, next).object as ApiObject)).map(({ nodePort }) => nodePort)).toEqual([
      31_386, 31_384,
    ]);
  });

  it('are not shared by what is added later', () => {
    const [tcp, udp] = [
      { port: 53, name: 'a' },
      { port: 53, name: 'b', protocol: 'UDP' },
    ];
    const { object } = change({ type: 'NodePort', ports: [tcp] }, { type: 'NodePort', ports: [tcp, udp] });
    expect(portsOf(specOf(object as ApiObject)).map(({ nodePort }) => nodePort)).toEqual([31_384, 31_385]);
  });
});

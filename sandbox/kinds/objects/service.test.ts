import { describe, expect, it } from 'vitest';
import { type ApiObject, copied } from '../../api/object.ts';
import { causesOf, created, updated } from './objects.testkit.ts';
import { change, kind, make, ports, service, specOfMade } from './service.testkit.ts';
import { specOf } from './service-spec.ts';

describe('addresses', () => {
  it('come from the upper part of the network', () => {
    expect(specOfMade({ ports })).toMatchObject({
      clusterIP: '10.96.128.127',
      clusterIPs: ['10.96.128.127'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
  });

  it('are not given twice', () => {
    const taken = ['10.96.128.127', '10.96.128.128'].map((one) => ({ clusterIPs: [one] }));
    expect(specOfMade({ ports }, ...taken).clusterIP).toBe('10.96.128.129');
  });

  it('may be asked for', () => {
    expect(specOfMade({ ports, clusterIP: '10.96.0.10' })).toMatchObject({ clusterIPs: ['10.96.0.10'] });
  });

  it.each<[says: string, spec: object, cause: string]>([
    [
      'taken',
      { clusterIP: '10.96.0.9' },
      'spec.clusterIPs: Invalid value: ["10.96.0.9"]: failed to allocate IP 10.96.0.9: provided IP is already allocated',
    ],
    [
      'elsewhere',
      { clusterIP: '10.0.0.9' },
      'spec.clusterIPs: Invalid value: ["10.0.0.9"]: failed to allocate IP 10.0.0.9: the provided network does not match the current range',
    ],
    [
      'of another family',
      { clusterIP: '2001::1' },
      'spec.clusterIPs[0]: Invalid value: ["2001::1"]: IPv6 is not configured on this cluster',
    ],
    [
      'of two minds',
      { clusterIP: '10.96.0.8', clusterIPs: ['10.96.0.7'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.7"]: first value must match `clusterIP`',
    ],
    [
      'in the plural alone',
      { clusterIPs: ['10.96.0.7'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.7"]: must be empty when `clusterIP` is not specified',
    ],
    [
      'too many',
      { ipFamilyPolicy: 'PreferDualStack', clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7', '10.96.0.8'] },
      'spec.clusterIPs: Invalid value: ["10.96.0.7","10.96.0.8"]: may specify no more than one IP for each IP family',
    ],
    [
      'that do not fit',
      { clusterIP: '10.96.0.7', ipFamilies: ['IPv6'] },
      'spec.clusterIPs[0]: Invalid value: "10.96.0.7": expected an IPv6 value as indicated by `ipFamilies[0]`',
    ],
    [
      'of a family that is not there',
      { ipFamilies: ['IPv6'] },
      'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
    ],
    [
      'of both families',
      { ipFamilyPolicy: 'RequireDualStack' },
      'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
    ],
    [
      'of two families against the policy',
      { ipFamilies: ['IPv4', 'IPv6'] },
      "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
    ],
  ])('%s are refused', (_, spec, cause) => {
    expect(causesOf(make({ ports, ...spec }, { clusterIPs: ['10.96.0.9'] }))).toEqual([cause]);
  });

  it('are not for headless services, which may have both families', () => {
    expect(specOfMade({ clusterIP: 'None' })).toMatchObject({
      clusterIPs: ['None'],
      ipFamilies: ['IPv4', 'IPv6'],
      ipFamilyPolicy: 'RequireDualStack',
    });
    expect(specOfMade({ clusterIP: 'None', selector: { a: 'b' } })).toMatchObject({ ipFamilies: ['IPv4'] });
  });
});

describe('an update', () => {
  it.each<[says: string, old: object, next: object, expected: object]>([
    [
      'keeps address and ports',
      { type: 'NodePort', ports },
      { type: 'NodePort', ports: [{ port: 81 }] },
      { clusterIP: '10.96.128.127', ports: [{ port: 81, nodePort: 31_384 }] },
    ],
    ['gives new ports of nodes', { ports }, { type: 'NodePort', ports }, { ports: [{ nodePort: 31_384 }] }],
    [
      'gives an address to what was a name',
      { type: 'ExternalName', externalName: 'a.b' },
      { type: 'ClusterIP', ports },
      { clusterIP: '10.96.128.127', ipFamilies: ['IPv4'] },
    ],
    [
      'keeps the health port',
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports },
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports },
      { healthCheckNodePort: 31_385 },
    ],
  ])('%s', (_, old, next, expected) => {
    expect(change(old, next).object?.['spec']).toMatchObject(expected);
  });

  it('drops what the new type does not have', () => {
    const old = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', loadBalancerClass: 'a/b', ports };
    const stored = created(kind, service(old), 'n').object as ApiObject;
    const balanced = { ...stored, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4', ipMode: 'VIP' }] } } };
    const { object } = updated(kind, balanced, {
      ...copied(stored),
      spec: { ...specOf(copied(stored)), type: 'ClusterIP' },
    });
    expect(Object.keys(specOf(object as ApiObject)).sort()).toEqual([
      'clusterIP',
      'clusterIPs',
      'internalTrafficPolicy',
      'ipFamilies',
      'ipFamilyPolicy',
      'ports',
      'sessionAffinity',
      'type',
    ]);
    expect(object).toMatchObject({
      spec: { ports: [expect.not.objectContaining({ nodePort: expect.anything() })] },
      status: { loadBalancer: {} },
    });
  });

  it('makes a name of a service', () => {
    const { object } = change({ ports }, { type: 'ExternalName', externalName: 'a.b' });
    expect(object?.['spec']).toEqual({ type: 'ExternalName', externalName: 'a.b', sessionAffinity: 'None' });
  });

  it.each<[says: string, old: object, next: object, cause: string]>([
    [
      'another address',
      { ports },
      { ports, clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'] },
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.7"]: may not change once set',
    ],
    [
      'no address',
      { ports },
      { ports, clusterIP: 'None' },
      'spec.clusterIPs[0]: Invalid value: ["None"]: may not change once set',
    ],
    [
      'another class',
      { type: 'LoadBalancer', loadBalancerClass: 'a/b', ports },
      { type: 'LoadBalancer', loadBalancerClass: 'a/c', ports },
      'spec.loadBalancerClass: Invalid value: "a/c": may not change once set',
    ],
    [
      'a taken port',
      { ports },
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] },
      'spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated',
    ],
  ])('refuses %s', (_, old, next, cause) => {
    expect(causesOf(change(old, next, { ports: [{ nodePort: 30_001 }] }))).toEqual([cause]);
  });
});

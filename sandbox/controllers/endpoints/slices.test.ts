import { describe, expect, it } from 'vitest';
import { opening, served, service } from './endpoints.testkit.ts';
import type { ServedPod, Service } from './service.ts';
import { type Slice, slicePlan } from './slices.ts';

const CHANGED = '2026-01-01T00:00:05Z';
const planFor = (pods: readonly ServedPod[], slices: readonly Slice[] = [], one: Service = service()) =>
  slicePlan({ service: one, pods, slices, zoneOf: (node) => (node === 'n' ? 'z' : undefined), changed: CHANGED });
const named = (slices: readonly Slice[]): readonly Slice[] =>
  slices.map((slice, index) => ({ ...slice, metadata: { ...slice.metadata, name: `web-${index}` } }));
const many = (count: number): readonly ServedPod[] =>
  Array.from({ length: count }, (_, index) => served({ name: `p${index}`, ip: `10.0.1.${index}` }));
const sizes = (slices: readonly Slice[]) => slices.map(({ endpoints }) => endpoints?.length ?? 0);

describe('the EndpointSlices of a Service', () => {
  it('belong to it and say who manages them', () => {
    const [slice] = planFor([served()]).create;
    expect(slice).toMatchObject({
      metadata: {
        generateName: 'web-',
        labels: {
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': CHANGED },
        ownerReferences: [{ kind: 'Service', name: 'web', uid: 's', controller: true }],
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
    });
    expect(slice?.endpoints).toEqual([
      {
        addresses: ['10.0.0.1'],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: 'n',
        zone: 'z',
        targetRef: { kind: 'Pod', namespace: 'shop', name: 'a', uid: 'a' },
      },
    ]);
  });

  it.each<[sentence: string, pod: ServedPod, tolerant: boolean, conditions: [boolean, boolean, boolean]]>([
    ['a pod that is not ready is neither ready nor serving', served({ ready: false }), false, [false, false, false]],
    ['a pod that goes is serving, not ready', served({ going: true }), false, [false, true, true]],
    [
      'a pod that goes and is not ready is nothing else',
      served({ going: true, ready: false }),
      false,
      [false, false, true],
    ],
    ['all are ready if told so', served({ going: true, ready: false }), true, [true, false, true]],
  ])('%s', (_, pod, publishNotReadyAddresses, [ready, serving, terminating]) => {
    const [slice] = planFor([pod], [], service({ publishNotReadyAddresses })).create;
    expect(slice?.endpoints?.[0]?.conditions).toEqual({ ready, serving, terminating });
  });

  it('say that nobody is there', () => {
    const { create } = planFor([]);
    expect(create).toMatchObject([{ endpoints: null, ports: null }]);
    expect(planFor([], named(create))).toEqual({ create: [], replace: [], remove: [] });
  });

  it('use again the one that said that nobody is there', () => {
    const before = named(planFor([]).create);
    expect(planFor([served()], before)).toMatchObject({
      create: [],
      replace: [{ metadata: { name: 'web-0' } }],
      remove: [],
    });
  });

  it('hold a hundred each, and are the same a second time', () => {
    const { create } = planFor(many(250));
    expect(sizes(create)).toEqual([100, 100, 50]);
    expect(planFor([...many(250)].reverse(), named(create))).toEqual({ create: [], replace: [], remove: [] });
  });

  it('are filled up before there are more, and leave what does not change where it is', () => {
    const before = named(planFor(many(150)).create);
    const { create, replace, remove } = planFor(many(160), before);
    expect([sizes(create), replace.map(({ metadata }) => metadata.name), sizes(replace), remove]).toEqual([
      [],
      ['web-1'],
      [60],
      [],
    ]);
  });

  it('are more when those there are full', () => {
    const { create, replace, remove } = planFor(many(150), named(planFor(many(100)).create));
    expect([sizes(create), replace, remove]).toEqual([[50], [], []]);
  });

  it('go when nobody is left in them', () => {
    const before = named(planFor(many(150)).create);
    const plan = planFor(many(150).slice(0, 100), before);
    expect(plan.remove.map(({ metadata }) => metadata.name)).toEqual(['web-1']);
    expect([plan.create, plan.replace]).toEqual([[], []]);
    expect(planFor([], before)).toMatchObject({ create: [], replace: [{ endpoints: null }], remove: [{}] });
  });

  it('are apart where ports differ', () => {
    const one = service({ ports: [{ name: 'x', port: 80, targetPort: 'http' }] });
    const pods = [
      served({ name: 'a', spec: opening('http', 1) }),
      served({ name: 'b', ip: '10.0.0.2', spec: opening('http', 2) }),
    ];
    const { create } = planFor(pods, [], one);
    expect(create.map(({ ports }) => ports)).toEqual([
      [{ name: 'x', port: 1, protocol: 'TCP' }],
      [{ name: 'x', port: 2, protocol: 'TCP' }],
    ]);
  });
});

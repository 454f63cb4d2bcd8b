import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kube/types.ts';
import { companyOf, guardsOf, type Neighbour } from './neighbours.ts';
import type { SimulatedPod } from './pod.ts';

const node = (name: string, zone: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { host: name, zone } },
});
const NODES = [node('a1', 'a'), node('a2', 'a'), node('b1', 'b')] as const;

const web = { labelSelector: { matchLabels: { app: 'web' } } };
const required = (topologyKey: string, more = {}) => ({
  requiredDuringSchedulingIgnoredDuringExecution: [{ ...web, topologyKey, ...more }],
});
const preferred = (topologyKey: string, weight: number) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: { ...web, topologyKey } }],
});
const podWith = (affinity: object, app = 'web'): SimulatedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'shop', labels: { app } },
  spec: { affinity },
});
const there = (name: string, more: Partial<Neighbour> = {}): Neighbour => ({
  ...{ node: name, namespace: 'shop', labels: { app: 'web' }, guards: [] },
  ...more,
});
const company = (pod: SimulatedPod, neighbours: readonly Neighbour[]) =>
  companyOf(pod, {
    neighbours: () => neighbours,
    guarded: () => neighbours.filter(({ guards }) => guards.length > 0),
    nodeOf: (name) => NODES.find(({ metadata }) => metadata.name === name),
  });

const SHUN = "node(s) didn't match pod anti-affinity rules";
const SHUNNED = "node(s) didn't satisfy existing pods anti-affinity rules";
const NEED = "node(s) didn't match pod affinity rules";

describe('whether a pod may go to a1, a2, b1', () => {
  it.each<[sentence: string, pod: SimulatedPod, neighbours: Neighbour[], objections: (string | undefined)[]]>([
    ['without wishes', podWith({}), [there('a1')], [undefined, undefined, undefined]],
    [
      'apart from others on each node',
      podWith({ podAntiAffinity: required('host') }),
      [there('a1')],
      [SHUN, undefined, undefined],
    ],
    [
      'apart from others in each zone',
      podWith({ podAntiAffinity: required('zone') }),
      [there('a1')],
      [SHUN, SHUN, undefined],
    ],
    [
      'apart from others only in its own namespace',
      podWith({ podAntiAffinity: required('host') }),
      [there('a1', { namespace: 'other' }), there('a2', { labels: { app: 'db' } })],
      [undefined, undefined, undefined],
    ],
    [
      'apart from others in another namespace',
      podWith({ podAntiAffinity: required('host', { namespaces: ['other'] }) }),
      [there('a1', { namespace: 'other' }), there('a2')],
      [SHUN, undefined, undefined],
    ],
    [
      'apart from others in all namespaces',
      podWith({ podAntiAffinity: required('host', { namespaceSelector: {} }) }),
      [there('a1', { namespace: 'other' }), there('a2')],
      [SHUN, SHUN, undefined],
    ],
    [
      'where there are no such places',
      podWith({ podAntiAffinity: required('rack') }),
      [there('a1')],
      [undefined, undefined, undefined],
    ],
    [
      'where others want it not',
      podWith({}),
      [there('a1', { guards: guardsOf(podWith({ podAntiAffinity: required('zone') })) })],
      [SHUNNED, SHUNNED, undefined],
    ],
    [
      'where others do not mean it',
      podWith({}, 'db'),
      [there('a1', { guards: guardsOf(podWith({ podAntiAffinity: required('zone') })) })],
      [undefined, undefined, undefined],
    ],
    ['with others', podWith({ podAffinity: required('zone') }), [there('a2')], [undefined, undefined, NEED]],
    ['with others, as the first', podWith({ podAffinity: required('zone') }), [], [undefined, undefined, undefined]],
    ['with others that are not there', podWith({ podAffinity: required('zone') }, 'db'), [], [NEED, NEED, NEED]],
  ])('%s', (_, pod, neighbours, objections) => {
    const { objection } = company(pod, neighbours);
    expect(NODES.map((one) => objection(one)?.reasons[0])).toEqual(objections);
    expect(NODES.map((one) => objection(one)?.isForRoom ?? true)).toEqual(objections.map((one) => one !== NEED));
  });
});

it('what a pod would like counts by weight and number', () => {
  const pod = podWith({ podAntiAffinity: preferred('host', 10), podAffinity: preferred('zone', 3) });
  const { liking, objection } = company(pod, [there('a1'), there('a1'), there('a2')]);
  expect(NODES.map(liking)).toEqual([-20 + 9, -10 + 9, 0]);
  expect(NODES.map((one) => objection(one))).toEqual([undefined, undefined, undefined]);
});

import { expect, it } from 'vitest';
import { isWanted, type NodeSelectorTerm } from './node-affinity.ts';
import type { SimulatedPod } from './pod.ts';

const NODE = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n', labels: { zone: 'a', size: '5' } } };
const term = (key: string, operator: string, ...values: string[]): NodeSelectorTerm => ({
  matchExpressions: [{ key, operator, values }],
});
const named = (name: string): NodeSelectorTerm => ({
  matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }],
});

it.each<[sentence: string, terms: NodeSelectorTerm[], expected: boolean]>([
  ['its name is asked for', [named('n')], true],
  ['another name is asked for', [named('m')], false],
  ['one of the terms fits', [named('m'), term('zone', 'In', 'a')], true],
  ['a term asks for nothing', [{}], false],
  ['half a term fits', [{ ...named('m'), ...term('zone', 'In', 'a') }], false],
  ['its value is ruled out', [term('zone', 'NotIn', 'a')], false],
  ['it has no label that is ruled out', [term('other', 'NotIn', 'a')], true],
  ['it has the label', [term('zone', 'Exists')], true],
  ['it must not have the label', [term('zone', 'DoesNotExist')], false],
  ['its figure is above', [term('size', 'Gt', '4')], true],
  ['its figure is not below', [term('size', 'Lt', '5')], false],
  ['nobody knows the operator', [term('zone', 'Like', 'a')], false],
])('%s', (_, nodeSelectorTerms, expected) => {
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
  const pod: SimulatedPod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { affinity } };
  expect(isWanted(NODE, pod)).toBe(expected);
});

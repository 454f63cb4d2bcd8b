import { describe, expect, it } from 'vitest';
import { suppliedArguments } from './arguments.ts';
import { fieldText } from './field.ts';

const object = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
  metadata: { name: 'web', namespace: 'shop', uid: 'u', labels: { b: '2', a: 'x "y"' }, annotations: { 'a.b/c': 'd' } },
  spec: { replicas: 3, paused: false, big: 12345678, share: 0.5, strategy: { canary: { steps: [{ setWeight: 20 }] } } },
  status: { stableRS: 'v1', nothing: null },
};

describe('a path into a Rollout', () => {
  it.each([
    ['metadata.name', 'web'],
    ['metadata.namespace', 'shop'],
    ['metadata.uid', 'u'],
    ["metadata.labels['b']", '2'],
    ["metadata.labels['none']", ''],
    ["metadata.annotations['a.b/c']", 'd'],
    ['metadata.labels', 'a="x \\"y\\""\nb="2"'],
    ['metadata.generation', undefined],
    ['spec.replicas', '3'],
    ['spec.paused', 'false'],
    ['spec.big', '1.2345678e+07'],
    ['spec.share', '0.5'],
    ['spec.strategy.canary.steps[0].setWeight', '20'],
    ['spec.strategy.canary.steps[1].setWeight', undefined],
    ['spec.strategy.canary.steps', undefined],
    ['status.stableRS', 'v1'],
    ['status.nothing', undefined],
    ['spec.constructor.name', undefined],
    ['', undefined],
  ])('%s is %s', (path, text) => expect(fieldText(object, path)).toBe(text));
});

it('arguments come with their values', () => {
  const from = (valueFrom: object) => ({ valueFrom }) as never;
  const args = [
    { name: 'plain', value: '1' },
    { name: 'new', ...(from({ podTemplateHashValue: 'Latest' }) as object) },
    { name: 'old', ...(from({ podTemplateHashValue: 'Stable' }) as object) },
    { name: 'field', ...(from({ fieldRef: { fieldPath: 'spec.replicas' } }) as object) },
    { name: 'open' },
  ];
  const giver = { object, hash: 'v2', stableHash: 'v1' };
  expect(suppliedArguments(args, giver)).toEqual([
    { name: 'plain', value: '1' },
    { name: 'new', value: 'v2' },
    { name: 'old', value: 'v1' },
    { name: 'field', value: '3' },
    { name: 'open' },
  ]);
  const lost = [{ name: 'field', valueFrom: { fieldRef: { fieldPath: 'spec.none' } } }];
  expect(suppliedArguments(lost, giver)).toEqual({
    problem: "argument 'field': the Rollout has no value at 'spec.none'",
  });
});

import { describe, expect, it } from 'vitest';
import type { AntiAffinity } from '../../crds/rollout/strategy.ts';
import { withAntiAffinity, withoutAntiAffinity } from './anti-affinity.ts';
import { HASH_LABEL } from './keys.ts';
import type { PodTemplate } from './objects.ts';
import { canary } from './status/snapshot.testkit.ts';
import { snapshotOf } from './world.testkit.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const termOf = (hash: string) => ({
  labelSelector: { matchExpressions: [{ key: HASH_LABEL, operator: 'In', values: [hash] }] },
  ...{ namespaces: ['shop'], topologyKey: 'kubernetes.io/hostname' },
});
const own = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'zone' };
const templateOf = (podAntiAffinity?: object): PodTemplate =>
  ({ spec: { containers: [], ...(podAntiAffinity && { affinity: { podAntiAffinity } }) } }) as PodTemplate;
const world = (antiAffinity: AntiAffinity | undefined, stable = 'v1') =>
  snapshotOf({ spec: canary(antiAffinity && { antiAffinity }), pods: { v1: 4, v2: 0 }, stable });

describe('a new template', () => {
  it.each<[string, AntiAffinity | undefined, object | undefined, object | undefined]>([
    ['stays as it is where nobody asks', undefined, { [REQUIRED]: [own] }, { [REQUIRED]: [own] }],
    ['keeps away from stable', { [REQUIRED]: {} }, undefined, { [REQUIRED]: [termOf('v1')] }],
    ['keeps what the user wrote', { [REQUIRED]: {} }, { [REQUIRED]: [own] }, { [REQUIRED]: [own, termOf('v1')] }],
    ['follows stable', { [REQUIRED]: {} }, { [REQUIRED]: [termOf('v0')] }, { [REQUIRED]: [termOf('v1')] }],
    [
      'may just prefer it',
      { [PREFERRED]: { weight: 7 } },
      undefined,
      { [PREFERRED]: [{ weight: 7, podAffinityTerm: termOf('v1') }] },
    ],
  ])('%s', (_, wanted, before, after) => {
    expect(withAntiAffinity(templateOf(before), world(wanted)).spec).toEqual(templateOf(after).spec);
  });

  it.each(['', 'v2'])('stays as it is while stable is %j', (stable) => {
    const template = templateOf();
    expect(withAntiAffinity(template, world({ [REQUIRED]: {} }, stable))).toBe(template);
  });
});

it.each([
  [undefined, undefined],
  [{ [REQUIRED]: [termOf('v1')] }, undefined],
  [{ [REQUIRED]: [own, termOf('v1')] }, { [REQUIRED]: [own] }],
  [
    {
      [PREFERRED]: [
        { weight: 7, podAffinityTerm: termOf('v1') },
        { weight: 1, podAffinityTerm: own },
      ],
    },
    { [PREFERRED]: [{ weight: 1, podAffinityTerm: own }] },
  ],
])('a template is as the user wrote it again', (before, after) => {
  expect(withoutAntiAffinity(templateOf(before)).spec).toEqual(templateOf(after).spec);
});

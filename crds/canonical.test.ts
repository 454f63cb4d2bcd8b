import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ApplicationSpec } from './application/spec.ts';
import { automationOf, canonicalApplication, canonicalRollout, THIS_CLUSTER } from './canonical.ts';
import type { RolloutSpec } from './rollout/rollout.ts';

type Strategy = z.input<typeof RolloutSpec>['strategy'];
type Application = z.input<typeof ApplicationSpec>;
type Policy = NonNullable<Application['syncPolicy']>;

describe('canonicalRollout', () => {
  it.each<[name: string, written: Strategy, meant: Strategy]>([
    ['reads rollingUpdate as a canary without steps', { rollingUpdate: { maxSurge: 1 } }, { canary: { maxSurge: 1 } }],
    [
      'reads the same with its type',
      { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      { canary: { maxUnavailable: '10%' } },
    ],
    ['reads the type alone as a canary with all defaults', { type: 'RollingUpdate' }, { canary: {} }],
    [
      'ignores what stayed behind beside a canary',
      { canary: {}, type: 'RollingUpdate', rollingUpdate: {} },
      { canary: {} },
    ],
    [
      'ignores what stayed behind beside blue-green',
      { blueGreen: { activeService: 'a' }, rollingUpdate: {} },
      { blueGreen: { activeService: 'a' } },
    ],
    ['leaves a type it does not know for validation', { type: 'Recreate' }, { type: 'Recreate' }],
    ['leaves a canary as it is', { canary: { steps: [] } }, { canary: { steps: [] } }],
  ])('%s', (_, written, meant) => {
    expect(canonicalRollout({ strategy: written })).toEqual({ strategy: meant });
  });
});

describe('canonicalApplication', () => {
  const meaning = (syncPolicy: Policy | undefined) =>
    canonicalApplication({ ...(syncPolicy && { syncPolicy }) }).syncPolicy;

  it.each<[name: string, one: Policy | undefined, other: Policy | undefined]>([
    ['automated: true is an empty block', { automated: true }, { automated: {} }],
    ['automated: false is no block', { automated: false }, undefined],
    ['automated: false keeps the rest', { automated: false, syncOptions: ['a'] }, { syncOptions: ['a'] }],
    ['an empty policy is none', {}, undefined],
    [
      'manual disables the block and keeps it',
      { automated: { prune: true }, manual: true },
      { automated: { prune: true, enabled: false }, manual: true },
    ],
    ['manual without a block is nothing', { manual: true }, undefined],
    ['manual: false is nothing', { automated: true, manual: false }, { automated: {} }],
  ])('%s', (_, one, other) => {
    expect(meaning(one)).toEqual(meaning(other));
  });

  it('tells manual from a disabled block, which says nothing of pruning by hand', () => {
    expect(meaning({ automated: { prune: true }, manual: true })).not.toEqual(
      meaning({ automated: { prune: true, enabled: false } }),
    );
  });

  it.each<[name: string, given: Application, meant: Application]>([
    ['nothing', {}, { project: 'default', destination: { server: THIS_CLUSTER } }],
    ['an empty project', { project: '' }, { project: 'default', destination: { server: THIS_CLUSTER } }],
    [
      'a namespace alone',
      { destination: { namespace: 'shop' } },
      { project: 'default', destination: { namespace: 'shop', server: THIS_CLUSTER } },
    ],
    ['a cluster by name', { destination: { name: 'eu' } }, { project: 'default', destination: { name: 'eu' } }],
  ])('reads %s', (_, given, meant) => {
    expect(canonicalApplication(given)).toEqual(meant);
  });
});

describe('automationOf', () => {
  const off = { automated: false, prune: false, selfHeal: false, allowEmpty: false, manualPrune: false };
  it.each<[policy: Policy | undefined, answer: object]>([
    [undefined, off],
    [{ automated: false }, off],
    [{ automated: true }, { ...off, automated: true }],
    [{ automated: {} }, { ...off, automated: true }],
    [{ automated: { prune: true, selfHeal: true } }, { ...off, automated: true, prune: true, selfHeal: true }],
    [{ automated: { prune: true, enabled: false } }, off],
    [
      { automated: { prune: true, selfHeal: true }, manual: true },
      { ...off, manualPrune: true },
    ],
    [{ automated: {}, manual: true }, off],
    [{ manual: true }, off],
  ])('of %j', (policy, answer) => {
    expect(automationOf(policy)).toEqual(answer);
  });
});

import { describe, expect, it } from 'vitest';
import { MANAGED_BY } from '../keys.ts';
import type { Service } from '../objects.ts';
import { canary, completed, frozen, rollout } from './parts.testkit.ts';
import { releasedServices, serviceRelease } from './services-released.ts';

const service = (name: string, managedBy: string | undefined, hash: string | undefined = 'v1'): Service =>
  frozen({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...{ name, namespace: 'shop', resourceVersion: '7' },
      ...(managedBy !== undefined && { annotations: { [MANAGED_BY]: managedBy, mine: 'yes' } }),
    },
    spec: { selector: { app: 'web', ...(hash && { 'rollouts-pod-template-hash': hash }) } },
  });

describe('releasedServices', () => {
  const spec = completed(canary({ canaryService: 'canary', stableService: 'stable' }));
  it.each<[row: string, service: Service, isReleased: boolean]>([
    ['keeps one that is named', service('canary', 'web'), false],
    ['releases one that is no longer named', service('preview', 'web'), true],
    ['leaves one of another Rollout', service('preview', 'api'), false],
    ['leaves one that no Rollout ever steered', service('preview', undefined), false],
  ])('%s', (_, given, isReleased) => {
    const actions = releasedServices({ object: rollout(), spec }, [given]);
    expect(actions).toEqual(isReleased ? [serviceRelease(given)] : []);
  });

  it.each<[row: string, hash: string, spec: object]>([
    ['takes selector and mark away', 'v1', { spec: { selector: { 'rollouts-pod-template-hash': null } } }],
    ['takes only the mark away if there is no selector of ours', '', {}],
  ])('%s', (_, hash, rest) => {
    expect(serviceRelease(service('preview', 'web', hash))).toEqual({
      do: 'patch',
      ref: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'preview' },
      patch: { merge: { metadata: { annotations: { [MANAGED_BY]: null } }, ...rest } },
      resourceVersion: '7',
      because: 'release service preview: no longer named',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { type Application, applicationOf, deliveryOf } from './delivery.ts';
import type { RolloutObject } from './objects.ts';

const ID = 'argocd.argoproj.io/tracking-id';
const rollout = (annotations: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}) =>
  ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
    metadata: { name: 'web', namespace: 'shop', annotations, labels },
  }) as unknown as RolloutObject;
const tracked = (instance: string, rest = 'argoproj.io/Rollout:shop/web') => rollout({ [ID]: `${instance}:${rest}` });
const labelled = rollout({}, { 'app.kubernetes.io/instance': 'front' });

describe('the Application of a Rollout', () => {
  it.each<[string, RolloutObject, string | undefined]>([
    ['is named by its tracking id', tracked('front'), 'argocd/front'],
    ['may be in another namespace', tracked('team_front'), 'team/front'],
    ['is named by a label, where that is all there is', labelled, 'argocd/front'],
    [
      'is none where the id is a copy of another object’s',
      tracked('front', 'argoproj.io/Rollout:shop/cart'),
      undefined,
    ],
    ['is none where it is of another kind', tracked('front', 'apps/Deployment:shop/web'), undefined],
    ['is none where nobody says', rollout({}), undefined],
    ['is none where the id names none', tracked(''), undefined],
  ])('%s', (_, object, name) => {
    const ref = applicationOf(object, 'argocd');
    expect(ref && `${ref.namespace}/${ref.name}`).toBe(name);
  });
});

describe('a delivery', () => {
  type Operation = NonNullable<NonNullable<Application['status']>['operationState']>;
  const listed = { group: 'argoproj.io', kind: 'Rollout', namespace: 'shop', name: 'web' };
  const application = (operationState: Operation, resources: readonly object[] = []): Application => ({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
    metadata: { name: 'front', namespace: 'argocd' },
    status: { operationState, resources },
  });

  it.each<[string, Application, readonly string[] | undefined]>([
    ['is under way', application({ phase: 'Running', syncResult: { revision: 'a1' } }), ['a1']],
    ['is done', application({ phase: 'Succeeded', syncResult: { revision: 'a1', resources: [listed] } }), ['a1']],
    ['is known from before', application({ phase: 'Failed', syncResult: { revision: 'a1' } }, [listed]), ['a1']],
    [
      'has a revision of each source',
      application({ phase: 'Running', syncResult: { revision: '', revisions: ['a1', 'b2'] } }),
      ['a1', 'b2'],
    ],
    [
      'is none of an Application that has not got it',
      application({ phase: 'Succeeded', syncResult: { revision: 'a1' } }, [{ ...listed, name: 'cart' }]),
      undefined,
    ],
    ['is none before a revision is known', application({ phase: 'Running' }), undefined],
    [
      'is none while one source is unknown',
      application({ phase: 'Running', syncResult: { revisions: ['a1', ''] } }),
      undefined,
    ],
    ['is none of an Application that did nothing yet', { ...application({}), status: {} }, undefined],
  ])('%s', (_, one, revisions) =>
    expect(deliveryOf(one, tracked('front'))).toEqual(revisions && { application: 'argocd/front', revisions }),
  );
});

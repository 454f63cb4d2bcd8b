import { describe, expect, it } from 'vitest';
import { decided, OWNER, running, type Scene, template, toldOf } from './scene.testkit.ts';

const ONE = ['a'] as const;

describe('what is done about pods', () => {
  it.each<[string, Scene, readonly string[]]>([
    ['a ReplicaSet is made without pods', {}, ['create compare-a']],
    ['pods come in the next pass', { pods: { a: { size: 0 } } }, ['scale compare-a 0 -> 1']],
    ['nothing if they are there', { pods: { a: {} }, status: running(...ONE) }, []],
    [
      'as many as are wanted, no more',
      { pods: { a: { size: 3 } }, status: running(...ONE) },
      ['scale compare-a 3 -> 1'],
    ],
    [
      'a service comes with them',
      { spec: { templates: [template('a', { service: {} })] }, pods: { a: { size: 0 } } },
      ['scale compare-a 0 -> 1', 'create service compare-a'],
    ],
    [
      'a name of its own for the service',
      { spec: { templates: [template('a', { service: { name: 'trial' } })] }, pods: { a: {} } },
      ['create service trial'],
    ],
    [
      'they may go later',
      { pods: { a: {} }, status: { ...running(...ONE), phase: 'Successful' } },
      ['pods of compare-a may go later'],
    ],
    ['not yet', { pods: { a: { deadline: 35 } }, status: { phase: 'Failed' }, seconds: 34 }, []],
    ['now', { pods: { a: { deadline: 35 } }, status: { phase: 'Failed' }, seconds: 35 }, ['scale compare-a 1 -> 0']],
    [
      'at once if no delay is wanted',
      { spec: { scaleDownDelaySeconds: 0 }, pods: { a: {} }, status: { phase: 'Failed' } },
      ['scale compare-a 1 -> 0'],
    ],
    [
      'never while a router sends them requests',
      {
        ...{ spec: { scaleDownDelaySeconds: 0 }, pods: { a: {} }, status: { phase: 'Failed' } },
        metadata: { annotations: { 'sluice.dev/receives-requests': 'true' } },
      },
      [],
    ],
    [
      'a template that has failed takes the others along',
      {
        spec: { templates: [template('a'), template('b')], scaleDownDelaySeconds: 0 },
        pods: { a: {}, b: { available: 0 } },
        status: { phase: 'Pending', templateStatuses: [toldOf('b', { status: 'Failed' })] },
      },
      ['scale compare-a 1 -> 0', 'scale compare-b 1 -> 0'],
    ],
    ['one that was never made is not made any more', { status: { phase: 'Failed' } }, []],
    [
      'pods come back where somebody tries again',
      { pods: { a: { size: 0, deadline: 3 } } },
      ['scale compare-a 0 -> 1'],
    ],
    ['their deadline goes where they are still there', { pods: { a: { deadline: 3 } } }, ['pods of compare-a stay']],
  ])('%s', (_, scene, does) => expect(decided(scene).does).toEqual(does));

  it('a service goes after its pods', () => {
    const scene: Scene = {
      spec: { templates: [template('a', { service: {} })] },
      services: { a: OWNER.uid },
      status: { phase: 'Successful', templateStatuses: [toldOf('a', { status: 'Successful' })] },
    };
    const before = decided({ ...scene, pods: { a: { size: 0, available: 0, deadline: 1 } } });
    expect(before.does).toEqual(['delete service compare-a: its pods are gone']);
    expect(before.status.templateStatuses?.[0]).not.toHaveProperty('serviceName');
    const during = decided({ ...scene, pods: { a: { deadline: 60 } } });
    expect(during.does).toEqual([]);
    expect(during.status.templateStatuses?.[0]).toMatchObject({ serviceName: 'compare-a' });
  });

  it('whatever shrinks does so as it was seen', () => {
    const { actions } = decided({ pods: { a: { size: 3 } } });
    expect(actions).toMatchObject([{ resourceVersion: '3', patch: { merge: { spec: { replicas: 1 } } } }]);
  });

  it('is told', () => {
    const { says } = decided({ pods: { a: { size: 0 } }, status: running(...ONE) });
    expect(says).toContain('Normal ScalingReplicaSet: Scaled up ReplicaSet compare-a from 0 to 1');
    expect(decided({}).says).toContain('Normal NewReplicaSetCreated: Created ReplicaSet compare-a');
  });
});

describe('the state of a template', () => {
  const told = { phase: 'Running' } as const;
  const late = "Template 'a' exceeded its progressDeadlineSeconds (600)";

  it.each<[string, Scene, object]>([
    ['is Progressing while pods are missing', { pods: { a: { available: 0 } } }, { status: 'Progressing' }],
    ['is Running once all are there', { pods: { a: {} } }, { status: 'Running' }],
    [
      'is Successful when its time is over',
      { spec: { duration: '1m' }, pods: { a: {} }, status: running('a'), seconds: 65 },
      { status: 'Successful' },
    ],
    [
      'is Running until then',
      { spec: { duration: '1m' }, pods: { a: {} }, status: running('a'), seconds: 64 },
      { status: 'Running' },
    ],
    ['is Successful when it is terminated', { spec: { terminate: true }, pods: { a: {} } }, { status: 'Successful' }],
    [
      'is Successful, too, when it is terminated before all pods were there',
      { spec: { terminate: true }, pods: { a: { available: 0 } } },
      { status: 'Successful' },
    ],
    [
      'is Failed when pods are missing for too long',
      {
        pods: { a: { available: 0 } },
        status: { ...told, templateStatuses: [toldOf('a', { readyReplicas: 0, availableReplicas: 0 })] },
        seconds: 606,
      },
      { status: 'Failed', message: late, lastTransitionTime: '2026-01-01T00:00:05Z' },
    ],
    [
      'is not, in the last second',
      {
        pods: { a: { available: 0 } },
        status: { ...told, templateStatuses: [toldOf('a', { readyReplicas: 0, availableReplicas: 0 })] },
        seconds: 605,
      },
      { status: 'Progressing' },
    ],
    [
      'has its time anew when pods are lost',
      { pods: { a: { available: 0 } }, status: running('a'), seconds: 5000 },
      { status: 'Progressing', lastTransitionTime: '2026-01-01T01:23:20Z' },
    ],
    [
      'is not Failed for having run long when it ends',
      { spec: { terminate: true }, pods: { a: {} }, status: running('a'), seconds: 5000 },
      { status: 'Successful' },
    ],
    [
      'stays as it ended',
      {
        pods: { a: { size: 0 } },
        status: { ...told, templateStatuses: [toldOf('a', { status: 'Failed', message: 'x' })] },
      },
      { status: 'Failed', message: 'x', availableReplicas: 0 },
    ],
    [
      'is Error if its Service is somebody else’s',
      { spec: { templates: [template('a', { service: {} })] }, pods: { a: {} }, services: { a: 'other' } },
      {
        status: 'Error',
        message: `Failed to create Service for template 'a': service "compare-a" is not of Experiment 'compare'`,
      },
    ],
  ])('%s', (_, scene, expected) => {
    expect(decided(scene).status.templateStatuses?.[0]).toMatchObject(expected);
  });

  it('has all its numbers, zeros included, and the hash', () => {
    expect(decided({}).status.templateStatuses).toEqual([
      {
        ...{ name: 'a', replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
        ...{ lastTransitionTime: '2026-01-01T00:00:00Z', status: 'Progressing', podTemplateHash: 'hash-a' },
      },
    ]);
  });
});

describe('the next look', () => {
  it.each<[string, Scene, number | undefined]>([
    ['is at the end', { spec: { duration: '1m' }, pods: { a: {} }, status: running('a'), seconds: 10 }, 65],
    ['is at nothing where there is no end', { pods: { a: {} }, status: running('a') }, undefined],
    ['is when pods are late', { pods: { a: { available: 0 } } }, 600.001],
    ['is when pods may go', { pods: { a: {} }, status: { phase: 'Failed' } }, 30],
    ['is when pods may go, said before', { pods: { a: { deadline: 12 } }, status: { phase: 'Failed' } }, 12],
  ])('%s', (_, scene, seconds) => expect(decided(scene).wakesAt).toBe(seconds));
});

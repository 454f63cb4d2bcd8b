/** What the scale subresource reads and writes. */
import { ABSENT, type Area, as, get, jsonPatch, mergePatch, post, put } from '../case.testkit.ts';
import { configMaps, deployment, deployments, replicaSet, replicaSets, widget, widgets } from '../objects.testkit.ts';

const made = post(widgets(), widget('a', { spec: { replicas: 3 } }), 201);
const scale = widgets('a/scale');
const scaled = (replicas: unknown, metadata: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'a', namespace: '{ns}', ...metadata },
  spec: { replicas },
});
const owner = post(deployments(), deployment('a', { paused: true }), 201);

export const scaleCases: Area = {
  area: 'scale subresource',
  cases: [
    {
      does: 'reads the scale of a custom object',
      steps: [
        as('made', made),
        get(scale, 200, {
          kind: 'Scale',
          apiVersion: 'autoscaling/v1',
          metadata: { name: 'a', uid: '{made.metadata.uid}', resourceVersion: '{made.metadata.resourceVersion}' },
          spec: { replicas: 3 },
          status: { replicas: 0 },
        }),
      ],
    },
    {
      does: 'shows figures and selector of the status',
      steps: [
        made,
        mergePatch(widgets('a/status'), { status: { replicas: 2, selector: 'app=a' } }, 200),
        get(scale, 200, { status: { replicas: 2, selector: 'app=a' } }),
      ],
    },
    {
      does: 'writes the replicas of a custom object',
      steps: [
        made,
        put(scale, scaled(5), 200, { spec: { replicas: 5 } }),
        get(widgets('a'), 200, { spec: { replicas: 5 }, metadata: { generation: 2 } }),
      ],
    },
    {
      does: 'patches the scale',
      steps: [
        made,
        mergePatch(scale, { spec: { replicas: 7 } }, 200, { spec: { replicas: 7 } }),
        get(widgets('a'), 200, { spec: { replicas: 7 } }),
      ],
    },
    {
      does: 'patches the scale by pointers',
      steps: [
        made,
        jsonPatch(scale, [{ op: 'replace', path: '/spec/replicas', value: 4 }], 200, { spec: { replicas: 4 } }),
      ],
    },
    {
      does: 'refuses negative replicas',
      steps: [
        made,
        put(scale, scaled(-1), 422, {
          reason: 'Invalid',
          details: { causes: [{ field: 'spec.replicas' }, { field: '.spec.replicas' }] },
        }),
      ],
    },
    {
      does: 'refuses a stale version',
      steps: [
        as('made', made),
        put(scale, scaled(4), 200),
        put(scale, scaled(5, { resourceVersion: '{made.metadata.resourceVersion}' }), 409, { reason: 'Conflict' }),
      ],
    },
    {
      does: 'takes the current version',
      steps: [as('made', made), put(scale, scaled(5, { resourceVersion: '{made.metadata.resourceVersion}' }), 200)],
    },
    { does: 'refuses another name', steps: [made, put(scale, scaled(5, { name: 'b' }), 400)] },
    {
      does: 'reads and writes the scale of a deployment',
      steps: [
        owner,
        get(deployments('a/scale'), 200, { kind: 'Scale', spec: {}, status: { replicas: 0, selector: 'app=a' } }),
        mergePatch(deployments('a/scale'), { spec: { replicas: 0 } }, 200, { kind: 'Scale' }),
        get(deployments('a'), 200, { spec: { replicas: 0 } }),
      ],
    },
    {
      does: 'writes the scale of a replica set without a template of pods',
      steps: [
        post(replicaSets(), replicaSet('a'), 201),
        put(replicaSets('a/scale'), scaled(0), 200),
        mergePatch(replicaSets('a/scale'), { spec: { replicas: -2 } }, 422),
      ],
    },
    {
      does: 'does not find the scale of what is not there',
      steps: [get(scale, 404, { reason: 'NotFound', message: 'widgets.{group} "a" not found' })],
    },
    { does: 'has no scale for kinds without one', steps: [get(configMaps('a/scale'), 404)] },
    {
      does: 'writes nothing in a dry run',
      steps: [
        made,
        put(widgets('a/scale', 'dryRun=All'), scaled(9), 200, { spec: { replicas: 9 } }),
        get(scale, 200, { spec: { replicas: 3 } }),
      ],
    },
    {
      does: 'fails to read the scale of what has no replicas',
      steps: [post(widgets(), widget('a'), 201, { spec: ABSENT }), get(scale, 500, { reason: 'InternalError' })],
    },
  ],
};

/** Tests of the numbers of a status. */
import { expect, it } from 'vitest';
import { countsOf } from './counts.ts';
import { blueGreen, canary, revision, type Scene, snapshot } from './snapshot.testkit.ts';

const revisions = [
  revision('v0', { size: 1, available: 0 }),
  revision('v1', { size: 4, pods: 4, ready: 3, available: 2 }),
  revision('v2', { size: 2, pods: 2, ready: 2, available: 1 }),
];
const all = {
  replicas: 7,
  updatedReplicas: 2,
  readyReplicas: 6,
  availableReplicas: 3,
  HPAReplicas: 7,
  selector: 'app=web',
};
const ofActive = {
  ...all,
  readyReplicas: 3,
  availableReplicas: 2,
  HPAReplicas: 4,
  selector: 'app=web,rollouts-pod-template-hash=v1',
};

it.each<[behaviour: string, scene: Scene, active: string | undefined, expected: object]>([
  ['are those of all revisions for a canary', { spec: canary(), revisions }, undefined, all],
  ['ignore an active service for a canary', { spec: canary(), revisions }, 'v1', all],
  ['are those of the active revision for blue-green', { spec: blueGreen(), revisions }, 'v1', ofActive],
  ['are those of all revisions before blue-green is active', { spec: blueGreen(), revisions }, undefined, all],
  ['are those of all revisions if the active one is gone', { spec: blueGreen(), revisions }, 'v9', all],
  [
    'are zero without revisions',
    {},
    undefined,
    { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0, HPAReplicas: 0, selector: 'app=web' },
  ],
])('the numbers of a status %s', (_, scene, active, expected) => {
  expect(countsOf(snapshot(scene), active)).toStrictEqual(expected);
});

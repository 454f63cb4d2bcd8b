/** What becomes of Deployments: rollouts and what interrupts them. */
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { deployment, image, replicas } from '../objects.testkit.ts';
import { change, type Family, look, make, remove } from '../scenario.testkit.ts';

const WEB = 'Deployment/web';
const DONE = { type: 'Progressing', reason: 'NewReplicaSetAvailable' };
const finished = (generation: number, count: number) =>
  [
    WEB,
    {
      status: {
        observedGeneration: generation,
        conditions: { $contains: [DONE] },
        ...(count > 0 ? { updatedReplicas: count, availableReplicas: count } : { replicas: ABSENT }),
      },
    },
  ] as const;
const all = (count: number) => ({ pods: count, ready: count });
const says = (reason: string) => [WEB, { status: { conditions: { $contains: [{ reason }] } } }] as const;
const one = { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };

export const deployments: Family = {
  family: 'Deployments',
  scenarios: [
    {
      does: 'come up, grow, shrink and go to nothing',
      steps: [
        ...make(deployment('web', 3)),
        look('three', finished(1, 3), all(3)),
        change(WEB, replicas(5)),
        look('five', finished(2, 5), all(5)),
        change(WEB, replicas(1)),
        look('one', finished(3, 1), all(1)),
        change(WEB, replicas(0)),
        look('none', finished(4, 0), all(0)),
      ],
    },
    {
      does: 'roll one by one, and back',
      steps: [
        ...make(deployment('web', 2, { ...one, metadata: { annotations: { note: 'first' } } })),
        look('up', finished(1, 2), all(2)),
        change(WEB, { metadata: { annotations: { note: 'second' } }, ...image('web:2') }),
        look('rolled', finished(2, 2), all(2)),
        change(WEB, image('web:1')),
        look('undone', finished(3, 2), all(2)),
      ],
    },
    {
      does: 'wait while they are paused',
      steps: [
        ...make(deployment('web', 2)),
        look('up', finished(1, 2), all(2)),
        change(WEB, { spec: { paused: true } }),
        look('paused', says('DeploymentPaused'), all(2)),
        change(WEB, image('web:2')),
        look('changed', [WEB, { status: { observedGeneration: 3 } }], all(2)),
        change(WEB, replicas(3)),
        look('scaled', [WEB, { status: { observedGeneration: 4 } }], all(3)),
        change(WEB, { spec: { paused: false } }),
        look('resumed', finished(5, 3), all(3)),
      ],
    },
    {
      does: 'begin paused',
      steps: [
        ...make(deployment('web', 2, { paused: true })),
        look('nothing', says('DeploymentPaused'), all(0)),
        change(WEB, { spec: { paused: false } }),
        look('resumed', finished(2, 2), all(2)),
      ],
    },
    {
      does: 'are late with a bad image, and recover',
      steps: [
        ...make(deployment('web', 3, { progressDeadlineSeconds: 4 })),
        look('up', finished(1, 3), all(3)),
        change(WEB, image('web:bad')),
        look('late', says('ProgressDeadlineExceeded'), { pods: 4, ready: 3 }),
        change(WEB, image('web:2')),
        look('well', finished(3, 3), all(3)),
      ],
    },
    {
      does: 'are late from the start',
      steps: [
        ...make(deployment('web', 2, { image: 'web:unready', progressDeadlineSeconds: 3 })),
        look('late', says('ProgressDeadlineExceeded'), { pods: 2, ready: 0, running: 2 }),
        change(WEB, replicas(1)),
        look('scaled', [WEB, { status: { observedGeneration: 2, replicas: 1 } }], { pods: 1, ready: 0 }),
      ],
    },
    {
      does: 'replace all pods at once',
      steps: [
        ...make(deployment('web', 3, { strategy: { type: 'Recreate' } })),
        look('up', finished(1, 3), all(3)),
        change(WEB, image('web:2')),
        look('again', finished(2, 3), all(3)),
      ],
    },
    {
      does: 'grow and shrink in proportion in the midst of a rollout',
      steps: [
        ...make(deployment('web', 6, { strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } })),
        look('up', finished(1, 6), all(6)),
        change(WEB, image('web:unready')),
        look('stuck', [WEB, { status: { updatedReplicas: 5 } }], { pods: 9, ready: 4, running: 9 }),
        change(WEB, replicas(10)),
        look('grown', [WEB, { status: { observedGeneration: 3, replicas: 13 } }], { pods: 13, running: 13 }),
        change(WEB, replicas(4)),
        look('shrunk', [WEB, { status: { observedGeneration: 4, replicas: 6 } }], { pods: 6, ready: 2 }),
      ],
    },
    {
      does: 'keep as many old ReplicaSets as they are told to',
      steps: [
        ...make(deployment('web', 1, { revisionHistoryLimit: 1 })),
        look('first', finished(1, 1), all(1)),
        change(WEB, image('web:2')),
        look('second', finished(2, 1), all(1)),
        change(WEB, image('web:3')),
        look('third', finished(3, 1), all(1)),
        change(WEB, { spec: { revisionHistoryLimit: 0 } }),
        look('no history', finished(4, 1), all(1)),
      ],
    },
    {
      does: 'pass notes and patience on',
      steps: [
        ...make(deployment('web', 1, { minReadySeconds: 2 })),
        look('up', finished(1, 1), all(1)),
        change(WEB, { metadata: { annotations: { note: 'new' } } }),
        look('noted', finished(2, 1), all(1)),
        change(WEB, { metadata: { annotations: { note: null } }, spec: { minReadySeconds: 1 } }),
        look('changed', finished(3, 1), all(1)),
      ],
    },
    {
      does: 'leave ReplicaSets behind, and find them again',
      steps: [
        ...make(deployment('web', 2)),
        look('up', finished(1, 2), all(2)),
        remove(WEB, 'Orphan'),
        look('left', [WEB, ABSENT], all(2)),
        ...make(deployment('web', 3)),
        look('found', finished(1, 3), all(3)),
        remove(WEB, 'Foreground'),
        look('gone', [WEB, ABSENT], all(0)),
      ],
    },
    {
      does: 'say why they make no pods',
      steps: [
        ...make(deployment('web', 2, { pod: { priorityClassName: 'nope' }, progressDeadlineSeconds: 60 })),
        look('failing', says('FailedCreate'), all(0)),
        change(WEB, { spec: { template: { spec: { priorityClassName: null } } } }),
        look('well', finished(2, 2), all(2)),
      ],
    },
    {
      does: 'roll with fewer pods rather than more',
      steps: [
        ...make(deployment('web', 2, { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } })),
        look('up', finished(1, 2), all(2)),
        change(WEB, image('web:2')),
        look('rolled', finished(2, 2), all(2)),
      ],
    },
    {
      does: 'make again what others delete',
      steps: [
        ...make(deployment('web', 2)),
        look('up', finished(1, 2), all(2)),
        remove('Pod/web-*'),
        look('again two', finished(1, 2), all(2)),
        remove('ReplicaSet/web-*'),
        look('made again', finished(1, 2), all(2)),
      ],
    },
    {
      does: 'grow while they roll',
      steps: [
        ...make(
          deployment('web', 2, { image: 'web:1', strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
        ),
        look('up', finished(1, 2), all(2)),
        change(WEB, image('web:unready')),
        look('stuck', [WEB, { status: { updatedReplicas: 1 } }], { pods: 3, ready: 2, running: 3 }),
        change(WEB, replicas(4)),
        look('grown', [WEB, { status: { observedGeneration: 3, replicas: 5 } }], { pods: 5, running: 5 }),
      ],
    },
    {
      does: 'tell a change of labels and annotations of the template as a rollout',
      steps: [
        ...make(deployment('web', 1)),
        look('up', finished(1, 1), all(1)),
        change(WEB, { spec: { template: { metadata: { labels: { more: 'yes' }, annotations: { note: 'new' } } } } }),
        look('rolled', finished(2, 1), all(1)),
        change(WEB, { spec: { progressDeadlineSeconds: 2147483647 } }),
        look('without a deadline', [WEB, { status: { observedGeneration: 3 } }], all(1)),
      ],
    },
    {
      does: 'go on when a rollout is replaced by another',
      steps: [
        ...make(deployment('web', 3, one)),
        look('up', finished(1, 3), all(3)),
        change(WEB, image('web:bad')),
        look('stuck', [WEB, { status: { updatedReplicas: 1 } }], { pods: 4, ready: 3 }),
        change(WEB, image('web:3')),
        look('replaced', finished(3, 3), all(3)),
      ],
    },
  ],
};

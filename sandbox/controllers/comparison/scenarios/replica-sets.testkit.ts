/** What becomes of ReplicaSets: pods that are taken in and let go, and which go first. */
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { pod, replicaSet, replicas } from '../objects.testkit.ts';
import { change, type Family, look, make, remove, type Sight } from '../scenario.testkit.ts';

const WEB = 'ReplicaSet/web';
const has = (count: number, ready = count): Sight => [
  WEB,
  { status: { replicas: count, ...(ready > 0 ? { readyReplicas: ready } : { readyReplicas: ABSENT }) } },
];
const all = (count: number, ready = count): Sight => ({ pods: count, ready });
const relabelled = (app: string) => ({ metadata: { labels: { app } } });

export const replicaSets: Family = {
  family: 'ReplicaSets',
  scenarios: [
    {
      does: 'take pods in and let them go',
      steps: [
        ...make(pod('one', 'web', { image: 'web:unready' }), pod('two', 'web'), pod('other', 'else')),
        look('alone', { pods: 3, ready: 2, running: 3 }),
        ...make(replicaSet('web', 3)),
        look('taken in', has(3, 2), all(4, 3)),
        change('Pod/one', relabelled('else')),
        look('let go', has(3), all(5, 4)),
        change('Pod/one', relabelled('web')),
        look('too many', has(3), all(4)),
        change('Pod/two', { metadata: { labels: { app: null } } }),
        look('without a label', has(3), all(5)),
      ],
    },
    {
      does: 'let go first what is of least use',
      steps: [
        ...make(
          pod('homeless', 'web', { nodeSelector: { nowhere: 'true' } }),
          pod('pending', 'web', { image: 'web:bad' }),
          pod('unready', 'web', { image: 'web:unready' }),
          pod('ready', 'web'),
        ),
        look('alone', { pods: 4, ready: 1, running: 2 }),
        ...make(replicaSet('web', 4)),
        look('taken in', has(4, 1)),
        change(WEB, replicas(3)),
        look('three', has(3, 1), all(3, 1)),
        change(WEB, replicas(2)),
        look('two', has(2, 1), all(2, 1)),
        change(WEB, replicas(1)),
        look('one', has(1), all(1)),
      ],
    },
    {
      does: 'take no pod that somebody else has, until it has nobody',
      steps: [
        ...make(
          replicaSet('web', 1),
          replicaSet('web-too', 1, {
            selector: { matchLabels: { app: 'web' } },
            template: {
              metadata: { labels: { app: 'web' } },
              spec: { containers: [{ name: 'main', image: 'web:unready' }] },
            },
          }),
        ),
        look('each its own', has(1), { pods: 2, ready: 1, running: 2 }),
        remove('ReplicaSet/web-too', 'Orphan'),
        look('the useless one went', has(1), ['ReplicaSet/web-too', ABSENT], all(1)),
      ],
    },
    {
      does: 'leave pods behind, and find them again',
      steps: [
        ...make(replicaSet('web', 2)),
        look('up', has(2), all(2)),
        remove(WEB, 'Orphan'),
        look('left', [WEB, ABSENT], all(2)),
        ...make(replicaSet('web', 2)),
        look('found', has(2), all(2)),
        remove(WEB, 'Background'),
        look('gone', [WEB, ABSENT], all(0)),
      ],
    },
    {
      does: 'count pods as available once they have been ready for a while',
      steps: [
        ...make(replicaSet('web', 2, { minReadySeconds: 4 })),
        look('ready', has(2), [WEB, { status: { availableReplicas: ABSENT } }], all(2)),
        look('available', [WEB, { status: { availableReplicas: 2 } }], all(2)),
      ],
    },
    {
      does: 'replace what is deleted, and count labels in full',
      steps: [
        ...make(replicaSet('web', 2)),
        look('up', has(2), all(2)),
        remove('Pod/web-*'),
        look('replaced', has(2), all(2)),
        change(WEB, { spec: { template: { metadata: { labels: { more: 'true' } } } } }),
        look('other template', [WEB, { status: { observedGeneration: 2 } }], all(2)),
        change(WEB, replicas(3)),
        look('one is labelled in full', [WEB, { status: { fullyLabeledReplicas: 1 } }], all(3)),
      ],
    },
  ],
};

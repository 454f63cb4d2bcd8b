/** What becomes of DaemonSets: a pod for each node, and how those are replaced. */
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { daemonSet, image, pod } from '../objects.testkit.ts';
import { change, type Family, look, make, remove, type Sight } from '../scenario.testkit.ts';

const LOG = 'DaemonSet/log';
const has = (generation: number, count: number, ready = count): Sight => [
  LOG,
  {
    status: {
      observedGeneration: generation,
      currentNumberScheduled: count,
      numberReady: ready,
      ...(count > 0 && { updatedNumberScheduled: count }),
    },
  },
];
const all = (count: number, ready = count): Sight => ({ pods: count, ready });
const labelled = (value: string | null) => ({ metadata: { labels: { 'sluice.dev/comparison': value } } });

export const daemonSets: Family = {
  family: 'DaemonSets',
  scenarios: [
    {
      does: 'run on each node, again if they are deleted',
      keepsNodes: true,
      steps: [
        ...make(daemonSet('log', { metadata: { annotations: { note: 'kept' } } })),
        look('up', has(1, 2), all(2)),
        remove('Pod/log-*'),
        look('again', has(1, 2), all(2)),
        remove(LOG),
        look('gone', [LOG, ABSENT], all(0)),
      ],
    },
    {
      does: 'roll node by node, and back',
      keepsNodes: true,
      steps: [
        ...make(daemonSet('log')),
        look('up', has(1, 2), all(2)),
        change(LOG, image('web:2')),
        look('rolled', has(2, 2), all(2)),
        change(LOG, image('web:1')),
        look('back', has(3, 2), all(2)),
      ],
    },
    {
      does: 'leave updates to whoever deletes pods',
      steps: [
        ...make(daemonSet('log', { updateStrategy: { type: 'OnDelete' } })),
        look('up', has(1, 2), all(2)),
        change(LOG, image('web:2')),
        look('waiting', [LOG, { status: { observedGeneration: 2 } }], all(2)),
        remove('Pod/log-*'),
        look('one', [LOG, { status: { updatedNumberScheduled: 1, numberReady: 2 } }], all(2)),
      ],
    },
    {
      does: 'stop at the first bad pod, and recover',
      steps: [
        ...make(daemonSet('log')),
        look('up', has(1, 2), all(2)),
        change(LOG, image('web:bad')),
        look('stuck', [LOG, { status: { updatedNumberScheduled: 1, numberReady: 1 } }], all(2, 1)),
        change(LOG, image('web:3')),
        look('well', has(3, 2), all(2)),
      ],
    },
    {
      does: 'replace all at once if that is allowed',
      steps: [
        ...make(daemonSet('log', { updateStrategy: { rollingUpdate: { maxUnavailable: '100%' } } })),
        look('up', has(1, 2), all(2)),
        change(LOG, image('web:2')),
        look('rolled', has(2, 2), all(2)),
      ],
    },
    {
      does: 'follow the labels of nodes',
      keepsNodes: true,
      steps: [
        ...make(daemonSet('log', { pod: { nodeSelector: { 'sluice.dev/comparison': 'yes' } } })),
        look('nowhere', has(1, 0), all(0)),
        change('Node/sluice-node-1', labelled('yes')),
        look('on one', has(1, 1), all(1)),
        change('Node/sluice-node-1', labelled(null)),
        look('nowhere again', has(1, 0), all(0)),
      ],
    },
    {
      does: 'take in what is there already, and replace it',
      keepsNodes: true,
      steps: [
        ...make(pod('one', 'log', { nodeName: 'sluice-node-1' }), pod('two', 'log', { nodeName: 'sluice-node-1' })),
        look('alone', all(2)),
        ...make(daemonSet('log')),
        look('up', has(1, 2), all(2)),
      ],
    },
    {
      does: 'count pods as available once they have been ready for a while, and forget old revisions',
      steps: [
        ...make(daemonSet('log', { minReadySeconds: 4, revisionHistoryLimit: 0 })),
        look('ready', has(1, 2), [LOG, { status: { numberAvailable: ABSENT } }], all(2)),
        look('available', [LOG, { status: { numberAvailable: 2 } }], all(2)),
        change(LOG, { spec: { ...image('web:2').spec, minReadySeconds: 0 } }),
        look('rolled', has(2, 2), [LOG, { status: { numberAvailable: 2 } }], all(2)),
      ],
    },
  ],
};

/** What becomes of StatefulSets: order, revisions, claims. */
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { image, pod, replicas, statefulSet, UNREADY } from '../objects.testkit.ts';
import { change, type Family, look, make, remove, type Sight } from '../scenario.testkit.ts';

const DB = 'StatefulSet/db';
const has = (generation: number, count: number, more: object = {}): Sight => [
  DB,
  { status: { observedGeneration: generation, replicas: count, readyReplicas: count, ...more } },
];
const all = (count: number, ready = count): Sight => ({ pods: count, ready });
const isImage = (name: string, tag: string): Sight => [`Pod/${name}`, { spec: { containers: [{ image: tag }] } }];
const rolling = (partition: number) => ({
  spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } },
});
const claim = (name: string) => ({
  metadata: { name, labels: { kept: 'true' } },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

export const statefulSets: Family = {
  family: 'StatefulSets',
  scenarios: [
    {
      does: 'start one after another, and end in reverse',
      steps: [
        ...make(statefulSet('db', 2)),
        look('two', has(1, 2), all(2)),
        change(DB, replicas(3)),
        look('three', has(2, 3), all(3)),
        change(DB, replicas(1)),
        look('one', has(3, 1), all(1)),
        change(DB, replicas(0)),
        look('none', [DB, { status: { observedGeneration: 4, replicas: 0 } }], all(0)),
      ],
    },
    {
      does: 'start at once where order does not matter',
      steps: [
        ...make(statefulSet('db', 3, { podManagementPolicy: 'Parallel' })),
        look('three', has(1, 3), all(3)),
        change(DB, image('web:2')),
        look('rolled', has(2, 3, { updatedReplicas: 3 }), all(3), isImage('db-0', 'web:2')),
        change(DB, replicas(1)),
        look('one', has(3, 1), all(1)),
      ],
    },
    {
      does: 'wait in order for what is not ready',
      steps: [
        ...make(statefulSet('db', 2, { image: 'web:unready' })),
        look('stuck', { pods: 1, ready: 0, running: 1 }),
        change(DB, replicas(0)),
        look('none', [DB, { status: { observedGeneration: 2, replicas: 0 } }], all(0)),
      ],
    },
    {
      does: 'roll what lies beyond the partition',
      steps: [
        ...make(statefulSet('db', 3, rolling(2).spec)),
        look('up', has(1, 3), all(3)),
        change(DB, image('web:2')),
        look('one', has(2, 3, { updatedReplicas: 1 }), all(3), isImage('db-2', 'web:2')),
        change(DB, rolling(1)),
        look('two', has(3, 3, { updatedReplicas: 2 }), all(3)),
        remove('Pod/db-0'),
        look('as it was', has(3, 3), all(3), isImage('db-0', 'web:1')),
        change(DB, replicas(4)),
        look('grown', has(4, 4), all(4), isImage('db-3', 'web:2')),
        change(DB, rolling(0)),
        look('all', has(5, 4, { updatedReplicas: 4 }), all(4), isImage('db-0', 'web:2')),
      ],
    },
    {
      does: 'leave updates to whoever deletes pods',
      steps: [
        ...make(statefulSet('db', 2, { updateStrategy: { type: 'OnDelete' } })),
        look('up', has(1, 2), all(2)),
        change(DB, image('web:2')),
        look('waiting', has(2, 2), all(2), isImage('db-0', 'web:1')),
        remove('Pod/db-0'),
        look('one', has(2, 2, { updatedReplicas: 1 }), all(2), isImage('db-0', 'web:2')),
        remove('Pod/db-1'),
        look('both', has(2, 2, { updatedReplicas: 2 }), all(2)),
        change(DB, replicas(3)),
        look('grown', has(3, 3), all(3)),
      ],
    },
    {
      does: 'are stuck on a bad image until somebody deletes the pod',
      steps: [
        ...make(statefulSet('db', 2)),
        look('up', has(1, 2), all(2)),
        change(DB, image('web:bad')),
        look('stuck', all(2, 1), isImage('db-1', 'web:bad')),
        change(DB, image('web:1')),
        look('still', [DB, { status: { observedGeneration: 3 } }], all(2, 1)),
        remove('Pod/db-1'),
        look('free', has(3, 2), all(2)),
      ],
    },
    {
      does: 'keep claims when pods go, and use them again',
      steps: [
        ...make(statefulSet('db', 2, { volumeClaimTemplates: [claim('data'), claim('log')] })),
        look('up', has(1, 2), all(2)),
        change(DB, replicas(1)),
        look('one', has(2, 1), all(1)),
        change(DB, replicas(2)),
        look('two', has(3, 2), all(2)),
        remove(DB),
        look('gone', [DB, ABSENT], all(0)),
      ],
    },
    {
      does: 'number revisions, go back, and forget the oldest',
      steps: [
        ...make(statefulSet('db', 1, { revisionHistoryLimit: 1 })),
        look('first', has(1, 1), all(1)),
        change(DB, image('web:2')),
        look('second', has(2, 1), all(1), isImage('db-0', 'web:2')),
        change(DB, image('web:1')),
        look('back', has(3, 1), all(1), isImage('db-0', 'web:1')),
        change(DB, image('web:3')),
        look('third', has(4, 1), all(1), isImage('db-0', 'web:3')),
        change(DB, image('web:4')),
        look('fourth', has(5, 1), all(1), isImage('db-0', 'web:4')),
      ],
    },
    {
      does: 'leave pods behind and take them in by name',
      steps: [
        ...make(pod('db-1', 'db'), pod('db-x', 'db')),
        look('alone', all(2)),
        ...make(statefulSet('db', 2)),
        look('up', has(1, 2), all(3)),
        remove(DB, 'Orphan'),
        look('left', [DB, ABSENT], all(3)),
        ...make(statefulSet('db', 1)),
        look('again', has(1, 1), all(2)),
      ],
    },
    {
      does: 'do not shrink past what is not ready',
      steps: [
        ...make(statefulSet('db', 3)),
        look('up', has(1, 3), all(3)),
        change('Pod/db-0', UNREADY),
        look('unready', all(3, 2)),
        change(DB, replicas(1)),
        look('waiting', [DB, { status: { observedGeneration: 2 } }], all(3, 2)),
        remove('Pod/db-0'),
        look('shrunk', has(2, 1), all(1)),
      ],
    },
    {
      does: 'take what is not ready first when they shrink',
      steps: [
        ...make(statefulSet('db', 3)),
        look('up', has(1, 3), all(3)),
        change('Pod/db-2', UNREADY),
        look('unready', all(3, 2)),
        change(DB, replicas(1)),
        look('shrunk', has(2, 1), all(1)),
      ],
    },
    {
      does: 'roll and grow at the same time',
      steps: [
        ...make(statefulSet('db', 2)),
        look('up', has(1, 2), all(2)),
        change(DB, { spec: { ...image('web:2').spec, replicas: 3 } }),
        look('rolled', has(2, 3, { updatedReplicas: 3 }), all(3), isImage('db-0', 'web:2')),
      ],
    },
    {
      does: 'are stuck on a bad image all at once where order does not matter',
      steps: [
        ...make(statefulSet('db', 2, { image: 'web:bad', podManagementPolicy: 'Parallel' })),
        look('stuck', all(2, 0)),
        change(DB, image('web:2')),
        look('free', has(2, 2), all(2)),
      ],
    },
    {
      does: 'replace what is deleted from the middle',
      steps: [
        ...make(statefulSet('db', 3)),
        look('up', has(1, 3), all(3)),
        remove('Pod/db-1'),
        look('again', has(1, 3), all(3)),
      ],
    },
  ],
};

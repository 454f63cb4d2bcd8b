import { describe, expect, it } from 'vitest';
import { type ApiObject, copied } from '../../api/object.ts';
import { podBehaviour } from '../pods/pod.ts';
import {
  container,
  cronJob,
  daemonSet,
  deployment,
  job,
  replicaSet,
  revision,
  statefulSet,
  template,
} from './objects.testkit.ts';
import { created, refusalOf, UID, updated, withStatus, wrongs } from './pipeline.testkit.ts';
import { POD_CASES } from './pod-cases.testkit.ts';
import { WORKLOAD_CASES } from './workload-cases.testkit.ts';

const specOf = (object: ApiObject): Record<string, unknown> => object['spec'] as Record<string, unknown>;
const POD = {
  dnsPolicy: 'ClusterFirst',
  restartPolicy: 'Always',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

describe('the newest server completes', () => {
  it.each<[string, ApiObject, object, object | undefined]>([
    [
      'deployments',
      deployment(),
      {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        template: { spec: POD },
      },
      {},
    ],
    ['replica sets', replicaSet(), { replicas: 1, template: { spec: POD } }, { replicas: 0 }],
    [
      'stateful sets',
      statefulSet(),
      {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        revisionHistoryLimit: 10,
      },
      { replicas: 0, availableReplicas: 0 },
    ],
    [
      'daemon sets',
      daemonSet(),
      {
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        revisionHistoryLimit: 10,
      },
      { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
    ],
    [
      'jobs',
      job(),
      {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        manualSelector: false,
        podReplacementPolicy: 'TerminatingOrFailed',
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': UID } },
        template: {
          metadata: {
            labels: {
              'batch.kubernetes.io/controller-uid': UID,
              'batch.kubernetes.io/job-name': 'thing',
              'controller-uid': UID,
              'job-name': 'thing',
            },
          },
        },
      },
      {},
    ],
    [
      'cron jobs',
      cronJob(),
      { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
      {},
    ],
  ])('%s', (_, object, spec, status) => {
    const stored = created(object);
    expect(specOf(stored)).toMatchObject(spec);
    expect(stored['status']).toEqual(status);
  });

  it('leaves ports of templates to pods', () => {
    const ports = [{ containerPort: 80 }];
    const stored = created(deployment({}, { hostNetwork: true, containers: [container({ ports })] }));
    expect(JSON.stringify(stored)).not.toContain('hostPort');
  });

  it('gives jobs the labels of their templates, with what is added to those', () => {
    const stored = created(job({ template: template({ restartPolicy: 'Never' }) }));
    expect(stored.metadata.labels).toMatchObject({ app: 'a', 'job-name': 'thing', 'controller-uid': UID });
    const { metadata } = specOf(stored)['template'] as { metadata: object };
    expect(stored.metadata.labels).not.toBe((metadata as { labels: object }).labels);
  });
});

describe('what is stored', () => {
  const good = [...POD_CASES, ...WORKLOAD_CASES].filter(([, object]) => !refusalOf(() => created(object)));

  it('is most of the cases that say so', () => expect(good.length).toBeGreaterThan(60));

  it.each(good)('stays as it is when it is written again: %s', (_, object) => {
    const stored = created(object);
    expect(updated(copied(stored), stored)).toEqual(stored);
  });

  it('is not changed by rules that only look', () => {
    const [, object] = POD_CASES[0] ?? [];
    const stored = created(object as ApiObject);
    const before = JSON.stringify(stored);
    podBehaviour.validate?.(stored);
    podBehaviour.validateUpdate?.(copied(stored), stored);
    expect(JSON.stringify(stored)).toBe(before);
  });
});

describe('the newest server refuses', () => {
  const indexed = (more: object) => job({ completionMode: 'Indexed', completions: 3, ...more });
  it.each<[string, ApiObject, readonly string[]]>([
    [
      'a daemon set that goes both ways',
      daemonSet({ updateStrategy: { rollingUpdate: { maxSurge: 1 } } }),
      ['spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero'],
    ],
    [
      'a stateful set with an odd service',
      statefulSet({ serviceName: 'a.b', ordinals: { start: -1 } }),
      [
        'spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0',
        'spec.serviceName: Invalid value: "a.b": must not contain dots',
      ],
    ],
    [
      'an indexed job without completions',
      job({ completionMode: 'Indexed', parallelism: 1 }),
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      'indexes of a job that has none',
      job({ backoffLimitPerIndex: 1 }),
      ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode'],
    ],
    [
      'a policy that says nothing',
      job({ podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [3, 0] } }] } }),
      [
        'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,0]: must be ordered',
        'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
      ],
    ],
    [
      'success beyond the indexes',
      indexed({ successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }] } }),
      [
        'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
      ],
    ],
    [
      'indexes that are none',
      indexed({ successPolicy: { rules: [{ succeededIndexes: '2,1' }] } }),
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "2,1": error parsing succeededIndexes: non-increasing order, previous: 2, current: 1',
      ],
    ],
    [
      'an indexed job with a long name',
      { ...indexed({}), metadata: { name: 'x'.repeat(62) } },
      [
        `metadata.name: Invalid value: "${'x'.repeat(62)}": will not able to create pod with invalid DNS label: ${'x'.repeat(62)}-2`,
      ],
    ],
    [
      'a manager without a domain',
      job({ managedBy: 'me' }),
      ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'],
    ],
    [
      'a zone in a schedule',
      cronJob({ schedule: 'TZ=UTC 0 0 * * *', timeZone: 'Mars/Olympus' }),
      [
        'spec.schedule: Invalid value: "TZ=UTC 0 0 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
        'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus',
      ],
    ],
    ['no zone that exists', cronJob({ timeZone: 'Europe/Berlin' }), []],
    ['data that are no object', revision({ data: [1] }), ['data: Required value: data must be a valid JSON object']],
  ])('%s', (_, object, expected) => {
    expect(wrongs(() => created(object))).toEqual(expected);
  });
});

it('lets indexed jobs grow with their parallelism only', () => {
  const stored = created(job({ completionMode: 'Indexed', completions: 3, parallelism: 3 }));
  const to = (spec: object) => wrongs(() => updated({ ...stored, spec: { ...specOf(stored), ...spec } }, stored));
  expect(to({ completions: 4, parallelism: 4 })).toEqual([]);
  expect(to({ completions: 4 })).toEqual([
    'spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism',
  ]);
});

it.each([
  [{ collisionCount: 3 }, 0],
  [{ collisionCount: 2 }, 0],
  [{ collisionCount: 1 }, 1],
  [{}, 1],
])('never counts collisions down: after 2, %j is wrong %i times', (status, count) => {
  for (const object of [deployment(), statefulSet(), daemonSet()]) {
    const stored = withStatus(created(object), { collisionCount: 2 });
    expect(wrongs(() => withStatus(stored, status))).toHaveLength(count);
  }
});

describe('a job that waits', () => {
  const stored = created(job({ suspend: true }));
  const withTemplate = (more: object): ApiObject => {
    const before = specOf(stored)['template'] as { metadata: object; spec: object };
    return { ...stored, spec: { ...specOf(stored), template: { ...before, spec: { ...before.spec, ...more } } } };
  };

  it('may still be sent elsewhere', () => {
    expect(wrongs(() => updated(withTemplate({ nodeSelector: { a: 'b' } }), stored))).toEqual([]);
  });

  it('runs what it was made for', () => {
    expect(wrongs(() => updated(withTemplate({ dnsPolicy: 'Default' }), stored))).toEqual([
      expect.stringContaining('spec.template: Invalid value: '),
    ]);
  });
});

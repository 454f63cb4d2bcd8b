import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { container, pod, podOf } from '../workloads/objects.testkit.ts';
import { created, NOW, refusalOf, updated, type World, withStatus, wrongs } from '../workloads/pipeline.testkit.ts';
import { podGraceSeconds } from './grace.ts';

const TOLERATIONS = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));
const specOf = (object: ApiObject): Record<string, unknown> => object['spec'] as Record<string, unknown>;

describe('a new pod', () => {
  it('is completed as the newest server completes it', () => {
    expect(created(pod())).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: expect.objectContaining({ name: 'thing' }),
      spec: {
        containers: [
          {
            name: 'app',
            image: 'nginx',
            imagePullPolicy: 'Always',
            resources: {},
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
        dnsPolicy: 'ClusterFirst',
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
        priority: 0,
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        serviceAccount: 'default',
        serviceAccountName: 'default',
        terminationGracePeriodSeconds: 30,
        tolerations: TOLERATIONS,
      },
      status: { phase: 'Pending', qosClass: 'BestEffort' },
    });
  });

  it.each([
    ['no amounts', {}, 'BestEffort'],
    ['none of something', { requests: { cpu: '0' } }, 'BestEffort'],
    ['another device', { limits: { 'example.com/gpu': '1' } }, 'BestEffort'],
    ['a request', { requests: { cpu: '1' } }, 'Burstable'],
    ['limits alone', { limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    ['equal amounts', { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1000m' } }, 'Guaranteed'],
    ['less than the limit', { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1m' } }, 'Burstable'],
    ['one limit', { limits: { cpu: '1' } }, 'Burstable'],
  ])('that asks for %s has its quality', (_, resources, quality) => {
    expect(created(podOf({ resources }))['status']).toEqual({ phase: 'Pending', qosClass: quality });
  });

  it('waits while it has gates', () => {
    expect(created(pod({ schedulingGates: [{ name: 'a' }] }))['status']).toMatchObject({
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', lastTransitionTime: NOW }],
    });
  });

  it('finds pods like itself by its own labels', () => {
    const term = { topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['a', 'none'], mismatchLabelKeys: ['b'] };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    expect(specOf(created(pod({ affinity }, { labels: { a: '1', b: '2' } })))['affinity']).toMatchObject({
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            labelSelector: {
              matchExpressions: [
                { key: 'a', operator: 'In', values: ['1'] },
                { key: 'b', operator: 'NotIn', values: ['2'] },
              ],
            },
          },
        ],
      },
    });
  });

  it('is warned of a name that no host can have', () => {
    const warnings: string[] = [];
    created(pod({}, { name: 'a.b' }), { warnings });
    expect(warnings).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);
  });
});

describe('the priority of a pod', () => {
  const classOf = (name: string, more: object): ApiObject => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    ...more,
  });
  const world: World = {
    priorityClasses: [
      classOf('high', { value: 100, preemptionPolicy: 'Never' }),
      classOf('usual', { value: 7, globalDefault: true }),
    ],
  };

  it.each<[string, object, object]>([
    ['the class it names', { priorityClassName: 'high' }, { priority: 100, preemptionPolicy: 'Never' }],
    ['the default class', {}, { priority: 7, priorityClassName: 'usual', preemptionPolicy: 'PreemptLowerPriority' }],
    ['a class of every cluster', { priorityClassName: 'system-node-critical' }, { priority: 2_000_001_000 }],
  ])('comes from %s', (_, spec, expected) => {
    expect(specOf(created(pod(spec), world))).toMatchObject(expected);
  });

  it.each<[string, object, string]>([
    ['an unknown class', { priorityClassName: 'x' }, 'no PriorityClass with name x was found'],
    [
      'a figure of its own',
      { priorityClassName: 'high', priority: 5 },
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 100 from the given PriorityClass name',
    ],
    [
      'a policy of its own',
      { priorityClassName: 'high', preemptionPolicy: 'PreemptLowerPriority' },
      'the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name',
    ],
  ])('may not be %s', (_, spec, why) => {
    const refusal = refusalOf(() => created(pod(spec), world));
    expect(refusal).toMatchObject({ code: 403, message: `pods "thing" is forbidden: ${why}` });
  });
});

it('takes the secrets for images from its account', () => {
  const accounts = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' }, imagePullSecrets: [{ name: 'x' }] },
  ];
  const object = created(pod({ serviceAccountName: 'a' }), { accounts });
  expect(specOf(object)['imagePullSecrets']).toEqual([{ name: 'x' }]);
  const own = created(pod({ serviceAccountName: 'a', imagePullSecrets: [{ name: 'y' }] }), { accounts });
  expect(specOf(own)['imagePullSecrets']).toEqual([{ name: 'y' }]);
});

describe('an update of a pod', () => {
  const stored = created(pod({ schedulingGates: [{ name: 'gate' }], terminationGracePeriodSeconds: -1 }));
  const change = (spec: object) => updated({ ...stored, spec: { ...specOf(stored), ...spec } }, stored);

  it.each<[string, object]>([
    ['opens a gate', { schedulingGates: [] }],
    ['narrows the nodes while it waits', { nodeSelector: { a: 'b' } }],
    ['says where to run while it waits', { affinity: { nodeAffinity: {} } }],
    ['repairs a negative grace', { terminationGracePeriodSeconds: 1 }],
    ['tolerates more', { tolerations: [...TOLERATIONS, { key: 'a', operator: 'Exists' }] }],
    ['tolerates longer', { tolerations: TOLERATIONS.map((one) => ({ ...one, tolerationSeconds: 9 })) }],
  ])('%s', (_, spec) => {
    expect(wrongs(() => change(spec))).toEqual([]);
  });

  it('adds no gate', () => {
    expect(wrongs(() => change({ schedulingGates: [{ name: 'other' }] }))).toEqual([
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'other'",
    ]);
  });

  it('only narrows the nodes', () => {
    const term = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });
    const affinity = (...nodeSelectorTerms: readonly object[]) => ({
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    });
    const old = created(
      pod({ schedulingGates: [{ name: 'a' }], nodeSelector: { a: 'b' }, affinity: affinity(term('a')) }),
    );
    const to = (spec: object) => wrongs(() => updated({ ...old, spec: { ...specOf(old), ...spec } }, old)).length;
    const both = { matchExpressions: [...term('a').matchExpressions, ...term('b').matchExpressions] };
    expect([to({ affinity: affinity(both) }), to({ nodeSelector: { a: 'b', c: 'd' } })]).toEqual([0, 0]);
    expect([to({ affinity: affinity(term('b')) }), to({ affinity: affinity() }), to({ nodeSelector: {} })]).toEqual([
      1, 2, 1,
    ]);
    expect(to({ affinity: affinity(term('a'), term('b')) })).toBe(1);
  });

  it('says what it may not change', () => {
    expect(wrongs(() => change({ hostname: 'a' }))).toEqual([
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n- \thostname: nil,\n+ \thostname: "a",\n',
    ]);
  });
});

describe('the status of a pod', () => {
  const stored = created(pod({ restartPolicy: 'Never', containers: [container()] }));
  const ended = { containerStatuses: [{ name: 'app', state: { terminated: { exitCode: 0 } } }] };

  it('keeps its quality, and tells one address twice', () => {
    expect(withStatus(stored, { podIP: '10.0.0.1' })['status']).toEqual({
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1' }],
      qosClass: 'BestEffort',
    });
  });

  it.each<[string, object, readonly string[]]>([
    [
      'another quality',
      { qosClass: 'Guaranteed' },
      ['status.qosClass: Invalid value: "Guaranteed": field is immutable'],
    ],
    [
      'an address that is none',
      { podIP: 'x' },
      ['status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'a container that comes back',
      { containerStatuses: [{ name: 'app', state: { running: {} } }] },
      ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'],
    ],
    [
      'a generation in the past',
      { observedGeneration: -1 },
      ['status.observedGeneration: Invalid value: -1: must be a non-negative integer'],
    ],
    ['nothing wrong', { conditions: [{ type: 'Ready', status: 'True' }], ...ended }, []],
  ])('is refused with %s', (_, status, expected) => {
    expect(wrongs(() => withStatus(withStatus(stored, ended), status))).toEqual(expected);
  });
});

describe('the grace of a pod', () => {
  const running = pod({ nodeName: 'a', terminationGracePeriodSeconds: 20 });
  it.each<[string, ApiObject, number | undefined, number]>([
    ['is its own', running, undefined, 20],
    ['is what the client asks for', running, 5, 5],
    ['may be none', running, 0, 0],
    ['is never negative', running, -7, 1],
    ['is none while it is not scheduled', pod(), 5, 0],
    ['is none once it has ended', { ...running, status: { phase: 'Failed' } }, 5, 0],
  ])('%s', (_, object, requested, expected) => {
    expect(podGraceSeconds(object, requested)).toBe(expected);
  });
});

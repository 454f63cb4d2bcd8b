import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../../api/object.ts';
import { pod, podOf, podWith } from '../workloads/objects.testkit.ts';
import { created, wrongs } from '../workloads/pipeline.testkit.ts';

const sidecar = { name: 'side', image: 'a:1', restartPolicy: 'Always' };
const probed = { readinessProbe: { grpc: { port: 1 } } };
const AT = 'spec.containers[0]';

describe('newer servers refuse', () => {
  it.each<[string, ApiObject, readonly string[]]>([
    ['no sidecar', pod({ initContainers: [{ ...sidecar, ...probed }] }), []],
    [
      'a probe of what runs once',
      pod({ initContainers: [{ name: 'side', image: 'a', ...probed }] }),
      [
        'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      'another restart policy of a sidecar',
      pod({ initContainers: [{ ...sidecar, restartPolicy: 'Never' }] }),
      ['spec.initContainers[0].restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'a restart policy of a container',
      podOf({ restartPolicy: 'Always' }),
      [`${AT}.restartPolicy: Forbidden: may not be set for non-init containers`],
    ],
    [
      'another port on the host network',
      podOf({ ports: [{ containerPort: 80, hostPort: 81 }] }, { hostNetwork: true }),
      [`${AT}.ports[0].hostPort: Invalid value: 81: must match \`containerPort\` when \`hostNetwork\` is true`],
    ],
    [
      'more than the limit',
      podOf({ resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }),
      [`${AT}.resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`],
    ],
    [
      'an unknown end of messages',
      podOf({ terminationMessagePolicy: 'Never' }),
      [`${AT}.terminationMessagePolicy: Unsupported value: "Never": supported values: "File", "FallbackToLogsOnError"`],
    ],
    [
      'wrong names of hosts',
      pod({ hostAliases: [{ ip: '300.1.1.1', hostnames: [] }] }),
      [
        'spec.hostAliases[0].ip: Invalid value: "300.1.1.1": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
    [
      'a signal without a system',
      podOf({ lifecycle: { stopSignal: 'SIGTERM' } }),
      [`${AT}.lifecycle.stopSignal: Forbidden: may not be set for containers with empty \`spec.os.name\``],
    ],
    ['no signal of a system', podOf({ lifecycle: { stopSignal: 'SIGRTMIN+3' } }, { os: { name: 'linux' } }), []],
    [
      'what Windows has not',
      podOf({ securityContext: { privileged: false } }, { os: { name: 'windows' } }),
      [`${AT}.securityContext.privileged: Forbidden: cannot be set for a windows pod`],
    ],
    [
      'a sleep longer than the grace',
      podOf({ lifecycle: { preStop: { sleep: { seconds: 31 } } } }),
      [
        `${AT}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
      ],
    ],
    [
      'users of its own on the host network',
      pod({ hostUsers: false, hostNetwork: true }),
      ['spec.hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false'],
    ],
    [
      'a file outside its volume',
      podWith({ projected: { sources: [{ serviceAccountToken: { path: '..a' } }] } }),
      ['spec.volumes[0].projected.path: Invalid value: "..a": must not start with \'..\''],
    ],
    [
      'fewer domains than one',
      pod({
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 },
        ],
      }),
      [
        'spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
      ],
    ],
    ['no cost', pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' } }), []],
    [
      'a cost beyond all',
      pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '2147483648' } }),
      [
        'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "2147483648": must be a 32bit integer',
      ],
    ],
    [
      'devices of a whole pod',
      pod({ resources: { limits: { cpu: '1', 'example.com/gpu': '1' } } }),
      [
        'spec.resources.limits[example.com/gpu]: Unsupported value: "example.com/gpu": supported values: "cpu", "memory"',
      ],
    ],
    [
      'a cost that is no number',
      pod({}, { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '1e3' } }),
      [
        'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "1e3": must be a 32bit integer',
      ],
    ],
    [
      'gates of what is scheduled',
      pod({ nodeName: 'a', schedulingGates: [{ name: 'a' }] }),
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      'containers for debugging',
      pod({ ephemeralContainers: [{ name: 'debug', image: 'a' }] }),
      ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    ],
    [
      'an unknown profile',
      podOf({ securityContext: { appArmorProfile: { type: 'Localhost' } } }),
      [
        `${AT}.securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost`,
      ],
    ],
  ])('%s', (_, object, expected) => {
    expect(wrongs(() => created(object))).toEqual(expected);
  });
});

/** Updates that every real server, old or new, takes or refuses in the same way. */
import { type ApiObject, copied, type JsonObject } from '../../api/object.ts';
import {
  container,
  cronJob,
  daemonSet,
  deployment,
  job,
  pod,
  podTemplate,
  replicaSet,
  revision,
  statefulSet,
  template,
} from './objects.testkit.ts';

/** What becomes of `object` when its spec (or its status) is given these fields; `undefined` takes a field away. */
export interface Change {
  readonly object: ApiObject;
  readonly spec?: object;
  readonly status?: object;
  readonly top?: object;
}

/** Pods that nobody schedules, and workloads that nobody runs: they stay as they are while they are looked at. */
const idlePod = pod({ schedulerName: 'nobody', activeDeadlineSeconds: 100, nodeSelector: { a: 'b' } });
const idle = { replicas: 0 };
const idleJob = job({ parallelism: 0, completions: 3 });
const containers = (more: object) => [container(more)];
const selector = { matchLabels: { app: 'a', tier: 'b' } };
const wider = template({}, { labels: { app: 'a', tier: 'b' } });

export const CHANGES: readonly (readonly [sentence: string, change: Change])[] = [
  ['another image of a pod', { object: idlePod, spec: { containers: containers({ image: 'nginx:2' }) } }],
  ['no image of a pod', { object: idlePod, spec: { containers: containers({ image: '' }) } }],
  ['another command of a pod', { object: idlePod, spec: { containers: containers({ command: ['a'] }) } }],
  ['one more container', { object: idlePod, spec: { containers: [container(), container({ name: 'b' })] } }],
  ['one more init container', { object: idlePod, spec: { initContainers: [container({ name: 'b' })] } }],
  ['a shorter deadline', { object: idlePod, spec: { activeDeadlineSeconds: 50 } }],
  ['a longer deadline', { object: idlePod, spec: { activeDeadlineSeconds: 500 } }],
  ['a deadline taken away', { object: idlePod, spec: { activeDeadlineSeconds: undefined } }],
  ['a toleration taken away', { object: idlePod, spec: { tolerations: [] } }],
  ['another node', { object: idlePod, spec: { nodeName: 'a' } }],
  ['other labels of nodes', { object: idlePod, spec: { nodeSelector: { a: 'c' } } }],
  ['a priority taken away', { object: idlePod, spec: { priority: undefined, preemptionPolicy: undefined } }],
  ['another priority', { object: idlePod, spec: { priority: 7 } }],
  ['a longer grace', { object: idlePod, spec: { terminationGracePeriodSeconds: 7 } }],
  ['another scale', { object: deployment(idle), spec: { paused: true } }],
  ['another selector of a deployment', { object: deployment(idle), spec: { selector, template: wider } }],
  ['a selector of others', { object: deployment(idle), spec: { selector } }],
  ['no strategy', { object: deployment(idle), spec: { strategy: { type: 'Maybe' } } }],
  ['less than nothing', { object: deployment(idle), status: { replicas: -1, collisionCount: -1 } }],
  ['more ready than there are', { object: deployment(idle), status: { replicas: 1, readyReplicas: 2 } }],
  ['more available than ready', { object: deployment(idle), status: { replicas: 2, availableReplicas: 1 } }],
  ['a status that fits', { object: deployment(idle), status: { replicas: 2, readyReplicas: 1, updatedReplicas: 1 } }],
  ['another selector of a replica set', { object: replicaSet(idle), spec: { selector, template: wider } }],
  ['more labelled than there are', { object: replicaSet(idle), status: { replicas: 1, fullyLabeledReplicas: 2 } }],
  ['negative readiness', { object: replicaSet(idle), status: { readyReplicas: -1, availableReplicas: 1 } }],
  ['another service', { object: statefulSet(idle), spec: { serviceName: 'b' } }],
  ['another order', { object: statefulSet(idle), spec: { podManagementPolicy: 'Parallel' } }],
  ['another strategy', { object: statefulSet(idle), spec: { updateStrategy: { type: 'OnDelete' } } }],
  ['another template', { object: statefulSet(idle), spec: { template: template({ dnsPolicy: 'Default' }) } }],
  [
    'more current than there are',
    { object: statefulSet(idle), status: { replicas: 1, currentReplicas: 2, collisionCount: 0 } },
  ],
  ['another selector of a daemon set', { object: daemonSet(), spec: { selector, template: wider } }],
  ['another template of a daemon set', { object: daemonSet(), spec: { template: wider } }],
  ['another readiness of a daemon set', { object: daemonSet(), spec: { minReadySeconds: 3 } }],
  ['negative daemons', { object: daemonSet(), status: { numberReady: -1 } }],
  ['another parallelism', { object: idleJob, spec: { backoffLimit: 3 } }],
  ['other completions', { object: idleJob, spec: { completions: 4 } }],
  ['another selector of a job', { object: idleJob, spec: { selector: { matchLabels: { app: 'a' } } } }],
  ['no selector of a job', { object: idleJob, spec: { selector: undefined } }],
  ['a negative job', { object: idleJob, status: { active: -1 } }],
  ['another schedule', { object: cronJob({ suspend: true }), spec: { schedule: '0 0 * * *' } }],
  ['no schedule', { object: cronJob({ suspend: true }), spec: { schedule: '' } }],
  ['other data', { object: revision(), top: { data: { c: 'd' } } }],
  ['another revision', { object: revision(), top: { revision: 2 } }],
  ['another template', { object: podTemplate(), top: { template: template({ containers: [] }) } }],
];

export function changedBy(stored: ApiObject, { spec, status, top }: Change): ApiObject {
  const object = { ...copied(stored), ...top };
  for (const [part, fields] of [['spec', spec] as const, ['status', status] as const])
    if (fields) object[part] = mixed((object[part] ?? {}) as JsonObject, fields as JsonObject);
  return JSON.parse(JSON.stringify(object)) as ApiObject;
}

/** Containers are changed rather than replaced, so that their defaults stay. */
function mixed(old: JsonObject, fields: JsonObject): JsonObject {
  const object = { ...old, ...fields };
  const list = fields['containers'];
  const before = old['containers'];
  if (Array.isArray(list) && Array.isArray(before))
    object['containers'] = list.map((one: object, index: number) => ({ ...(before[index] as object), ...one }));
  return object;
}

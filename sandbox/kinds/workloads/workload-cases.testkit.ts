/** Workloads that every real server, old or new, takes or refuses in the same way. */
import type { ApiObject, JsonObject } from '../../api/object.ts';
import {
  container,
  cronJob,
  daemonSet,
  deployment,
  job,
  podTemplate,
  replicaSet,
  revision,
  statefulSet,
  template,
} from './objects.testkit.ts';
import type { Case } from './pod-cases.testkit.ts';

const without = (object: ApiObject, name: string): ApiObject => {
  const { [name]: _, ...spec } = object['spec'] as JsonObject;
  return { ...object, spec };
};

export const WORKLOAD_CASES: readonly Case[] = [
  ['a deployment', deployment()],
  ['a deployment that recreates', deployment({ strategy: { type: 'Recreate' } })],
  ['a deployment that does both', deployment({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } })],
  ['a deployment by share', deployment({ strategy: { rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } } })],
  ['a deployment that is stuck', deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } })],
  ['a deployment beyond all', deployment({ strategy: { rollingUpdate: { maxUnavailable: '101%' } } })],
  ['a deployment by a wrong share', deployment({ strategy: { rollingUpdate: { maxSurge: 'half' } } })],
  ['a deployment by a negative number', deployment({ strategy: { rollingUpdate: { maxSurge: -1 } } })],
  ['fewer than none', deployment({ replicas: -1, minReadySeconds: -2, revisionHistoryLimit: -3 })],
  ['a deadline before readiness', deployment({ progressDeadlineSeconds: 5, minReadySeconds: 5 })],
  ['a deployment without a selector', without(deployment(), 'selector')],
  ['a deployment that selects all', deployment({ selector: {} })],
  ['a deployment that selects others', deployment({ selector: { matchLabels: { app: 'b' } } })],
  [
    'a deployment with a wrong selector',
    deployment({ selector: { matchLabels: { 'a b': 'c' }, matchExpressions: [{ key: 'a', operator: 'In' }] } }),
  ],
  [
    'a deployment with a wrong operator',
    deployment({ selector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } }),
  ],
  ['a deployment without a template', without(deployment(), 'template')],
  ['a deployment of wrong labels', deployment({ template: template({}, { labels: { app: 'a', 'b c': 'd' } }) })],
  [
    'a deployment of wrong annotations',
    deployment({ template: template({}, { labels: { app: 'a' }, annotations: { 'b c': 'd' } }) }),
  ],
  ['a deployment that runs once', deployment({}, { restartPolicy: 'Never', activeDeadlineSeconds: 5 })],
  ['a deployment of wrong containers', deployment({}, { containers: [{ image: 'a' }], volumes: [{}] })],
  ['a deployment with limits', deployment({}, { containers: [container({ resources: { limits: { cpu: '1' } } })] })],
  ['a replica set', replicaSet()],
  ['a replica set of none', replicaSet({ replicas: 0, minReadySeconds: 5 })],
  ['a wrong replica set', replicaSet({ replicas: -1, selector: { matchLabels: { app: 'b' } } })],
  ['a replica set that runs once', replicaSet({}, { restartPolicy: 'OnFailure' })],
  ['a stateful set', statefulSet()],
  ['a parallel stateful set', statefulSet({ podManagementPolicy: 'Parallel' })],
  ['a stateful set on delete', statefulSet({ updateStrategy: { type: 'OnDelete' } })],
  ['a stateful set on demand', statefulSet({ updateStrategy: { type: 'Whenever' } })],
  ['an odd stateful set', statefulSet({ podManagementPolicy: 'Odd', replicas: -1 })],
  ['a stateful set in part', statefulSet({ updateStrategy: { rollingUpdate: { partition: -1 } } })],
  ['a stateful set of others', statefulSet({ selector: { matchLabels: { app: 'b' } } })],
  ['a stateful set of all', statefulSet({ selector: {} })],
  ['a stateful set that runs once', statefulSet({}, { restartPolicy: 'Never', activeDeadlineSeconds: 5 })],
  [
    'a stateful set with claims',
    statefulSet({
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ],
    }),
  ],
  ['a daemon set', daemonSet()],
  ['a daemon set on delete', daemonSet({ updateStrategy: { type: 'OnDelete' } })],
  ['a daemon set on demand', daemonSet({ updateStrategy: { type: 'Whenever' } })],
  ['a daemon set of others', daemonSet({ selector: { matchLabels: { app: 'b' } } })],
  ['a daemon set of all', daemonSet({ selector: {} })],
  ['a daemon set beyond all', daemonSet({ updateStrategy: { rollingUpdate: { maxUnavailable: '101%' } } })],
  ['a negative daemon set', daemonSet({ minReadySeconds: -1, revisionHistoryLimit: -1 })],
  ['a job', job()],
  ['a job with labels', job({ template: template({ restartPolicy: 'Never' }) })],
  ['a parallel job', job({ parallelism: 3 })],
  ['a job of many', job({ completions: 3 })],
  ['a negative job', job({ parallelism: -1, completions: -1, backoffLimit: -1, activeDeadlineSeconds: -1 })],
  ['a job that goes on', job({}, { restartPolicy: 'Always' })],
  ['a job with an odd end', job({}, { restartPolicy: 'Maybe' })],
  [
    'a job by hand',
    job({
      manualSelector: true,
      selector: { matchLabels: { app: 'a' } },
      template: template({ restartPolicy: 'Never' }),
    }),
  ],
  ['a job by hand without a selector', job({ manualSelector: true })],
  ['a job by hand of others', job({ manualSelector: true, selector: { matchLabels: { app: 'b' } } })],
  ['a job without containers', job({}, { containers: [] })],
  ['a cron job', cronJob()],
  ['a cron job with everything', cronJob({ suspend: true, concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 5 })],
  ['a cron job without a schedule', cronJob({ schedule: '' })],
  ['an odd cron job', cronJob({ concurrencyPolicy: 'Maybe', successfulJobsHistoryLimit: -1 })],
  ['a cron job with a selector', cronJob({}, { selector: { matchLabels: { a: 'b' } }, manualSelector: true })],
  ['a cron job with a long name', { ...cronJob(), metadata: { name: 'x'.repeat(53) } }],
  ['a template', podTemplate()],
  ['a template without containers', podTemplate({ template: { spec: {} } })],
  ['a revision', revision()],
  ['a negative revision', revision({ revision: -1 })],
  ['a revision without data', revision({ data: null })],
];

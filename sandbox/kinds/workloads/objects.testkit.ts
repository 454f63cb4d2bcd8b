/** Pods and workloads to try rules with: each says only what it is about. */
import type { ApiObject, JsonObject } from '../../api/object.ts';

export const container = (more: object = {}): JsonObject => ({ name: 'app', image: 'nginx', ...more });

export const podSpec = (more: object = {}): JsonObject => ({ containers: [container()], ...more });

const object = (apiVersion: string, kind: string, more: JsonObject): ApiObject => ({
  apiVersion,
  kind,
  metadata: { name: 'thing' },
  ...more,
});

export const pod = (spec: object = {}, metadata: object = {}): ApiObject =>
  object('v1', 'Pod', { spec: podSpec(spec), metadata: { name: 'thing', ...metadata } });

/** A pod whose one container has these fields. */
export const podOf = (fields: object, spec: object = {}): ApiObject =>
  pod({ containers: [container(fields)], ...spec });

/** A pod with one volume that is made of this. */
export const podWith = (source: object): ApiObject => pod({ volumes: [{ name: 'data', ...source }] });

/** A pod whose one container has one variable. */
export const podOfEnv = (variable: object): ApiObject => podOf({ env: [variable] });

export const template = (spec: object = {}, metadata: object = { labels: { app: 'a' } }): JsonObject => ({
  metadata,
  spec: podSpec(spec),
});

const selected = (more: object, spec: object = {}): JsonObject => ({
  spec: { selector: { matchLabels: { app: 'a' } }, template: template(spec), ...more },
});

export const deployment = (more: object = {}, spec: object = {}): ApiObject =>
  object('apps/v1', 'Deployment', selected(more, spec));
export const replicaSet = (more: object = {}, spec: object = {}): ApiObject =>
  object('apps/v1', 'ReplicaSet', selected(more, spec));
export const daemonSet = (more: object = {}, spec: object = {}): ApiObject =>
  object('apps/v1', 'DaemonSet', selected(more, spec));
export const statefulSet = (more: object = {}, spec: object = {}): ApiObject =>
  object('apps/v1', 'StatefulSet', selected({ serviceName: 'things', ...more }, spec));

const jobSpec = (more: object = {}, spec: object = {}): JsonObject => ({
  template: { spec: podSpec({ restartPolicy: 'Never', ...spec }) },
  ...more,
});

export const job = (more: object = {}, spec: object = {}): ApiObject =>
  object('batch/v1', 'Job', { spec: jobSpec(more, spec) });

export const cronJob = (more: object = {}, jobMore: object = {}): ApiObject =>
  object('batch/v1', 'CronJob', {
    spec: { schedule: '*/5 * * * *', jobTemplate: { spec: jobSpec(jobMore) }, ...more },
  });

export const podTemplate = (more: object = {}): ApiObject =>
  object('v1', 'PodTemplate', { template: template(), ...more });

export const revision = (more: object = {}): ApiObject =>
  object('apps/v1', 'ControllerRevision', { revision: 1, data: { a: 'b' }, ...more });

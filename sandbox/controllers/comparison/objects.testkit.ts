/** The objects of the scenarios: each scenario states only what it is about. */

type Fields = Readonly<Record<string, unknown>>;

/** Of the simulated containers: ready at once unless the tag says otherwise. */
export const template = (app: string, image: string, { annotations, ...spec }: Fields = {}) => ({
  metadata: { labels: { app }, ...(annotations ? { annotations } : {}) },
  spec: { containers: [{ name: 'main', image }], ...spec },
});

const workload = (kind: string, name: string, image: string, { pod, metadata, ...spec }: Fields) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, ...(metadata as object) },
  spec: { selector: { matchLabels: { app: name } }, template: template(name, image, pod as Fields), ...spec },
});

export const deployment = (name: string, replicas: number, { image = 'web:1', ...rest }: Fields = {}) =>
  workload('Deployment', name, String(image), { replicas, ...rest });

export const replicaSet = (name: string, replicas: number, { image = 'web:1', ...rest }: Fields = {}) =>
  workload('ReplicaSet', name, String(image), { replicas, ...rest });

export const statefulSet = (name: string, replicas: number, { image = 'web:1', ...rest }: Fields = {}) =>
  workload('StatefulSet', name, String(image), { replicas, serviceName: name, ...rest });

export const daemonSet = (name: string, { image = 'web:1', ...rest }: Fields = {}) =>
  workload('DaemonSet', name, String(image), rest);

export const pod = (name: string, app: string, { image = 'web:1', metadata, ...spec }: Fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app }, ...(metadata as object) },
  spec: { containers: [{ name: 'main', image }], ...spec },
});

const jobSpec = (image: string, { pod: podSpec, ...spec }: Fields) => ({
  template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image }], ...(podSpec as object) } },
  ...spec,
});

export const job = (name: string, image: string, { metadata, ...rest }: Fields = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, ...(metadata as object) },
  spec: jobSpec(image, rest),
});

export const cronJob = (name: string, image: string, { job: jobFields, ...rest }: Fields = {}) => ({
  apiVersion: '{cronBatch}',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: jobSpec(image, (jobFields ?? {}) as Fields) }, ...rest },
});

export const service = (name: string, spec: Fields, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...metadata },
  spec,
});

export const budget = (name: string, app: string, spec: Fields) => ({
  apiVersion: '{policy}',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app } }, ...spec },
});

/** Told of a pod to the simulated node it is on. */
export const UNREADY = { metadata: { annotations: { 'sluice.dev/sim-unready-after': '1s' } } } as const;

/** A change of the template's only container. */
export const image = (tag: string) => ({
  spec: { template: { spec: { containers: [{ name: 'main', image: tag }] } } },
});

export const replicas = (count: number) => ({ spec: { replicas: count } });

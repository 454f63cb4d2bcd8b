/** Where Rollouts seldom are when their controller changes, and what has become of their objects by then. */
import { demo, type Left, type Legacy, type Template } from './take-over-before.testkit.ts';
import {
  blueLeft,
  type Hashes,
  OLD,
  pausedAtFirstStep,
  promoted,
  steps,
  told,
  weights,
  yellowLeft,
} from './take-over-pasts.testkit.ts';
import { healthyStatus, pausedStatus } from './take-over-statuses.testkit.ts';

/** By labels that nobody computes any more, such as those of the first releases. */
export const STRANGE: Hashes = { blue: '7d6f8c9b45', yellow: '5b8c7d4f69' };

/** As the user wrote it: short forms, numbers for quantities, a service account by its old name. */
const loose = (tag: string) => {
  const { metadata, spec } = demo(tag);
  const [container] = spec.containers;
  const resources = { requests: { memory: '32768Ki', cpu: 0.005 } };
  return {
    metadata,
    spec: {
      serviceAccount: 'demo',
      containers: [{ ...container, ports: [{ name: 'http', containerPort: 8080 }], resources }],
    },
  };
};

const MARKS = 'rollout.argoproj.io/ephemeral-metadata';

/** As the other controller has put it into a ReplicaSet: marks, and a distance to the pods of the stable revision. */
const marked = (template: Template, role: string, stable?: string): Pick<Left, 'template' | 'annotations'> => {
  const matchExpressions = [{ key: 'rollouts-pod-template-hash', operator: 'In', values: [stable] }];
  const podAffinityTerm = {
    ...{ labelSelector: { matchExpressions }, namespaces: ['default'], topologyKey: 'kubernetes.io/hostname' },
  };
  const preferred = [{ weight: 1, podAffinityTerm }];
  const affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } };
  const { metadata, spec } = template;
  return {
    template: {
      metadata: { labels: { ...metadata.labels, role, zone: 'a' }, annotations: { 'demo/role': role } },
      spec: { ...spec, ...(stable !== undefined && { affinity }) },
    },
    annotations: { [MARKS]: `{"labels":{"role":"${role}","zone":"a"},"annotations":{"demo/role":"${role}"}}` },
  };
};

/** Every part of a ReplicaSet's template differs from what the user wrote. */
export const disguised = ({ blue, yellow }: Hashes): Legacy => {
  const marks = (role: string) => ({ labels: { zone: 'a', role }, annotations: { 'demo/role': role } });
  const past = pausedAtFirstStep(
    { blue, yellow },
    {
      ...{ canaryMetadata: marks('canary'), stableMetadata: marks('stable') },
      antiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: { weight: 1 } },
    },
  );
  return {
    ...past,
    spec: { ...past.spec, template: loose('yellow') },
    revisions: [
      blueLeft(blue, 5, marked(loose('blue'), 'stable')),
      yellowLeft(yellow, 1, marked(loose('yellow'), 'canary', blue)),
    ],
  };
};

/** A newer release was tried in the middle: its ReplicaSet of the same template is there, without pods. */
export const triedOnce = ({ blue, yellow }: Hashes, tried: Hashes): Legacy => ({
  ...pausedAtFirstStep({ blue, yellow }),
  revisions: [
    blueLeft(blue, 5),
    yellowLeft(tried.yellow, 0, { number: 3 }),
    yellowLeft(yellow, 1, { number: 4, annotations: { 'rollout.argoproj.io/revision-history': '2' } }),
  ],
});

/** Restored from a backup, or written by the first releases, which put a hash there. */
export const observedLongAgo = (hashes: Hashes, generation: string): Legacy => {
  const past = pausedAtFirstStep(hashes);
  return { ...past, status: (at) => past.status(at, generation) };
};

const withStatus = (past: Legacy, more: object): Legacy => ({
  ...past,
  status: (at, generation) => ({ ...past.status(at, generation), ...more }),
});

/** Its name was taken by another template: the hash counts that in. */
export const collided = (): Legacy =>
  withStatus(pausedAtFirstStep({ blue: OLD.blue, yellow: '796dbcb99d' }), { collisionCount: 1 });

/** The same moment, in the user's words and in Go's. */
export const restarted = (hashes: Hashes): Legacy => {
  const past = promoted(hashes);
  const spec = { ...past.spec, restartAt: '2026-01-01T01:00:20+01:00' };
  return withStatus({ ...past, spec }, { restartedAt: '2026-01-01T00:00:20Z' });
};

/** The pods of a Deployment that has none itself any more. */
export const referring = (hashes: Hashes): Legacy => {
  const past = promoted(hashes);
  const { template, ...spec } = past.spec;
  const workload = {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'default', name: 'demo' } },
    spec: { replicas: 0, selector: { matchLabels: { app: 'rollouts-demo' } }, template },
  };
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo', scaleDown: 'onsuccess' };
  return withStatus(
    {
      ...past,
      spec: { ...spec, workloadRef },
      objects: [workload],
      annotations: { 'rollout.argoproj.io/workload-generation': '1' },
    },
    { workloadObservedGeneration: '1' },
  );
};

/** As releases wrote it that knew fewer fields and conditions. */
export const early = (past: Legacy): Legacy => ({
  ...past,
  status: (at, generation) => {
    const {
      duration: _,
      conditions,
      ...status
    } = past.status(at, generation) as {
      readonly duration: object;
      readonly conditions: readonly { readonly type: string }[];
    };
    return { ...status, conditions: conditions.filter(({ type }) => type !== 'Healthy' && type !== 'Completed') };
  },
});

/** The other controller ended when it had made the ReplicaSet, and had told nobody. */
export const justMade = ({ blue, yellow }: Hashes): Legacy => {
  const past = pausedAtFirstStep({ blue, yellow });
  return {
    ...past,
    revisions: [blueLeft(blue, 5), yellowLeft(yellow, 0)],
    services: { 'demo-canary': blue, 'demo-stable': blue },
    weight: 0,
    status: told(healthyStatus, {
      ...{ current: blue, stable: blue, pods: [5, 5], steps: steps(4) },
      canary: weights(blue, 0, blue),
    }),
  };
};

/** Its pause of ten seconds ended while nobody was there. */
export const overdue = ({ blue, yellow }: Hashes): Legacy => ({
  ...pausedAtFirstStep({ blue, yellow }),
  revisions: [blueLeft(blue, 5), yellowLeft(yellow, 3)],
  weight: 60,
  status: told((at, facts) => pausedStatus(at, facts, 'CanaryPauseStep'), {
    ...{ current: yellow, stable: blue, pods: [8, 3], steps: steps(3) },
    canary: weights(yellow, 60, blue),
  }),
});

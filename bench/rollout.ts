/** A Rollout as large as wanted: with a router, an analysis, steps, a status, and what servers add. */

interface Rollout {
  readonly metadata: object;
  readonly spec: object;
  readonly status: object;
}

export function rolloutOf(bytes: number): Rollout {
  const analysis = { templates: [{ templateName: 'success-rate' }], args: [{ name: 'service', value: 'web-canary' }] };
  const weights = [5, 10, 20, 40, 60, 80];
  const canary = {
    canaryService: 'web-canary',
    stableService: 'web-stable',
    trafficRouting: { nginx: { stableIngress: 'web' } },
    analysis: { ...analysis, startingStep: 1 },
    steps: weights.flatMap((setWeight) => [{ setWeight }, { pause: { duration: '5m' } }]),
  };
  const env: object[] = [];
  const rollout = {
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' }, managedFields: managedFields() },
    spec: {
      replicas: 10,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'registry.local/web:v1', ports: [{ containerPort: 8080 }], env }] },
      },
      strategy: { canary },
    },
    status: { phase: 'Healthy', replicas: 10, conditions: conditions() },
  };
  while (JSON.stringify(rollout).length < bytes) env.push({ name: `VARIABLE_${env.length}`, value: 'a value' });
  return rollout;
}

const conditions = (): object[] =>
  ['Available', 'Progressing', 'Healthy'].map((type) => ({
    type,
    status: 'True',
    reason: `${type}Reason`,
    message: `The rollout is ${type.toLowerCase()}`,
    lastUpdateTime: '2026-01-01T00:00:00Z',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }));

/** What a server keeps of two writers. */
const managedFields = (): object[] =>
  ['kubectl', 'controller'].map((manager) => ({
    manager,
    operation: 'Update',
    apiVersion: 'argoproj.io/v1alpha1',
    time: '2026-01-01T00:00:00Z',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:selector': {}, 'f:strategy': { 'f:canary': { 'f:steps': {} } } } },
  }));

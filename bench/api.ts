/** What it costs to look at an object. */
import { kinds } from '../crds/kinds.ts';
import { validate } from '../crds/validate/validate.ts';
import { measured, row } from './measure.ts';

/** Objects a run, so that the clock's own cost does not count. */
const BATCH = 100;

export async function api(): Promise<void> {
  const { spec } = rolloutOf(4096);
  const text = JSON.stringify({ spec });
  const perObject = async (work: () => unknown) => {
    const { p50, p99 } = await measured(300, () => {
      for (let one = 0; one < BATCH; one++) work();
    });
    return { p50: p50 / BATCH, p99: p99 / BATCH };
  };
  console.log(`a Rollout of ${text.length} bytes`);
  const json = await perObject(() => JSON.parse(text));
  const parse = await perObject(() => kinds.Rollout.spec.safeParse(spec));
  const check = await perObject(() => validate('Rollout', { spec }));
  console.log(row('  JSON.parse', json, 'µs', ''));
  console.log(row('  schema parse', parse, 'µs', `aim 10 µs; ${(parse.p50 / json.p50).toFixed(2)} of JSON.parse`));
  console.log(row('  validate: schema, rules, unknown fields', check, 'µs', ''));
}

/** A Rollout with a router, an analysis and steps, filled up with environment variables. */
function rolloutOf(bytes: number): { spec: object } {
  const analysis = { templates: [{ templateName: 'success-rate' }], args: [{ name: 'service', value: 'web-canary' }] };
  const weights = [5, 10, 20, 40, 60, 80];
  const canary = {
    canaryService: 'web-canary',
    stableService: 'web-stable',
    trafficRouting: { nginx: { stableIngress: 'web' } },
    analysis: { ...analysis, startingStep: 1 },
    steps: weights.flatMap((setWeight) => [{ setWeight }, { pause: { duration: '5m' } }, { analysis }]),
  };
  const env: object[] = [];
  const spec = {
    replicas: 10,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'registry.local/web:v1', ports: [{ containerPort: 8080 }], env }] },
    },
    strategy: { canary },
  };
  while (JSON.stringify({ spec }).length < bytes) env.push({ name: `VARIABLE_${env.length}`, value: 'a value' });
  return { spec };
}

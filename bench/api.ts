/** What it costs to look at an object. */
import { kinds } from '../crds/kinds.ts';
import { validate } from '../crds/validate/validate.ts';
import { measured, row } from './measure.ts';
import { rolloutOf } from './rollout.ts';

/** Objects a run, so that the clock's own cost does not count. */
const BATCH = 100;
const BYTES = 4096;

export async function api(): Promise<void> {
  const whole = rolloutOf(BYTES);
  const missing = BYTES - JSON.stringify({ spec: whole.spec }).length;
  const { spec } = rolloutOf(JSON.stringify(whole).length + missing);
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

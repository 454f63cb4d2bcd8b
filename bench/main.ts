/** Measures what the issues name aims for: `npm run bench`, or `npm run bench -- api cli`. */
import { loadavg } from 'node:os';
import { analysis } from './analysis.ts';
import { api } from './api.ts';
import { cli } from './cli.ts';
import { rollouts } from './rollouts.ts';
import { runtime } from './runtime.ts';
import { sandbox } from './sandbox.ts';
import { simulation } from './simulation.ts';

/** Each is given the kubeconfig of a test cluster, if there is one, and the sizes that the environment asks for. */
const benches: Readonly<Record<string, (kubeconfig: string | undefined, env: NodeJS.ProcessEnv) => Promise<void>>> = {
  analysis,
  api,
  cli,
  rollouts,
  runtime,
  sandbox,
  simulation,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`no bench called ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name} (Node.js ${process.version}, load ${loadavg()[0]?.toFixed(2)})`);
  await run(process.env['SLUICE_TEST_KUBECONFIG'], process.env);
}

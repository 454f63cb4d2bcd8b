/** What it costs to start the command line, beside what Node.js itself takes. */
import { spawnSync } from 'node:child_process';
import { measured, row } from './measure.ts';

const RUNS = 30;

export async function cli(): Promise<void> {
  const start = (...arguments_: string[]) => measured(RUNS, () => spawnSync(process.execPath, arguments_));
  console.log(`${RUNS} starts`);
  console.log(row('  node -e 0', await start('-e', '0'), 'ms', ''));
  console.log(row('  sluice --help', await start('dist/sluice.js', '--help'), 'ms', 'aim 150 ms'));
}

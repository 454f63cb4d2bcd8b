/** What it costs to start the command line, beside what Node.js itself takes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfigFor } from '../sandbox/kubeconfig-for.ts';
import { measured, row } from './measure.ts';

const RUNS = 30;
const AIM = 'aim 150 ms';
const MANIFEST = JSON.stringify({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' } },
  spec: { selector: {}, template: {}, strategy: { canary: {} } },
});
/** Commands that know what to do without a cluster. */
const STARTS = ['--help', 'version', 'get rollout --help', 'explain --help', '__complete -- ab'];

export async function cli(): Promise<void> {
  const start = (arguments_: readonly string[], input = '') =>
    measured(RUNS, () => spawnSync(process.execPath, arguments_, { input }));
  const told = async (typed: string, input = '', aim = '') =>
    console.log(
      row(
        `  sluice ${typed.replace(/ --kubeconfig.*/, '')}`,
        await start(['dist/sluice.js', ...typed.split(' ')], input),
        'ms',
        aim,
      ),
    );
  console.log(`${RUNS} starts`);
  console.log(row('  node -e 0', await start(['-e', '0']), 'ms', ''));
  for (const typed of STARTS) await told(typed, '', AIM);
  await told('lint -', MANIFEST);
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-cli-'));
  try {
    // As far as the first request, which nobody answers.
    writeFileSync(join(folder, 'kubeconfig'), kubeconfigFor('http://127.0.0.1:1', undefined));
    await told(`status web --kubeconfig ${join(folder, 'kubeconfig')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

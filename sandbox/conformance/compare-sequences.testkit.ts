/** Compares more random sequences than the test does: `npm run conformance -- <kubeconfig> <first seed> <count>`. */
import { ApiClient } from '../../kube/api.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { loadAccess } from '../../kube/config.ts';
import { httpTransport } from '../../kube/http.ts';
import type { Transport } from '../../kube/transport.ts';
import { cleaned } from './cleaning.testkit.ts';
import { prepared } from './runner.testkit.ts';
import { sandboxTarget } from './sandbox-target.testkit.ts';
import { findingsIn, type Pair, textOf } from './shrinking.testkit.ts';

const LABEL = 'sluice.dev/test-cluster';

/** Sequences create and delete at will: never in a cluster that is not marked for it. */
async function assertTestCluster(send: Transport, kubeconfig: string): Promise<void> {
  const client = new ApiClient({ transport: send, clock, random: Math.random });
  const home = await client.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'kube-system' });
  if (home?.metadata.labels?.[LABEL] === 'true') return;
  throw new Error(`${kubeconfig}: not a test cluster, its Namespace kube-system lacks the label ${LABEL}=true`);
}

async function compared(kubeconfig: string, first: number, count: number): Promise<number> {
  const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
  await assertTestCluster(transport.send, kubeconfig);
  const sandbox = sandboxTarget(() => {});
  const real = await prepared({ name: 'the real server', send: transport.send });
  const pair: Pair = { stages: [real, await prepared(sandbox)], ids: [] };
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const findings = await findingsIn(pair, seeds);
  const texts = [...findings.map(textOf), `random sequences: ${seeds.length} compared, ${findings.length} differing`];
  process.stdout.write(`${texts.join('\n\n')}\n`);
  await cleaned(real, pair.ids);
  await sandbox.stop();
  await transport.close();
  return findings.length;
}

const [kubeconfig = '', first = '1', count = '500'] = process.argv.slice(2);
if (kubeconfig === '' || !/^\d+$/.test(first) || !/^[1-9]\d*$/.test(count)) {
  process.stderr.write('usage: npm run conformance -- KUBECONFIG [FIRST-SEED [COUNT]]\n');
  process.exit(2);
}
try {
  process.exitCode = (await compared(kubeconfig, Number(first), Number(count))) > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

/** Compares more random sequences than the test does: `npm run conformance -- <kubeconfig> <first seed> <count>`. */
import { systemClock as clock } from '../../kube/clock.ts';
import { loadAccess } from '../../kube/config.ts';
import { httpTransport } from '../../kube/http.ts';
import { cleaned } from './cleaning.testkit.ts';
import { prepared } from './runner.testkit.ts';
import { sandboxTarget } from './sandbox-target.testkit.ts';
import { findingsIn, type Pair, textOf } from './shrinking.testkit.ts';

const [kubeconfig = '', first = '1', count = '500'] = process.argv.slice(2);
const transport = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
const sandbox = sandboxTarget(() => {});
const real = await prepared({ name: 'the real server', send: transport.send });
const pair: Pair = { stages: [real, await prepared(sandbox)], ids: [] };
const seeds = Array.from({ length: Number(count) }, (_, index) => Number(first) + index);
const findings = await findingsIn(pair, seeds);
const texts = [...findings.map(textOf), `random sequences: ${seeds.length} compared, ${findings.length} differing`];
process.stdout.write(`${texts.join('\n\n')}\n`);
await cleaned(real, pair.ids);
await sandbox.stop();
await transport.close();
process.exitCode = findings.length > 0 ? 1 : 0;

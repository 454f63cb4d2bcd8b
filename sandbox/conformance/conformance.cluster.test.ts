import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { noCluster } from '../../e2e/cluster.testkit.ts';
import { systemClock as clock } from '../../kube/clock.ts';
import { loadAccess } from '../../kube/config.ts';
import { httpTransport } from '../../kube/http.ts';
import { AREAS } from './areas.testkit.ts';
import { cleaned } from './cleaning.testkit.ts';
import { prepared, type Stage } from './runner.testkit.ts';
import { sandboxTarget } from './sandbox-target.testkit.ts';
import { findingsIn, type Pair, textOf } from './shrinking.testkit.ts';
import { reportOf, type Verdict, verdictsOn } from './verdicts.testkit.ts';

const SEQUENCES = 500;
const FIRST_SEED = 1;

async function realStage(): Promise<[Stage, close: () => Promise<void>]> {
  const cluster = inject('cluster');
  if ('missing' in cluster) throw new Error(cluster.missing);
  const transport = httpTransport(await loadAccess({ kubeconfig: cluster.kubeconfig, env: {}, clock }), { clock });
  return [await prepared({ name: 'the real server', send: transport.send }), transport.close];
}

describe.skipIf(noCluster)(`the sandbox beside a real API server (${noCluster ?? 'given'})`, () => {
  const verdicts: Verdict[] = [];
  const sandbox = sandboxTarget(() => {});
  const sums: string[] = [];

  beforeAll(async () => {
    const [real, close] = await realStage();
    verdicts.push(...(await verdictsOn([real, await prepared(sandbox)])));
    await close();
  }, 600_000);

  afterAll(async () => {
    await sandbox.stop();
    process.stdout.write(`\n${reportOf(verdicts)}\n${sums.join('\n')}\n`);
  });

  describe.each(AREAS)('$area', ({ area, cases }) => {
    it.each(cases)('$does', ({ does }) => {
      const verdict = verdicts.find((one) => one.area === area && one.does === does);
      expect(verdict).toMatchObject({ problems: [], lines: [] });
    });
  });

  it('answers random sequences in the same way', async () => {
    const [real, close] = await realStage();
    const pair: Pair = { stages: [real, await prepared(sandbox)], ids: [] };
    const findings = await findingsIn(
      pair,
      Array.from({ length: SEQUENCES }, (_, index) => FIRST_SEED + index),
    );
    sums.push(`random sequences: ${SEQUENCES} compared, ${findings.length} differing`);
    await Promise.all(pair.stages.map((stage) => cleaned(stage, pair.ids)));
    await close();
    expect(findings.map(textOf).join('\n\n')).toBe('');
  }, 600_000);
});

/** `sluice explain`: where a Rollout is, what the controller would do to it now, and why. */
import { Command } from 'commander';
import type { Clock } from '../kube/clock.ts';
import { type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';

interface Flags extends ClusterFlags {
  readonly record?: string;
}

interface Explained {
  readonly lines: readonly string[];
  /** For `sluice replay`. */
  readonly recording: string;
}

export function explain(): Command {
  return withClusterFlags(
    new Command('explain')
      .description('say where a Rollout is, what would be done now, and why or why not')
      .argument('<rollout>', 'name of a Rollout')
      .option('--record <file>', 'also write down all that was seen, for sluice replay')
      .addHelpText('after', '\nExample:\n  sluice explain storefront -n shop'),
  ).action((name: string, { record, ...flags }: Flags) =>
    connected(flags, async (connection) => {
      const { lines, recording } = await explained(connection, name);
      if (record !== undefined) {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(record, recording);
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    }),
  );
}

export async function explained(connection: Connection, name: string, clock?: Clock): Promise<Explained> {
  const [{ observedRollout }, { explanationOf }, { recordingOf }] = await Promise.all([
    import('./local.ts'),
    import('./explanation.ts'),
    import('../controller/rollout/recording.ts'),
  ]);
  const snapshot = await observedRollout(connection, name, clock);
  return { lines: explanationOf(snapshot), recording: recordingOf(snapshot) };
}

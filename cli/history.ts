/** `sluice history`: the revisions that a Rollout can go back to. */
import { Command } from 'commander';
import { type ClusterFlags, connected, withClusterFlags } from './cluster.ts';

export function history(): Command {
  return withClusterFlags(
    new Command('history')
      .description('show the revisions of a Rollout: what they run, who brought them, which were aborted')
      .argument('<name>', 'name of a Rollout'),
  )
    .option('--no-color', 'no colours on a terminal; NO_COLOR in the environment does the same')
    .addHelpText('after', '\nExample:\n  sluice history storefront -n shop')
    .action(async (name: string, flags: ClusterFlags & { readonly color: boolean }) => {
      const [{ showHistory }, { viewerHere }] = await Promise.all([
        import('./show/history.ts'),
        import('./show/viewer.ts'),
      ]);
      await connected(flags, (connection) => showHistory(connection, name, viewerHere(flags)));
    });
}

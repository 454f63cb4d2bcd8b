/** `sluice status`: how a Rollout fares, for people and for pipelines that wait for it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { milliseconds } from '../crds/duration.ts';
import { type ClusterFlags, connected, withClusterFlags } from './cluster.ts';
import type { StatusFlags } from './show/status.ts';

export function status(): Command {
  return withClusterFlags(
    new Command('status')
      .description('tell how a Rollout fares until it is healthy (exit code 0) or degraded (1)')
      .argument('<name>', 'name of a Rollout'),
  )
    .option('-w, --watch', 'wait until the update is over', true)
    .option('--no-watch', 'tell it once')
    .addOption(new Option('--watch=true', 'as others spell it').hideHelp())
    .addOption(new Option('--watch=false', 'as others spell it').implies({ watch: false }).hideHelp())
    .option('-t, --timeout <duration>', 'wait no longer than this, such as 5m; 0 for ever', durationIn, 0)
    .addHelpText('after', '\nExample:\n  sluice status storefront -n shop --timeout 10m')
    .action(async (name: string, flags: ClusterFlags & StatusFlags) => {
      const [{ tellStatus }, { viewerHere }] = await Promise.all([
        import('./show/status.ts'),
        import('./show/viewer.ts'),
      ]);
      await connected(flags, (connection) => tellStatus(connection, name, viewerHere(flags), flags));
    });
}

function durationIn(text: string): number {
  const duration = milliseconds(text);
  if (duration !== undefined && duration >= 0) return duration;
  throw new InvalidArgumentError('It must be a duration such as 30s or 5m.');
}

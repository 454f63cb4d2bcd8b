/** `sluice pause`: holds Rollouts where they are. */
import { Command } from 'commander';
import { changeEach } from './change-each.ts';
import { type ClusterFlags, withClusterFlags } from './cluster.ts';
import { patchSpec } from './rollouts.ts';

export function pause(): Command {
  return withClusterFlags(
    new Command('pause')
      .description('hold Rollouts where they are, until they are promoted')
      .argument('<rollouts...>', 'names of Rollouts')
      .addHelpText('after', '\nExample:\n  sluice pause storefront -n shop'),
  ).action((names: string[], flags: ClusterFlags) =>
    changeEach(flags, { what: 'rollout', names }, async (connection, name) => {
      await patchSpec(connection, name, { paused: true });
      return `rollout '${name}' paused`;
    }),
  );
}

/** `sluice abort`: stops updates, and takes their traffic back. */
import { Command } from 'commander';
import { type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';
import { patchStatus } from './rollouts.ts';

export function abort(): Command {
  return withClusterFlags(
    new Command('abort')
      .description('stop updates and take their traffic back; the spec stays as it is')
      .argument('<rollouts...>', 'names of Rollouts')
      .addHelpText('after', '\nExample:\n  sluice abort storefront -n shop'),
  ).action((names: string[], flags: ClusterFlags) =>
    connected(flags, (connection) => aborted(connection, names, (line) => process.stdout.write(`${line}\n`))),
  );
}

/** As the stock plugin asks for it. */
export async function aborted(connection: Connection, names: readonly string[], say: (line: string) => void) {
  for (const name of names) {
    await patchStatus(connection, name, { abort: true });
    say(`rollout '${name}' aborted`);
  }
}

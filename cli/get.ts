/** `sluice get rollout`: a Rollout and what belongs to it, as a tree. */
import { Command, Option } from 'commander';
import { type ClusterFlags, connected, withClusterFlags } from './cluster.ts';
import type { RolloutFlags } from './show/rollout.ts';
import { wholeNumber } from './whole-number.ts';

type Flags = ClusterFlags & RolloutFlags & { readonly color: boolean };

const MOST_SECONDS = 1_000_000;

export function get(): Command {
  return new Command('get').description('show an object and what belongs to it').addCommand(
    withClusterFlags(
      new Command('rollout')
        .aliases(['rollouts', 'ro'])
        .description('show a Rollout with its revisions, pods, experiments and analyses; without a name, list them')
        .argument('[name]', 'name of a Rollout'),
    )
      .option('-w, --watch', 'show it anew whenever something changes, until Ctrl-C')
      .option('--no-color', 'no colours on a terminal; NO_COLOR in the environment does the same')
      .option('--timeout-seconds <number>', 'end watching after so long; 0 for never', wholeNumber(0, MOST_SECONDS), 0)
      .addOption(
        new Option('-o, --output <format>', 'the object itself, its name, or a tree with nodes and images').choices([
          'json',
          'yaml',
          'name',
          'wide',
        ]),
      )
      .addHelpText('after', '\nExample:\n  sluice get rollout storefront -n shop --watch')
      .showHelpAfterError('Try "sluice get rollout --help".')
      .exitOverride()
      .action(shown),
  );
}

async function shown(name: string | undefined, flags: Flags, command: Command): Promise<void> {
  if (name === undefined && flags.output !== undefined) command.error('error: --output is for one Rollout: name it');
  const [{ showRollout }, { listRollouts }, { viewerHere }] = await Promise.all([
    import('./show/rollout.ts'),
    import('./show/list.ts'),
    import('./show/viewer.ts'),
  ]);
  const viewer = viewerHere(flags);
  await connected(flags, (connection) =>
    name === undefined
      ? listRollouts(connection, viewer, { watch: flags.watch === true })
      : showRollout(connection, name, viewer, flags),
  );
}

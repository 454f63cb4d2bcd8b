/** `sluice list`: Rollouts, Experiments and AnalysisRuns as tables. */
import { Command } from 'commander';
import { type ClusterFlags, connected, withClusterFlags } from './cluster.ts';
import type { ListFlags } from './show/list.ts';

type Flags = ClusterFlags & ListFlags & { readonly color: boolean };

export const list = (): Command =>
  new Command('list')
    .description('list objects of a kind')
    .addCommand(rollouts())
    .addCommand(experiments())
    .addCommand(analysisRuns());

function rollouts(): Command {
  return withLooks('rollouts', ['rollout', 'ro'])
    .description('list Rollouts and how they fare')
    .option('--name <name>', 'this one alone')
    .option('-w, --watch', 'list them anew whenever something changes, until Ctrl-C')
    .option('--timestamps', 'say when each line was written')
    .addHelpText('after', '\nExample:\n  sluice list rollouts --all-namespaces')
    .action(async (flags: Flags) => {
      const { listRollouts, viewer } = await loaded(flags);
      await connected(flags, (connection) => listRollouts(connection, viewer, flags));
    });
}

function experiments(): Command {
  return withLooks('experiments', ['experiment', 'exp'])
    .description('list Experiments and how long they still take')
    .addHelpText('after', '\nExample:\n  sluice list experiments -n shop')
    .action(async (flags: Flags) => {
      const { listExperiments, viewer } = await loaded(flags);
      await connected(flags, (connection) => listExperiments(connection, viewer, flags));
    });
}

function analysisRuns(): Command {
  return withLooks('analysisruns', ['analysisrun', 'ar'])
    .description('list AnalysisRuns and what they have measured')
    .addHelpText('after', '\nExample:\n  sluice list analysisruns -n shop')
    .action(async (flags: Flags) => {
      const { listAnalysisRuns, viewer } = await loaded(flags);
      await connected(flags, (connection) => listAnalysisRuns(connection, viewer, flags));
    });
}

const withLooks = (name: string, aliases: readonly string[]): Command =>
  withClusterFlags(new Command(name).aliases(aliases))
    .option('-A, --all-namespaces', 'those of all namespaces')
    .option('--no-color', 'no colours on a terminal; NO_COLOR in the environment does the same')
    .showHelpAfterError(`Try "sluice list ${name} --help".`)
    .exitOverride();

async function loaded(flags: Flags) {
  const [lists, { viewerHere }] = await Promise.all([import('./show/list.ts'), import('./show/viewer.ts')]);
  return { ...lists, viewer: viewerHere(flags) };
}

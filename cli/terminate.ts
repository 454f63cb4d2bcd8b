/** `sluice terminate`: ends analysis runs and experiments before their time. */
import { Command } from 'commander';
import type { Resource } from '../kube/types.ts';
import { changeEach } from './change-each.ts';
import { ANALYSIS_RUNS, type ClusterFlags, EXPERIMENTS, withClusterFlags } from './cluster.ts';
import { patchWhole } from './rollouts.ts';

interface Kind {
  readonly name: string;
  readonly aliases: string[];
  /** As printed. */
  readonly what: string;
  readonly resource: Resource;
}

const KINDS: readonly Kind[] = [
  { name: 'analysisrun', aliases: ['ar', 'analysisruns'], what: 'analysisRun', resource: ANALYSIS_RUNS },
  { name: 'experiment', aliases: ['exp', 'experiments'], what: 'experiment', resource: EXPERIMENTS },
];

export function terminate(): Command {
  const root = new Command('terminate')
    .description('end analysis runs and experiments before their time')
    .addHelpText('after', '\nExample:\n  sluice terminate analysisrun storefront-6c5d7-2-1 -n shop');
  for (const kind of KINDS) root.addCommand(terminateKind(kind));
  return root;
}

const terminateKind = ({ name: word, aliases, what, resource }: Kind): Command =>
  withClusterFlags(
    new Command(word)
      .aliases(aliases)
      .description(`${resource.kind}s`)
      .argument(`<${word}s...>`, `names of ${resource.kind}s`)
      .exitOverride()
      .showHelpAfterError(`Try "sluice terminate ${word} --help".`),
  ).action((names: string[], flags: ClusterFlags) =>
    changeEach(flags, { what, names }, async (connection, name) => {
      await patchWhole(connection, resource, name, { spec: { terminate: true } });
      return `${what} '${name}' terminated`;
    }),
  );

/** `sluice get`: one object and what belongs to it, as people look at it or as it is stored. */
import { Command, Option } from 'commander';
import { type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';
import type { OneFlags } from './show/one.ts';
import type { Viewer } from './show/viewer.ts';
import { wholeNumber } from './whole-number.ts';

type Flags = ClusterFlags & OneFlags & { readonly color: boolean };
type Show = (connection: Connection, name: string, viewer: Viewer, flags: OneFlags) => Promise<void>;
type List = (connection: Connection, viewer: Viewer, flags: { readonly watch?: boolean }) => Promise<void>;

interface Kind {
  readonly word: string;
  readonly aliases: readonly string[];
  readonly description: string;
  /** Of the argument: what it names is completed. */
  readonly names: string;
  readonly wide: string;
  /** What takes time to load. */
  readonly load: () => Promise<{ readonly show: Show; readonly list: List }>;
}

const MOST_SECONDS = 1_000_000;

const KINDS: readonly Kind[] = [
  {
    ...{ word: 'rollout', aliases: ['rollouts', 'ro'], names: 'name of a Rollout' },
    description: 'show a Rollout with its revisions, pods, experiments and analyses; without a name, list them',
    wide: 'a tree with nodes and images',
    load: async () => ({ show: (await import('./show/rollout.ts')).showRollout, list: (await lists()).listRollouts }),
  },
  {
    ...{ word: 'analysisrun', aliases: ['analysisruns', 'ar'], names: 'name of an AnalysisRun' },
    description: 'show an AnalysisRun: what it measures, what came of it, what comes next; without a name, list them',
    wide: 'values and messages at full length',
    load: async () => ({
      show: (await import('./show/analysis-run.ts')).showAnalysisRun,
      list: (await lists()).listAnalysisRuns,
    }),
  },
  {
    ...{ word: 'experiment', aliases: ['experiments', 'exp'], names: 'name of an Experiment' },
    description: 'show an Experiment with its ReplicaSets, pods and analyses; without a name, list them',
    wide: 'a tree with nodes and images',
    load: async () => ({
      show: (await import('./show/experiment.ts')).showExperiment,
      list: (await lists()).listExperiments,
    }),
  },
];

const lists = () => import('./show/list.ts');

export function get(): Command {
  const root = new Command('get').description('show an object and what belongs to it');
  for (const kind of KINDS) root.addCommand(getKind(kind));
  return root;
}

function getKind({ word, aliases, description, names, wide, load }: Kind): Command {
  const formats = new Option('-o, --output <format>', `the object itself, its name, or ${wide}`);
  return withClusterFlags(new Command(word).aliases(aliases).description(description).argument('[name]', names))
    .option('-w, --watch', 'show it anew whenever something changes, until Ctrl-C')
    .option('--no-color', 'no colours on a terminal; NO_COLOR in the environment does the same')
    .option('--timeout-seconds <number>', 'end watching after so long; 0 for never', wholeNumber(0, MOST_SECONDS), 0)
    .addOption(formats.choices(['json', 'yaml', 'name', 'wide']))
    .addHelpText('after', `\nExample:\n  sluice get ${word} storefront -n shop --watch`)
    .showHelpAfterError(`Try "sluice get ${word} --help".`)
    .exitOverride()
    .action(async (name: string | undefined, flags: Flags, command: Command) => {
      if (name === undefined && flags.output !== undefined) command.error('error: --output is for one object: name it');
      const [{ show, list }, { viewerHere }] = await Promise.all([load(), import('./show/viewer.ts')]);
      const viewer = viewerHere(flags);
      await connected(flags, (connection) =>
        name === undefined
          ? list(connection, viewer, { watch: flags.watch === true })
          : show(connection, name, viewer, flags),
      );
    });
}

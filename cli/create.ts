/** `sluice create`: makes Rollouts and what belongs to them from files. */
import { Command } from 'commander';
import type { KubeObject } from '../kube/types.ts';
import { tryEach } from './change-each.ts';
import { type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';
import { createAnalysisRun } from './create-analysis-run.ts';
import { type Found, objectsIn } from './objects-in.ts';
import { MANAGER } from './rollouts.ts';

interface Flags extends ClusterFlags {
  readonly filename?: readonly string[];
  readonly watch?: boolean;
  readonly color: boolean;
}

/** By kind: what it is called in what is printed. */
const PRINTED: Readonly<Record<string, string>> = {
  Rollout: 'rollout',
  Experiment: 'experiment',
  AnalysisTemplate: 'analysistemplate',
  // The stock plugin has one word for both.
  ClusterAnalysisTemplate: 'analysistemplate',
  AnalysisRun: 'analysisrun',
};
const EXAMPLES = `
Examples:
  sluice create -f storefront.yaml -n shop
  sluice create -f storefront.yaml --watch
  sluice create analysisrun --from success-rate -a service=storefront`;

export function create(): Command {
  return withClusterFlags(
    new Command('create')
      .description('make Rollouts, Experiments, AnalysisTemplates and AnalysisRuns from files')
      .option('-f, --filename <files...>', 'YAML or JSON, with any number of documents')
      .option('-w, --watch', 'then show the Rollout anew whenever something changes, until Ctrl-C')
      .option('--no-color', 'no colours on a terminal; NO_COLOR in the environment does the same')
      .addHelpText('after', EXAMPLES)
      .enablePositionalOptions(),
  )
    .addCommand(createAnalysisRun())
    .action(async ({ filename, ...flags }: Flags, command: Command) => {
      if (filename === undefined) return command.error('error: name a file with --filename, or what to create');
      const found = (await Promise.all(filename.map((file) => objectsIn(file, Object.keys(PRINTED))))).flat();
      const shown = flags.watch ? onlyRollout(found, command) : undefined;
      await connected(flags, async (connection) => {
        await tryEach(found, (one) => created(connection, one));
        if (shown) await watched(connection, shown, flags);
      });
    });
}

function onlyRollout(found: readonly Found[], command: Command): KubeObject {
  const [first, ...more] = found.filter(({ object }) => object.kind === 'Rollout');
  if (first?.object.metadata.name && more.length === 0) return first.object;
  return command.error('error: --watch is for files with one Rollout that has a name');
}

async function watched({ client, namespace }: Connection, { metadata }: KubeObject, flags: Flags): Promise<void> {
  const [{ showRollout }, { viewerHere }] = await Promise.all([
    import('./show/rollout.ts'),
    import('./show/viewer.ts'),
  ]);
  const place = { client, namespace: metadata.namespace ?? namespace };
  await showRollout(place, metadata.name, viewerHere(flags), { watch: true, timeoutSeconds: 0 });
}

async function created({ client, namespace }: Connection, { file, object }: Found): Promise<string> {
  const metadata = object.kind.startsWith('Cluster') ? object.metadata : { namespace, ...object.metadata };
  try {
    const made = await client.create({ ...object, metadata }, MANAGER);
    return `${PRINTED[object.kind]}.argoproj.io/${made.metadata.name} created`;
  } catch (cause) {
    throw new Error(`${file}: ${(cause as Error).message}`, { cause });
  }
}

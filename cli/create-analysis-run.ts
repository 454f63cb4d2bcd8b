/** `sluice create analysisrun`: starts an analysis from a template, in the cluster or in a file. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { analysisRunFrom, type Order, type TemplateObject, unusedIn } from './analysis-run.ts';
import { ANALYSIS_RUNS, type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';
import { objectsIn } from './objects-in.ts';
import { MANAGER } from './rollouts.ts';

interface Flags extends ClusterFlags, Omit<Order, 'values'> {
  readonly from?: string;
  readonly fromFile?: string;
  readonly global?: boolean;
  readonly argument?: Order['values'];
}

const TEMPLATES: readonly string[] = ['AnalysisTemplate', 'ClusterAnalysisTemplate'];
const EXAMPLES = `
Examples:
  sluice create analysisrun --from success-rate -a service=storefront -n shop
  sluice create analysisrun --from success-rate --global --name by-hand
  sluice create analysisrun --from-file success-rate.yaml`;

export function createAnalysisRun(): Command {
  return withClusterFlags(
    new Command('analysisrun')
      .aliases(['ar', 'analysisruns'])
      .description('start an analysis from a template')
      .option('--from <name>', 'name of an AnalysisTemplate in the cluster')
      .addOption(new Option('--from-file <file>', 'a file with one template').conflicts('from'))
      .option('--global', 'the name is that of a ClusterAnalysisTemplate')
      .option('-a, --argument <name=value>', 'a value for the template; may be repeated', withValue)
      .option('--name <name>', 'name of the run')
      .addOption(new Option('--generate-name <prefix>', 'without it that of the template and -').conflicts('name'))
      .option('--instance-id <id>', 'the controller that it is for, where there are several')
      .addHelpText('after', EXAMPLES)
      .exitOverride()
      .showHelpAfterError('Try "sluice create analysisrun --help".'),
  ).action((_: object, command: Command) => {
    // What the two commands share may also be said before the name of this one.
    const {
      from,
      fromFile,
      global: isGlobal = false,
      argument: values = {},
      ...rest
    } = command.optsWithGlobals<Flags>();
    const { name, generateName, instanceId, ...flags } = rest;
    if ((from ?? fromFile) === undefined) command.error('error: name a template with --from or --from-file');
    return connected(flags, async (connection) => {
      const template = await (from === undefined ? templateIn(fromFile) : templateNamed(connection, from, isGlobal));
      for (const one of unusedIn(template, { values }))
        process.stderr.write(`not used: template '${template.metadata.name}' has no argument ${one}\n`);
      const run = analysisRunFrom(template, connection.namespace, { name, generateName, instanceId, values });
      const made = await connection.client.create(run, MANAGER);
      process.stdout.write(`analysisrun.argoproj.io/${made.metadata.name} created\n`);
    });
  });
}

function withValue(text: string, before: Order['values'] = {}): Order['values'] {
  const [name = '', ...value] = text.split('=');
  if (name !== '' && value.length > 0) return { ...before, [name]: value.join('=') };
  throw new InvalidArgumentError('It must be name=value.');
}

async function templateIn(file = ''): Promise<TemplateObject> {
  const [first, ...more] = await objectsIn(file, TEMPLATES);
  if (first && more.length === 0) return first.object;
  throw new Error(`${file}: there is more than one template in it`);
}

async function templateNamed(connection: Connection, name: string, isGlobal: boolean): Promise<TemplateObject> {
  const [kind = '', namespace] = isGlobal ? [TEMPLATES[1], ''] : [TEMPLATES[0], connection.namespace];
  const found = await connection.client.get({ apiVersion: ANALYSIS_RUNS.apiVersion, kind, namespace, name });
  if (found) return found;
  throw new Error(`${kind} '${name}' not found${isGlobal ? '' : ` in namespace '${namespace}'`}`);
}

/** `sluice create analysisrun`: starts an analysis from a template, in the cluster or in a file. */
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  analysisRunFrom,
  isOfCluster,
  type Order,
  type TemplateName,
  type TemplateObject,
  templatesOf,
  unusedIn,
} from './analysis-run.ts';
import { ANALYSIS_RUNS, type ClusterFlags, type Connection, connected, withClusterFlags } from './cluster.ts';
import { objectsIn } from './objects-in.ts';
import { MANAGER } from './rollouts.ts';

interface Flags extends ClusterFlags, Omit<Order, 'values'> {
  readonly from?: string;
  readonly fromFile?: string;
  readonly global?: boolean;
  readonly argument?: Order['values'];
}

const TEMPLATES = ['AnalysisTemplate', 'ClusterAnalysisTemplate'] as const;
const WORDS: Readonly<Record<string, TemplateName['kind']>> = {
  ...{ analysistemplate: TEMPLATES[0], analysistemplates: TEMPLATES[0], at: TEMPLATES[0] },
  ...{ clusteranalysistemplate: TEMPLATES[1], clusteranalysistemplates: TEMPLATES[1], cat: TEMPLATES[1] },
};
const EXAMPLES = `
Examples:
  sluice create analysisrun --from success-rate -a service=storefront -n shop
  sluice create analysisrun --from clusteranalysistemplate/success-rate --name by-hand
  sluice create analysisrun --from-file success-rate.yaml`;

export function createAnalysisRun(): Command {
  return withClusterFlags(
    new Command('analysisrun')
      .aliases(['ar', 'analysisruns'])
      .description('start an analysis from a template')
      .option('--from <name>', 'name of an AnalysisTemplate in the cluster, or clusteranalysistemplate/name')
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
      const template = await (from === undefined ? templateIn(fromFile) : named(connection, nameIn(from, isGlobal)));
      const templates = await templatesOf(template, (one) => find(connection, one));
      for (const one of unusedIn({ template, templates }, { values }))
        process.stderr.write(`not used: template '${template.metadata.name}' has no argument ${one}\n`);
      const order = { name, generateName, instanceId, values };
      const run = analysisRunFrom({ template, templates }, connection.namespace, order);
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

/** `success-rate`, or with its kind as kubectl has it: `cat/success-rate`. */
function nameIn(text: string, isGlobal: boolean): TemplateName {
  const [, word, name = text] = /^([^/]*)\/(.*)$/.exec(text) ?? [];
  const kind = word === undefined ? TEMPLATES[isGlobal ? 1 : 0] : WORDS[word.toLowerCase().replace(/\..*$/, '')];
  if (kind === undefined || name === '')
    throw new Error(`--from ${text}: it must be NAME, analysistemplate/NAME or clusteranalysistemplate/NAME`);
  return { kind, name };
}

async function named(connection: Connection, wanted: TemplateName): Promise<TemplateObject> {
  const found = await find(connection, wanted);
  if (found) return found;
  const where = isOfCluster(wanted) ? '' : ` in namespace '${connection.namespace}'`;
  throw new Error(`${wanted.kind} '${wanted.name}' not found${where}`);
}

async function find({ client, namespace }: Connection, wanted: TemplateName): Promise<TemplateObject | undefined> {
  const { kind, name } = wanted;
  return await client.get({
    apiVersion: ANALYSIS_RUNS.apiVersion,
    kind,
    namespace: isOfCluster(wanted) ? '' : namespace,
    name,
  });
}

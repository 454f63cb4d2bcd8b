/** `sluice create`: makes Rollouts and what belongs to them from files. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { KubeObject } from '../kube/types.ts';
import { tryEach } from './change-each.ts';
import { type ClusterFlags, type Connection, connected, ROLLOUTS, withClusterFlags } from './cluster.ts';
import { MANAGER } from './rollouts.ts';

interface Flags extends ClusterFlags {
  readonly filename: readonly string[];
}

interface Found {
  readonly file: string;
  readonly object: KubeObject;
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

export function create(): Command {
  return withClusterFlags(
    new Command('create')
      .description('make Rollouts, Experiments, AnalysisTemplates and AnalysisRuns from files')
      .requiredOption('-f, --filename <files...>', 'YAML or JSON, with any number of documents')
      .addHelpText('after', '\nExample:\n  sluice create -f storefront.yaml -n shop'),
  ).action(async ({ filename, ...flags }: Flags) => {
    const found = (await Promise.all(filename.map(objectsIn))).flat();
    await connected(flags, (connection) => tryEach(found, (one) => created(connection, one)));
  });
}

/** Nothing is made if a file is not as it should be. */
async function objectsIn(file: string): Promise<readonly Found[]> {
  const { parseYamlDocuments } = await import('../kube/yaml.ts');
  const documents = await readFile(file, 'utf8')
    .then(parseYamlDocuments)
    .catch((cause: Error) => {
      throw new Error(`${file}: ${cause.message}`, { cause });
    });
  return documents.map((document) => ({ file, object: ours(file, document as Partial<KubeObject>) }));
}

function ours(file: string, document: Partial<KubeObject>): KubeObject {
  const { apiVersion, kind = 'an object without a kind' } = document;
  if (apiVersion === ROLLOUTS.apiVersion && kind in PRINTED) return document as KubeObject;
  throw new Error(`${file}: ${kind} of ${apiVersion} cannot be made here; use kubectl create -f`);
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

/** The objects in a file that are of Rollouts and what belongs to them. */
import { readFile } from 'node:fs/promises';
import type { KubeObject } from '../kube/types.ts';
import { ROLLOUTS } from './cluster.ts';

export interface Found {
  readonly file: string;
  readonly object: KubeObject;
}

/** Rejects if there is one of another kind, or none at all. */
export async function objectsIn(file: string, kinds: readonly string[]): Promise<readonly Found[]> {
  const { parseYamlDocuments } = await import('../kube/yaml.ts');
  const documents = await readFile(file, 'utf8')
    .then(parseYamlDocuments)
    .catch((cause: NodeJS.ErrnoException) => {
      throw new Error(`${file}: ${cause.code === 'ENOENT' ? 'no such file' : cause.message}`, { cause });
    });
  if (documents.length === 0) throw new Error(`${file}: there is no object in it`);
  return documents.map((document) => ({ file, object: ours(file, document as Partial<KubeObject> | null, kinds) }));
}

function ours(file: string, document: Partial<KubeObject> | null, kinds: readonly string[]): KubeObject {
  const { apiVersion, kind = 'an object without a kind', metadata } = document ?? {};
  if (apiVersion !== ROLLOUTS.apiVersion || !kinds.includes(kind))
    throw new Error(`${file}: ${kind} of ${apiVersion} cannot be made here; use kubectl create -f`);
  if (!metadata?.name && !metadata?.generateName) throw new Error(`${file}: ${kind} without a name`);
  return document as KubeObject;
}

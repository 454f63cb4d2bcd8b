/** The objects in what was read, and where they are. */
import { isObject } from '../../crds/defaults.ts';
import type { KubeObject } from '../../kube/types.ts';
import { placedDocuments } from '../../kube/yaml.ts';
import type { Source } from './sources.ts';

/** An object as somebody wrote it: of its fields beside these nothing is known. */
export interface Manifest {
  readonly file: string;
  readonly object: KubeObject;
  /** The line of a field of the object, or of what is there of the way to it. */
  lineOf(path: string): number;
}

/** Text that is no YAML. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export function manifestsIn({ name: file, text }: Source): readonly Manifest[] | Unreadable {
  try {
    return placedDocuments(text).flatMap(({ value, lineOf }) => objectsIn(said(value), { file, lineOf }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, line, rest] = /^yaml: line (\d+): (.*)$/s.exec(message) ?? [];
    return { file, line: Number(line ?? 1), message: rest ?? message };
  }
}

/** An API server takes a field that is null for one that is not there. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (field === null ? [] : [[key, said(field)]])),
  );
}

/** Lists hold objects, too. */
function objectsIn(value: unknown, { file, lineOf }: Pick<Manifest, 'file' | 'lineOf'>): readonly Manifest[] {
  if (!isObject(value)) return [];
  const { apiVersion, kind, items } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  if (kind.endsWith('List') && Array.isArray(items))
    return items.flatMap((item, index) => {
      const start = `items[${index}]`;
      return objectsIn(item, { file, lineOf: (path) => lineOf(path === '' ? start : `${start}.${path}`) });
    });
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const name = String(metadata['name'] ?? metadata['generateName'] ?? '');
  return [{ file, lineOf, object: { ...value, apiVersion, kind, metadata: { ...metadata, name } } }];
}

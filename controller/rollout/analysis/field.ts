/** What a path into a Rollout stands for, as text. */
import { shortestText } from '../../../analysis/number-text.ts';
import type { KubeObject } from '../../../kube/types.ts';

/** Undefined if nothing is there, or nothing that is one value. */
export function fieldText(object: KubeObject, path: string): string | undefined {
  return path.startsWith('metadata') ? metadataText(object, path) : textOf(valueAt(object, path.split(/[.[\]]+/)));
}

const QUOTED = /^metadata\.(labels|annotations)\['([^']+)'\]$/;
const PLAIN = /^metadata\.(name|namespace|uid|labels|annotations)$/;

/** As the downward API has it. */
function metadataText({ metadata }: KubeObject, path: string): string | undefined {
  const [, list, key = ''] = QUOTED.exec(path) ?? [];
  if (list === 'labels' || list === 'annotations') return metadata[list]?.[key] ?? '';
  const [, field] = PLAIN.exec(path) ?? [];
  if (field === 'labels' || field === 'annotations') return mapText(metadata[field] ?? {});
  return field === 'name' || field === 'namespace' || field === 'uid' ? metadata[field] : undefined;
}

const mapText = (map: Readonly<Record<string, string>>): string =>
  Object.entries(map)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');

function valueAt(object: unknown, names: readonly string[]): unknown {
  return names.filter(Boolean).reduce<unknown>((value, name) => {
    const isInside = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
    return isInside ? (value as Record<string, unknown>)[name] : undefined;
  }, object);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return shortestText(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined;
}

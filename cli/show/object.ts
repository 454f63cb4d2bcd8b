/** Rollouts as objects, for other programs: once, or a document for each change. */
import type { KubeObject, Meta } from '../../kube/types.ts';
import { yamlText } from '../../kube/yaml-text.ts';
import type { Connection } from '../cluster.ts';
import { notFound } from '../rollouts.ts';
import { onlyNamed } from './family.ts';
import { follow } from './follow.ts';
import { limited, type Viewer } from './viewer.ts';

export type ObjectFormat = 'json' | 'yaml' | 'name';

/** As kubectl prints objects: without who owns which field. */
export function objectText(object: KubeObject, format: ObjectFormat): string {
  if (format === 'name') return `rollout.argoproj.io/${object.metadata.name}\n`;
  const { managedFields: _, ...metadata } = object.metadata as Meta & { readonly managedFields?: unknown };
  const shown = { ...object, metadata };
  return format === 'yaml' ? yamlText(shown) : `${JSON.stringify(shown, undefined, 4)}\n`;
}

interface Watch {
  readonly output: ObjectFormat;
  /** 0 for as long as one likes. */
  readonly timeoutSeconds: number;
}

/** Until the viewer has seen enough; rejects once the Rollout is gone. */
export async function watchObject(connection: Connection, name: string, viewer: Viewer, watch: Watch) {
  const { client, namespace } = connection;
  const { clock, random, terminal } = viewer;
  const { output, timeoutSeconds } = watch;
  const { signal, end } = limited(viewer, timeoutSeconds * 1_000);
  let version: string | undefined;
  let isGone = false;
  await follow({ client, clock, random }, [onlyNamed(namespace, name)], {
    signal,
    changed([own]) {
      const [latest] = own?.all() ?? [];
      isGone = latest === undefined;
      if (!latest) end();
      else if (latest.metadata.resourceVersion !== version) {
        const separator = output === 'yaml' && version !== undefined ? '---\n' : '';
        version = latest.metadata.resourceVersion;
        terminal.write(`${separator}${objectText(latest, output)}`);
      }
    },
  }).finally(end);
  if (isGone) throw notFound(connection, name);
}

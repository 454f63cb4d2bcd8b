/** Objects for other programs: once, or a document for each change. */
import type { KubeObject, Meta } from '../../kube/types.ts';
import { groupOf } from '../../kube/types.ts';
import { yamlText } from '../../kube/yaml-text.ts';
import type { Connection } from '../cluster.ts';
import { namedOnly } from './family.ts';
import { follow } from './follow.ts';
import type { Showing } from './one.ts';
import { limited, type Viewer } from './viewer.ts';

export type ObjectFormat = 'json' | 'yaml' | 'name';

/** As kubectl prints objects: without who owns which field. */
export function objectText(object: KubeObject, format: ObjectFormat): string {
  if (format === 'name') return `${object.kind.toLowerCase()}.${groupOf(object)}/${object.metadata.name}\n`;
  const { managedFields: _, ...metadata } = object.metadata as Meta & { readonly managedFields?: unknown };
  const shown = { ...object, metadata };
  return format === 'yaml' ? yamlText(shown) : `${JSON.stringify(shown, undefined, 4)}\n`;
}

interface Watch {
  readonly showing: Pick<Showing, 'resource'>;
  readonly name: string;
  readonly output: ObjectFormat;
  /** 0 for as long as one likes. */
  readonly timeoutSeconds: number;
}

/** Until the viewer has seen enough. Whether it is gone. */
export async function watchObject(connection: Connection, viewer: Viewer, watch: Watch): Promise<boolean> {
  const { client, namespace } = connection;
  const { clock, random, terminal } = viewer;
  const { showing, name, output, timeoutSeconds } = watch;
  const { signal, end } = limited(viewer, timeoutSeconds * 1_000);
  let version: string | undefined;
  let isGone = false;
  await follow({ client, clock, random }, [namedOnly(showing.resource, namespace, name)], {
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
  return isGone;
}

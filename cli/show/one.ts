/** Shows one object: as it is stored, as people look at it with all that belongs to it, or as that changes. */
import type { KubeObject, Resource } from '../../kube/types.ts';
import type { Connection } from '../cluster.ts';
import { Canvas } from './canvas.ts';
import { listed, namedOnly, type Wanted } from './family.ts';
import { follow } from './follow.ts';
import { type ObjectFormat, objectText, watchObject } from './object.ts';
import type { Style } from './tree-text.ts';
import { limited, type Viewer } from './viewer.ts';

export interface OneFlags {
  readonly watch?: boolean;
  readonly output?: ObjectFormat | 'wide';
  /** Of watching; 0 for as long as one likes. */
  readonly timeoutSeconds: number;
}

/** How objects of a kind are shown. */
export interface Showing {
  readonly resource: Resource;
  readonly relatives: (object: KubeObject) => readonly Wanted[];
  /** The lists are those of the relatives, and may hold objects of others. */
  readonly text: (object: KubeObject, lists: readonly (readonly KubeObject[])[], style: Style) => string;
}

export interface Asked {
  readonly showing: Showing;
  readonly name: string;
  readonly flags: OneFlags;
}

export async function showOne(connection: Connection, viewer: Viewer, asked: Asked): Promise<void> {
  const { showing, name, flags } = asked;
  const { client, namespace } = connection;
  const { apiVersion, kind } = showing.resource;
  const object = await client.get({ apiVersion, kind, namespace, name });
  if (!object) throw notFound(connection, asked);
  const { output, watch, timeoutSeconds } = flags;
  if (output !== undefined && output !== 'wide') {
    if (!watch) viewer.terminal.write(objectText(object, output));
    else await unlessGone(connection, asked, watchObject(connection, viewer, { ...asked, output, timeoutSeconds }));
  } else if (watch) await unlessGone(connection, asked, watchText(connection, viewer, asked, object));
  else {
    const lists = await Promise.all(showing.relatives(object).map((wanted) => listed(client, wanted)));
    viewer.terminal.write(showing.text(object, lists, styleOf(viewer, flags)(viewer.clock.now())));
  }
}

const notFound = ({ namespace }: Connection, { showing, name }: Pick<Asked, 'showing' | 'name'>): Error =>
  new Error(`${showing.resource.kind.toLowerCase()} '${name}' not found in namespace '${namespace}'`);

async function unlessGone(connection: Connection, asked: Asked, isGone: Promise<boolean>): Promise<void> {
  if (await isGone) throw notFound(connection, asked);
}

const styleOf =
  ({ colors }: Viewer, { output }: OneFlags) =>
  (now: Date): Style => ({ now, colors, isWide: output === 'wide' });

/** Until the viewer has seen enough. Whether it is gone. */
async function watchText(connection: Connection, viewer: Viewer, asked: Asked, object: KubeObject): Promise<boolean> {
  const { client, namespace } = connection;
  const { clock, random, terminal } = viewer;
  const { showing, name, flags } = asked;
  const { signal, end } = limited(viewer, flags.timeoutSeconds * 1_000);
  const canvas = new Canvas(terminal, clock);
  const style = styleOf(viewer, flags);
  let isGone = false;
  await follow(
    { client, clock, random },
    [namedOnly(showing.resource, namespace, name), ...showing.relatives(object)],
    {
      signal,
      changed([own, ...relatives]) {
        const [latest] = own?.all() ?? [];
        isGone = latest === undefined;
        if (latest)
          canvas.show((now) =>
            showing.text(
              latest,
              relatives.map((view) => [...view.all()]),
              style(now),
            ),
          );
        else end();
      },
    },
  ).finally(end);
  canvas.end();
  return isGone;
}

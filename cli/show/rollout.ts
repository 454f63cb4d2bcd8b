/** Shows one Rollout: as an object, as a tree, or as a tree that grows. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { Meta } from '../../kube/types.ts';
import { yamlText } from '../../kube/yaml-text.ts';
import type { Connection } from '../cluster.ts';
import { notFound } from '../rollouts.ts';
import { Canvas } from './canvas.ts';
import { type Family, familyIn, familyOf, onlyNamed, relativesOf } from './family.ts';
import { follow } from './follow.ts';
import { foundRollout } from './found.ts';
import { rolloutText } from './rollout-text.ts';
import { limited, type Viewer } from './viewer.ts';

export interface RolloutFlags {
  readonly watch?: boolean;
  readonly output?: 'json' | 'yaml' | 'name' | 'wide';
  /** Of watching; 0 for as long as one likes. */
  readonly timeoutSeconds: number;
}

export async function showRollout(connection: Connection, name: string, viewer: Viewer, flags: RolloutFlags) {
  const { terminal, clock } = viewer;
  const { output, watch } = flags;
  const rollout = await foundRollout(connection, name);
  if (output !== undefined && output !== 'wide') terminal.write(objectText(rollout, output));
  else if (watch) await watchRollout(connection, rollout, viewer, flags);
  else terminal.write(pictureOf(await familyOf(connection, rollout), viewer, flags)(clock.now()));
}

const pictureOf =
  (family: Family, { colors }: Viewer, { output }: RolloutFlags) =>
  (now: Date): string =>
    rolloutText(family, { now, colors, isWide: output === 'wide' });

async function watchRollout(connection: Connection, rollout: RolloutObject, viewer: Viewer, flags: RolloutFlags) {
  const { client, namespace } = connection;
  const { clock, random, terminal } = viewer;
  const { name } = rollout.metadata;
  const { signal, end } = limited(viewer, flags.timeoutSeconds * 1_000);
  const canvas = new Canvas(terminal, clock);
  let isGone = false;
  await follow({ client, clock, random }, [onlyNamed(namespace, name), ...relativesOf(rollout)], {
    signal,
    changed([own, ...relatives]) {
      const [latest] = own?.all() ?? [];
      isGone = latest === undefined;
      if (latest)
        canvas.show((now) => {
          const family = familyIn(
            latest,
            relatives.map((view) => [...view.all()]),
          );
          return pictureOf(family, viewer, flags)(now);
        });
      else end();
    },
  });
  end();
  canvas.end();
  if (isGone) throw notFound(connection, name);
}

/** As kubectl prints objects: without who owns which field. */
function objectText(object: RolloutObject, format: 'json' | 'yaml' | 'name'): string {
  if (format === 'name') return `rollout.argoproj.io/${object.metadata.name}\n`;
  const { managedFields: _, ...metadata } = object.metadata as Meta & { readonly managedFields?: unknown };
  const shown = { ...object, metadata };
  return format === 'yaml' ? yamlText(shown) : `${JSON.stringify(shown, undefined, 4)}\n`;
}

/** Shows one Rollout: as an object, as a tree, or as a tree that grows. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { Connection } from '../cluster.ts';
import { notFound, readRollout } from '../rollouts.ts';
import { Canvas } from './canvas.ts';
import { type Family, familyIn, familyOf, onlyNamed, relativesOf } from './family.ts';
import { follow } from './follow.ts';
import { type ObjectFormat, objectText, watchObject } from './object.ts';
import { rolloutText } from './rollout-text.ts';
import { limited, type Viewer } from './viewer.ts';

export interface RolloutFlags {
  readonly watch?: boolean;
  readonly output?: ObjectFormat | 'wide';
  /** Of watching; 0 for as long as one likes. */
  readonly timeoutSeconds: number;
}

export async function showRollout(connection: Connection, name: string, viewer: Viewer, flags: RolloutFlags) {
  const { terminal, clock } = viewer;
  const { output, watch, timeoutSeconds } = flags;
  const rollout = await readRollout(connection, name);
  if (output !== undefined && output !== 'wide') {
    if (watch) await watchObject(connection, name, viewer, { output, timeoutSeconds });
    else terminal.write(objectText(rollout, output));
  } else if (watch) await watchRollout(connection, rollout, viewer, flags);
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
  }).finally(end);
  canvas.end();
  if (isGone) throw notFound(connection, name);
}

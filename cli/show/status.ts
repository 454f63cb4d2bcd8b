/** Tells a Rollout's phase whenever it changes, until the update is over one way or the other. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { Connection } from '../cluster.ts';
import { notFound, readRollout } from '../rollouts.ts';
import { onlyNamed } from './family.ts';
import { follow } from './follow.ts';
import { type Standing, standingOf, standingText } from './phase.ts';
import { limited, type Viewer } from './viewer.ts';

export interface StatusFlags {
  readonly watch: boolean;
  /** Milliseconds; 0 for as long as it takes. */
  readonly timeout: number;
}

export async function tellStatus(connection: Connection, name: string, viewer: Viewer, flags: StatusFlags) {
  const { terminal, signal } = viewer;
  const standing = standingOf(await readRollout(connection, name));
  if (!flags.watch) {
    terminal.write(`${standingText(standing)}\n`);
    return;
  }
  const last = await followed(connection, name, viewer, flags);
  if (!last) throw notFound(connection, name);
  if (last.phase === 'Healthy') return;
  if (last.phase === 'Degraded') throw new Error(`The rollout is in a degraded state with message: ${last.message}`);
  throw new Error(signal.aborted ? 'stopped before the rollout was healthy' : 'Rollout status watch exceeded timeout');
}

/** The last that was seen of it; undefined if it is gone. */
async function followed(connection: Connection, name: string, viewer: Viewer, { timeout }: StatusFlags) {
  const { client, namespace } = connection;
  const { clock, random, terminal } = viewer;
  const { signal, end } = limited(viewer, timeout);
  let last: Standing | undefined = UNKNOWN;
  await follow({ client, clock, random }, [onlyNamed(namespace, name)], {
    signal,
    changed([own]) {
      const [rollout] = own?.all() ?? [];
      const standing = rollout && standingOf(rollout as RolloutObject);
      if (standing && standingText(standing) !== (last && standingText(last)))
        terminal.write(`${standingText(standing)}\n`);
      last = standing;
      if (!standing || OVER.includes(standing.phase)) end();
    },
  }).finally(end);
  return last;
}

const UNKNOWN: Standing = { phase: '', message: '' };
const OVER: readonly string[] = ['Healthy', 'Degraded'];

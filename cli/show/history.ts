/** The revisions of a Rollout that are still kept: what they run, who brought them, and how they ended. */
import { ABORTED, DELIVERED_BY } from '../../controller/rollout/keys.ts';
import type { ReplicaSet, RolloutObject } from '../../controller/rollout/objects.ts';
import type { Connection } from '../cluster.ts';
import type { Colors } from '../colors.ts';
import { readRollout } from '../rollouts.ts';
import { familyIn, listed, replicaSetsOf } from './family.ts';
import { replicaSetMark } from './marks.ts';
import { imagesIn, revisionsOf, rolesOf } from './roles.ts';
import { type Row, tableText } from './table.ts';
import type { Viewer } from './viewer.ts';

const TITLE: Row = ['REVISION', 'REPLICASET', 'IMAGES', 'CREATED', 'STATUS', 'ROLE', 'DELIVERED-BY', 'ABORTED'];
const NONE = '-';
const SHORT = 8;

export async function showHistory(connection: Connection, name: string, { terminal, colors }: Viewer): Promise<void> {
  const rollout = await readRollout(connection, name);
  const replicaSets = await listed(connection.client, replicaSetsOf(rollout));
  terminal.write(historyText(rollout, replicaSets as readonly ReplicaSet[], colors));
}

export function historyText(rollout: RolloutObject, replicaSets: readonly ReplicaSet[], colors: Colors): string {
  const revisions = revisionsOf(familyIn(rollout, [replicaSets]));
  if (revisions.length === 0) return 'No revisions found.\n';
  const rows = revisions.map((revision): Row => {
    const { object, number, name } = revision;
    const { icon, word, tone } = replicaSetMark(object);
    const { annotations = {}, creationTimestamp = NONE } = object.metadata;
    return [
      ...[String(number), name, imagesIn(object).join(','), creationTimestamp],
      { text: `${icon} ${word}`, paint: colors[tone] },
      rolesOf(rollout, revision).join(',') || NONE,
      deliveredBy(annotations[DELIVERED_BY]),
      { text: annotations[ABORTED] ?? NONE, paint: annotations[ABORTED] === undefined ? undefined : colors.bad },
    ];
  });
  return tableText([TITLE, ...rows]);
}

/** `argocd/shop@1a2b3c4d`. Anybody may write annotations: what cannot be read is shown as it is. */
function deliveredBy(text: string | undefined): string {
  if (text === undefined) return NONE;
  try {
    const { application, revisions } = JSON.parse(text) as { application: string; revisions: readonly string[] };
    return `${application}@${revisions.map(short).join(',')}`;
  } catch {
    return text;
  }
}

const short = (revision: string): string => (/^[0-9a-f]{40,}$/.test(revision) ? revision.slice(0, SHORT) : revision);

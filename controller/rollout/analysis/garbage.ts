/** Runs of a Rollout that nobody needs: those that go on are ended, old ones are deleted. */
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { isOver, type Phase, phaseOf, type Run } from '../../analysis/objects.ts';
import { termination } from '../../analysis/termination.ts';
import type { Action } from '../../runtime/plan.ts';
import { HASH_LABEL } from '../keys.ts';
import type { Snapshot } from '../snapshot.ts';

type Seen = Pick<Snapshot, 'revisions' | 'spec'>;

/** `named` are those that the status tells of. */
export const endedRuns = (runs: readonly Run[], named: ReadonlySet<string>): readonly Action[] =>
  runs
    .filter((one) => !named.has(one.metadata.name) && !isOver(phaseOf(one)) && one.spec.terminate !== true)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(termination);

export interface Aged extends KubeObject {
  readonly status?: { readonly phase?: Phase | undefined };
}

/** Those of revisions that are gone, and those beyond the limits, the oldest first. What goes on stays. */
export function surplusRuns(s: Seen, all: readonly Aged[], named: ReadonlySet<string>): readonly Action[] {
  const candidates = all.filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined && !named.has(metadata.name),
  );
  const living = new Set(s.revisions.filter(({ isDeleting }) => !isDeleting).map(({ hash }) => hash));
  const orphaned = candidates.filter(({ metadata }) => !living.has(metadata.labels?.[HASH_LABEL] ?? ''));
  const rest = candidates.filter((one) => !orphaned.includes(one) && isOver(one.status?.phase));
  const { successfulRunHistoryLimit = USUAL, unsuccessfulRunHistoryLimit = USUAL } = s.spec.analysis ?? {};
  const isGood = ({ status }: Aged) => status?.phase === 'Successful';
  const good = rest.filter(isGood).sort(byAge).slice(successfulRunHistoryLimit);
  const bad = rest
    .filter((one) => !isGood(one))
    .sort(byAge)
    .slice(unsuccessfulRunHistoryLimit);
  return [...orphaned, ...good, ...bad].map(deletion);
}

const USUAL = 5;

/** The newest first. */
const byAge = (one: Aged, other: Aged): number =>
  Date.parse(other.metadata.creationTimestamp ?? '') - Date.parse(one.metadata.creationTimestamp ?? '');

function deletion(one: Aged): Action {
  const { uid, name } = one.metadata;
  return {
    ...{ do: 'delete', ref: refOf(one), propagation: 'Background', isLenient: true },
    ...(uid !== undefined && { uid }),
    because: `delete ${one.kind} ${name}: it is not kept`,
  };
}

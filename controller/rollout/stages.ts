/**
 * From where a Rollout is to where it should be next, as stages in an order that is safe to be cut off anywhere:
 *
 *     claim · grow · lower weights · select · raise weights · runs · shrink · tidy · pods
 */
import type { Action, Notice } from '../runtime/plan.ts';
import type { Rendered } from '../traffic/router.ts';
import type { RolloutStatus } from './objects.ts';
import {
  abortMark,
  following,
  newReplicaSet,
  remarking,
  replicaSetName,
  replicaSetPatch,
  sizing,
} from './replica-set.ts';
import type { Revision } from './revision.ts';
import { switchAction, switchNotice } from './services.ts';
import type { Snapshot } from './snapshot.ts';
import type { Target } from './target.ts';

export interface Staged {
  readonly stages: readonly (readonly Action[])[];
  readonly notices: readonly Notice[];
}

export interface Rest {
  /** What the routers are to be told. */
  readonly routed: Rendered;
  /** Requests move to the canary, or stay where they are; else they leave it. */
  readonly isRaise: boolean;
  readonly claims: readonly Action[];
  /** Analyses that begin or end. */
  readonly runs?: readonly Action[];
  /** What is done to single pods. */
  readonly pods: readonly Action[];
  /** Hashes of revisions whose pods still carry marks of before. */
  readonly unfinished: ReadonlySet<string>;
  readonly tidy: readonly Action[];
  /** The status that is written in the end. */
  readonly status: RolloutStatus;
}

export function stagesOf(s: Snapshot, target: Target, rest: Rest): Staged {
  // Who evicts does not know yet how many pods are left.
  const isEvicting = rest.pods.some((action) => action.do === 'evict');
  const sized = s.revisions
    .map((one) => sizedRevision(s, one, target, rest))
    .filter((one) => one !== undefined)
    .filter(({ change }) => !(change < 0 && isEvicting));
  const made = s.current ? undefined : madeRevision(s, target);
  const switched = switches(s, target);
  const grown = sized.filter(({ change }) => change > 0).map(({ action }) => action);
  const grow = [...(made ? [made.action] : []), ...grown];
  const kept = sized.filter(({ change }) => change === 0).map(({ action }) => action);
  const shrink = sized.filter(({ change }) => change < 0).map(({ action }) => action);
  const [lower, raise] = rest.isRaise ? [[], rest.routed.actions] : [rest.routed.actions, []];
  return {
    stages: [
      ...[rest.claims, grow, lower, switched.map(({ action }) => action), raise, rest.runs ?? [], shrink],
      ...[[...kept, ...rest.tidy], rest.pods],
    ].filter(({ length }) => length > 0),
    notices: [
      ...(made?.notices ?? []),
      ...sized.flatMap(({ notices }) => notices),
      ...switched.map(({ notice }) => notice),
      ...rest.routed.notices,
    ],
  };
}

interface Step {
  readonly action: Action;
  readonly notices: readonly Notice[];
}

function madeRevision(s: Snapshot, target: Target): Step {
  const size = target.revisions.get(s.hash)?.size ?? 0;
  const name = replicaSetName(s);
  return {
    action: { do: 'create', object: newReplicaSet(s, size), because: `create ${name} with ${size} pods` },
    notices: [
      said('NewReplicaSetCreated', `Created ReplicaSet ${name} (revision ${s.number})`),
      ...(size > 0 ? [scaled(name, s.number, 0, size)] : []),
    ],
  };
}

function sizedRevision(
  s: Snapshot,
  revision: Revision,
  target: Target,
  { unfinished, status }: Rest,
): (Step & { readonly change: number }) | undefined {
  const wanted = target.revisions.get(revision.hash) ?? {};
  const { size = revision.size } = wanted;
  const changes = [
    sizing(revision, wanted, s.spec.replicas),
    ...(revision === s.current ? [following(s, revision), abortMark(s, revision, status)] : []),
    unfinished.has(revision.hash) ? undefined : remarking(s, revision),
  ];
  const change = size - revision.size;
  const action = replicaSetPatch(revision, changes, becauseOf(revision, size), change < 0);
  if (!action) return undefined;
  const notices = size === revision.size ? [] : [scaled(revision.name, revision.number, revision.size, size)];
  return { action, notices, change };
}

const becauseOf = ({ name, size }: Revision, next: number): string =>
  next === size ? `keep ${name} up to date` : `scale ${name} ${size} -> ${next}`;

function scaled(name: string, number: number, from: number, to: number): Notice {
  const direction = to > from ? 'up' : 'down';
  return said('ScalingReplicaSet', `Scaled ${direction} ReplicaSet ${name} (revision ${number}) from ${from} to ${to}`);
}

function switches(s: Snapshot, target: Target): readonly { readonly action: Action; readonly notice: Notice }[] {
  return [...target.selectors].flatMap(([name, hash]) => {
    const service = s.services.get(name);
    const action = service && switchAction(s, service, hash);
    return action ? [{ action, notice: switchNotice(service, hash) }] : [];
  });
}

const said = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

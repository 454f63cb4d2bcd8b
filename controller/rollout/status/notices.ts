/** What is announced when one status follows another. */
import { conditionOf } from '../../../kube/conditions.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Notice } from '../../runtime/plan.ts';
import type { RolloutObject, RolloutStatus } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';

export function noticesBetween(
  { object, status: before }: Pick<Snapshot, 'object' | 'status'>,
  after: RolloutStatus,
  revision: number,
): readonly Notice[] {
  const isNew = (before.currentPodHash ?? '') === '';
  const first = isNew ? [normal('RolloutAddedToInformer', addedText(object))] : [];
  return [...first, ...conditionNotices(before, after, revision), ...pauseNotices(before, after)];
}

const addedText = ({ metadata: { namespace = '', name } }: RolloutObject): string =>
  `Rollout resource added to informer: ${namespace}/${name}`;

/** Of a Rollout that is gone. */
export const farewell = ({ metadata: { namespace = '', name } }: KubeObject): readonly Notice[] => [
  normal('RolloutDeleted', `Rollout ${name}/${namespace} is deleted.`),
];

function conditionNotices(before: RolloutStatus, after: RolloutStatus, revision: number): Notice[] {
  const started = news(before, after, 'Completed');
  const ended = news(before, after, 'Progressing');
  return [
    ...(started?.status === 'False'
      ? [
          normal(
            'RolloutNotCompleted',
            `Rollout not completed, started update to revision ${revision} (${after.currentPodHash ?? ''})`,
          ),
        ]
      : []),
    ...(ended?.reason === 'RolloutAborted'
      ? [{ type: 'Warning', reason: 'RolloutAborted', message: ended.message } as const]
      : []),
  ];
}

/** A condition in which nothing changes stays the same object. */
function news(before: RolloutStatus, after: RolloutStatus, type: string) {
  const condition = conditionOf(after.conditions, type);
  return condition === conditionOf(before.conditions, type) ? undefined : condition;
}

function pauseNotices(before: RolloutStatus, after: RolloutStatus): Notice[] {
  const [pause] = after.pauseConditions ?? [];
  const waited = (before.pauseConditions?.length ?? 0) > 0;
  if (pause) return waited ? [] : [normal('RolloutPaused', `Rollout is paused (${pause.reason})`)];
  // Who resumes takes the pauses away himself, and leaves only the controller's mark, until it is heeded.
  const ends = waited || (before.controllerPause === true && !after.controllerPause);
  return ends && !after.abort ? [normal('RolloutResumed', 'Rollout is resumed')] : [];
}

const normal = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

/** Why nothing is done to a Rollout: all that it waits for. */

import type { RolloutStatus } from '../controller/rollout/objects.ts';
import { problemIn } from '../controller/rollout/problem-in.ts';
import { servicePair } from '../controller/rollout/service-pair.ts';
import { currentSetWeight } from '../controller/rollout/sizing/weight.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { deadlineWakeAt } from '../controller/rollout/status/deadline.ts';
import { viewOf } from '../controller/rollout/view.ts';
import { pauseSeconds } from '../crds/duration.ts';
import type { PauseCondition } from '../crds/rollout/status.ts';
import { conditionOf } from '../kube/conditions.ts';
import { analysisWaits } from './explained-analyses.ts';
import { experimentWaits } from './explained-experiments.ts';
import { momentText } from './moment.ts';

/** `after`: the status that the decision came to. At least one. */
export function waitsOf(s: Snapshot, after: RolloutStatus): readonly string[] {
  const halt = haltOf(s);
  if (halt !== undefined) return [halt];
  const others = [...podWaits(s), ...trafficWaits(s), ...leaving(s), ...deadline(s, after)];
  const waits = [...holds(s, after), ...analysisWaits(s, after), ...experimentWaits(s, after), ...others];
  if (waits.length > 0) return waits;
  return after.phase === 'Healthy' ? ['all is as it should be'] : [after.message ?? 'nobody knows why'];
}

/** What stops everything else. */
function haltOf(s: Snapshot): string | undefined {
  if (s.object.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  const problem = problemIn(s);
  if (problem !== undefined) return `${problem}. Its pods stay as they are until the spec changes`;
  return s.isNameTaken ? 'somebody else has a ReplicaSet of the name it needs; the next pass takes another' : undefined;
}

function holds(s: Snapshot, after: RolloutStatus): readonly string[] {
  const hold = s.spec.paused ? ['halted by spec.paused, until somebody resumes it'] : [];
  if (after.abort && after.abortedAt !== undefined) return [...hold, abortText(s, after)];
  return [...hold, ...(after.pauseConditions ?? []).map((pause) => pauseText(s, pause))];
}

/** Who aborted is in the condition: a deadline or an analysis give their reason, a person gives none. */
function abortText({ now }: Snapshot, { abortedAt = '', conditions }: RolloutStatus): string {
  const said = conditionOf(conditions, 'Progressing');
  const cause = said?.reason === 'RolloutAborted' ? said.message : 'Rollout aborted';
  return `${cause} at ${momentText(new Date(abortedAt), now)}; until somebody retries it or the template changes`;
}

function pauseText(s: Snapshot, { reason, startTime }: PauseCondition): string {
  const { steps, index } = viewOf(s);
  const [who, seconds] = {
    CanaryPauseStep: [`step ${index + 1}/${steps.length}`, pauseOf(steps[index]?.pause?.duration)] as const,
    BlueGreenPause: ['the pause before the switch', autoSeconds(s)] as const,
    InconclusiveAnalysisRun: ['an analysis without a clear result', undefined] as const,
    InconclusiveExperiment: ['an experiment without a clear result', undefined] as const,
  }[reason];
  const end = seconds === undefined ? undefined : new Date(Date.parse(startTime) + seconds * 1000);
  return `paused by ${who}, ${end ? `until ${momentText(end, s.now)}` : 'until somebody promotes it'}`;
}

const pauseOf = (duration: number | string | undefined): number | undefined =>
  duration === undefined ? undefined : pauseSeconds(duration);

function autoSeconds({ spec }: Snapshot): number | undefined {
  const { autoPromotionEnabled, autoPromotionSeconds } = spec.strategy?.blueGreen ?? {};
  return autoPromotionEnabled && autoPromotionSeconds ? autoPromotionSeconds : undefined;
}

function podWaits({ revisions }: Snapshot): readonly string[] {
  return revisions.flatMap(({ name, size, pods, ready, available }) => [
    ...(available < size ? [`pods: ${name} has ${available} of ${size} available, ${ready} ready, ${pods} there`] : []),
    ...(pods > size ? [`pods: ${name} still has ${pods}, ${size} are asked for`] : []),
  ]);
}

function trafficWaits(s: Snapshot): readonly string[] {
  const asked = askedWeight(s);
  const { shown, problems } = s.routing;
  const isOff = asked !== undefined && shown !== undefined && (shown.lowest !== asked || shown.highest !== asked);
  return [
    ...(isOff ? [`traffic: the routers do not show weight ${asked} yet`] : []),
    ...problems.map((problem) => `traffic: ${problem}`),
  ];
}

/** Of the canary, as the steps have it; undefined where no router divides requests. */
export function askedWeight(s: Snapshot): number | undefined {
  const { canary } = s.spec.strategy ?? {};
  if (!canary?.trafficRouting || !servicePair(canary, s.status).canaryService) return undefined;
  const view = viewOf(s);
  return view.isPromoted ? 0 : currentSetWeight(view, canary.trafficRouting.maxTrafficWeight ?? 100);
}

const leaving = ({ revisions, now }: Snapshot): readonly string[] =>
  revisions.flatMap(({ name, size, deadline: at }) =>
    at && size > 0 ? [`pods: those of ${name} go at ${momentText(at, now)}`] : [],
  );

function deadline(s: Snapshot, after: RolloutStatus): readonly string[] {
  const at = deadlineWakeAt(s, after);
  return at ? [`deadline: without progress it counts as failed at ${momentText(at, s.now)}`] : [];
}

/** The canary: from a snapshot to where it should be next, with a router or without. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { Canary } from '../../../crds/rollout/strategy.ts';
import type { Notice } from '../../runtime/plan.ts';
import type { Destination, Split } from '../../traffic/router.ts';
import { canaryRuns } from '../analysis/canary-runs.ts';
import { consequence, withCanaryRuns, withoutStepRun } from '../analysis/work.ts';
import { withinCapacity } from '../capacity.ts';
import { experimentWork, withExperiment } from '../experiments/work.ts';
import { withPlugins } from '../plugins.ts';
import type { Side } from '../service-pair.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Outcome } from '../status/outcome.ts';
import { earliest, type Target } from '../target.ts';
import { areWeightsVerified, withVerification } from '../verification.ts';
import { type Division, divisionOf } from './division.ts';
import { othersOf } from './others.ts';
import {
  beginsPause,
  currentStep,
  isStepComplete,
  pauseEnd,
  promotionReason,
  type Seen,
  stepCompleted,
} from './progress.ts';
import { revisionsOf } from './revisions.ts';
import { selectorsOf, subsetsOf } from './selectors.ts';
import { needOf } from './serving.ts';
import { isAtDesiredCounts } from './sizes.ts';
import { pluginWork, withSteps } from './step-plugins.ts';
import { type Terms, termsOf } from './terms.ts';

export function canaryTarget(snapshot: Snapshot, canary: Canary): Target {
  const terms = termsOf(snapshot, canary);
  const division = divisionOf(terms);
  const after = withSplit(terms, division.split);
  const others = othersOf(terms);
  const revisions = revisionsOf(after, others);
  const selectors = selectorsOf(terms, division);
  const plugins = pluginWork(terms, revisions.isSettled);
  const analysis = canaryRuns(terms);
  const experiment = experimentWork(terms);
  const seen = seenBy(terms, division, { isSettled: revisions.isSettled, plugins, analysis, experiment });
  const { outcome, notices } = outcomeOf(terms, division, seen);
  const moved = weightNotices(snapshot.status.canary?.weights, division.status?.weights);
  const wakeAt = earliest([revisions.wakeAt, pauseWakeAt(terms), plugins.wakeAt]);
  const target: Target = {
    revisions: revisions.wanted,
    selectors,
    ...(division.split && { split: withSubsets(division.split, subsetsOf(terms, division)) }),
    ...{ outcome, notices: [...moved, ...plugins.notices, ...analysis.notices, ...experiment.notices, ...notices] },
    ...{ effects: plugins.actions, analysis, experiment },
    ...(wakeAt && { wakeAt }),
  };
  const { replicas, unavailable, hasTraffic } = terms;
  // Without a router, pods are the weights, and all of them answer.
  return withinCapacity(snapshot, target, {
    need: needOf(after),
    ...(!hasTraffic && { total: replicas - unavailable }),
  });
}

function withSubsets(split: Split, subsets: ReadonlyMap<Side, string>): Split {
  if (subsets.size === 0) return split;
  const selected = (one: Destination): string =>
    (one.role === 'experiment' ? undefined : subsets.get(one.role)) ?? one.hash;
  return { ...split, destinations: split.destinations.map((one) => ({ ...one, hash: selected(one) })) };
}

/** Who is sent more in this pass must not give up pods in it. */
function withSplit(terms: Terms, split: Split | undefined): Terms {
  const { shown, maxWeight } = terms;
  const weight = split?.destinations.find(({ role }) => role === 'canary')?.weight ?? shown.canary;
  const [canary, stable] = [Math.max(shown.canary, weight), Math.max(shown.stable, maxWeight - weight)];
  return { ...terms, shown: { canary, stable } };
}

function seenBy(
  terms: Terms,
  division: Division,
  more: Pick<Seen, 'isSettled' | 'plugins' | 'analysis' | 'experiment'>,
): Seen {
  const isAtDesired = isAtDesiredCounts(terms);
  const isVerified = areWeightsVerified(terms.snapshot);
  return { ...more, isAtDesiredCounts: isAtDesired, isTrafficShown: division.isShown, isVerified };
}

function pauseWakeAt(terms: Terms): Date | undefined {
  const step = currentStep(terms);
  // Nothing ends while somebody holds it.
  if (terms.snapshot.spec.paused) return undefined;
  const end = step && pauseEnd(terms, step);
  return end && new Date(end.getTime() + 1);
}

type Told = NonNullable<RolloutStatus['canary']>['weights'];

function weightNotices(before: Told, after: Told): readonly Notice[] {
  if (!after) return [];
  const from = before === undefined ? '' : `from ${before.canary.weight} `;
  const isMoved = before?.canary.weight !== after.canary.weight;
  const [others, were] = [additionalText(after), before && additionalText(before)];
  const told = [
    ...(isMoved ? [`${from}to ${after.canary.weight}`] : []),
    ...(were !== undefined && were !== others ? [`additional: ${others}`] : []),
  ];
  return told.length === 0 ? [] : [notice('TrafficWeightUpdated', `Traffic weight updated ${told.join(', ')}`)];
}

/** As Go prints it. */
const additionalText = ({ additional = [] }: NonNullable<Told>): string =>
  `[${additional.map(({ weight, serviceName = '', podTemplateHash = '' }) => `{${weight} ${serviceName} ${podTemplateHash}}`).join(' ')}]`;

interface Decided {
  readonly outcome: Outcome;
  readonly notices: readonly Notice[];
}

function outcomeOf(terms: Terms, division: Division, seen: Seen): Decided {
  const { view } = terms;
  const base = baseOutcome(terms, division, seen);
  if (view.isReset) {
    const notices = view.skip === undefined ? [] : [notice('SkipSteps', view.skip)];
    return { outcome: base, notices };
  }
  const why = promotionReason(terms, seen);
  if (why !== undefined) return promoted(terms, base, why);
  // Steps mean nothing to what is promoted, aborted, or passes them over.
  if (view.isPromoted) return { outcome: { ...base, ...settled(terms) }, notices: [] };
  if (view.isAborted) return { outcome: { ...base, ...indexed(view.steps.length, 0) }, notices: [] };
  if (terms.isHurried) return { outcome: { ...base, ...UNHINDERED }, notices: [] };
  return stepping(terms, base, seen);
}

function baseOutcome({ view, snapshot }: Terms, division: Division, { plugins, analysis, experiment }: Seen): Outcome {
  const { status, object } = snapshot;
  const block = withVerification(withPlugins(division.status, snapshot), snapshot);
  return {
    ...indexed(view.steps.length, view.index),
    stableHash: status.stableRS ?? '',
    revision: snapshot.number,
    created: snapshot.current ? undefined : `${object.metadata.name}-${snapshot.hash}`,
    isReset: view.isReset,
    rollback: snapshot.rollback,
    promoteFull: view.isPromoteFull,
    canary: withExperiment(withCanaryRuns(withSteps(block, plugins), analysis), experiment),
  };
}

const indexed = (steps: number, index: number): Pick<Outcome, 'stepIndex'> => (steps === 0 ? {} : { stepIndex: index });

const notice = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

const UNHINDERED = { pauses: { clear: true }, abort: 'remove' } as const;

const settled = ({ view: { steps } }: Pick<Terms, 'view'>) => ({
  ...{ ...indexed(steps.length, steps.length), ...UNHINDERED, promoteFull: false },
});

/** Everything goes to the current revision. */
function promoted({ snapshot, view }: Terms, base: Outcome, why: string): Decided {
  const { hash, number } = snapshot;
  const message = `Rollout completed update to revision ${number} (${hash}): ${why}`;
  return {
    outcome: {
      ...base,
      ...settled({ view }),
      stableHash: hash,
      canary: withTurnedPingPong(base.canary, snapshot),
    },
    notices: [notice('RolloutCompleted', message)],
  };
}

/** The service that was the canary's is stable's from now on. */
function withTurnedPingPong(canary: Outcome['canary'], { spec }: Snapshot): Outcome['canary'] {
  if (!spec.strategy?.canary?.pingPong) return canary;
  return { ...canary, stablePingPong: canary?.stablePingPong === 'ping' ? 'pong' : 'ping' };
}

/** An abort, or a pause until somebody has looked; undefined if nothing is in the way. */
function hindrance(
  { analysis, plugins, experiment }: Seen,
  base: Outcome,
): Pick<Outcome, 'abort' | 'pauses'> | undefined {
  const failure = analysis.failure ?? plugins.failure ?? experiment.failure;
  if (failure !== undefined) return { abort: { message: failure } };
  if (analysis.isInconclusive) return consequence(analysis, base);
  return experiment.isInconclusive ? { pauses: { add: ['InconclusiveExperiment'] } } : undefined;
}

function stepping(terms: Terms, base: Outcome, seen: Seen): Decided {
  const { view } = terms;
  const held = hindrance(seen, base);
  if (held) return { outcome: { ...base, ...held }, notices: [] };
  const step = currentStep(terms);
  const isOver = step !== undefined && isStepComplete(terms, step, seen);
  const next = isOver ? { ...base, ...indexed(view.steps.length, view.index + 1), ...withoutStepRun(base) } : base;
  const ended = seen.experiment.isRetried ? (['CanaryPauseStep', 'InconclusiveExperiment'] as const) : LEFT;
  // Whoever skips a step leaves its pause behind.
  if (isOver || !step?.pause)
    return {
      outcome: { ...next, pauses: { remove: ended } },
      notices: isOver ? [stepCompleted(terms, step)] : [],
    };
  return { outcome: beginsPause(terms, seen) ? { ...base, pauses: { add: ['CanaryPauseStep'] } } : base, notices: [] };
}

const LEFT = ['CanaryPauseStep'] as const;

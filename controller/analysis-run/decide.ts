/** From a snapshot of an AnalysisRun to what is to be done about it. */
import { isCompleted, type MetricResult, type Phase, unfinishedOf } from '../../analysis/verdict/measurements.ts';
import { hasGoneBad, judged, type Verdict } from '../../analysis/verdict/run-phase.ts';
import { timestamp } from '../../kube/conditions.ts';
import type { Action, Notice, Plan } from '../runtime/plan.ts';
import { type Due, due, offsetOf, type Standing } from './due.ts';
import { measuring, ownerOf, stopping, type Task } from './effects.ts';
import { expiry } from './expiry.ts';
import { cutOff, emptyResult, type Folded, folded, trimmed } from './folded.ts';
import { begunJob, jobDeletions, nextNumber } from './jobs.ts';
import { JOB_NAME, type RunStatus } from './objects.ts';
import { isProblem, type Prepared } from './prepared.ts';
import type { Snapshot } from './snapshot.ts';

type Decision = Plan<RunStatus>;

/** Milliseconds for which what has been measured waits for what is being measured: one write tells of both. */
const PATIENCE = 1_000;
/** Milliseconds after which pods that were not there are looked for again. */
const PODS_AGAIN = 2_000;

export function decide(s: Snapshot): Decision {
  const { object, status, prepared } = s;
  if (object.metadata.deletionTimestamp !== undefined) return { stages: staged(stopped(s)), status, notices: [] };
  if (isCompleted(status.phase)) return ended(s);
  if (isProblem(prepared)) return refused(s, prepared.problem);
  return going(s, prepared);
}

/** Whoever is asked is told that nobody waits any more. */
function stopped(s: Snapshot, news: readonly Folded[] = []): readonly Action[] {
  const pending = news.filter(({ prepared, result }) => !prepared.metric.provider.job && unfinishedOf(result));
  if (s.sampling.inFlight.length === 0 && pending.length === 0) return [];
  return [
    stopping(
      ownerOf(s.object),
      pending.map(({ prepared, result }) => asked(s, { prepared, result, at: 0 })),
    ),
  ];
}

const staged = (actions: readonly Action[]): Decision['stages'] => (actions.length > 0 ? [actions] : []);

/** Only its own end is left to it. */
function ended(s: Snapshot): Decision {
  const { action, wakeAt } = expiry(s);
  const stages = staged([...stopped(s), ...(action ? [action] : [])]);
  return { stages, status: s.status, notices: [], ...(wakeAt && { wakeAt }) };
}

function refused(s: Snapshot, message: string): Decision {
  const now = timestamp(s.now);
  const status: RunStatus = {
    ...s.status,
    phase: 'Error',
    message,
    startedAt: s.status.startedAt ?? now,
    completedAt: now,
  };
  return { stages: staged(stopped(s)), status, notices: [completion('Error')] };
}

function going(s: Snapshot, prepared: readonly Prepared[]): Decision {
  const isTerminated = s.object.spec.terminate === true;
  const news = prepared.map((one) => folded(s, one));
  const waitsUntil = isTerminated ? undefined : patienceEnd(s, news);
  const first = waitsUntil ? news.map((one) => ({ ...one, result: one.before })) : news;
  const { verdict, all, isTerminating } = verdictOf(s, first, isTerminated);
  const startedAt = s.status.startedAt === undefined ? s.now : new Date(s.status.startedAt);
  const held = waitsUntil ? news.flatMap(({ sample }) => sample?.metric ?? []) : [];
  const podless = awaitingPods(s, all);
  const busy = new Set([...s.sampling.inFlight, ...held, ...podless]);
  const standings = all.map((one) => standingOf(one, verdict, busy));
  const next = isTerminating
    ? { now: [], wakeAt: undefined }
    : due(standings, { startedAt, now: s.now, offset: offsetOf(s.object.metadata.uid ?? '') });
  const begun = begunBy(s, next.now, startedAt);
  const results = begun.resultsOf(verdict.metricResults);
  const kept = results.map((one) => trimmed(one, keptOf(prepared, one.name)));
  const status = statusOf(s, { ...verdict, metricResults: kept }, startedAt);
  const end = new Set(isTerminating ? unfinishedJobs(first) : []);
  const actions = [...begun.actions, ...(isTerminating ? stopped(s, news) : []), ...jobDeletions(s, kept, end)];
  const podsAgain = podless.length > 0 ? new Date(s.now.getTime() + PODS_AGAIN) : undefined;
  const wakeAt = earliest([next.wakeAt, waitsUntil, podsAgain, ...again(s, kept)]);
  return {
    stages: staged(actions),
    ...{ status, notices: noticesOf(s.status, status) },
    ...(wakeAt && { wakeAt }),
  };
}

/** What is measured at the same time is told at the same time, unless somebody has to hear of it at once. */
function patienceEnd({ sampling, status, now }: Snapshot, news: readonly Folded[]): Date | undefined {
  const samples = news.flatMap(({ sample }) => sample ?? []);
  if (samples.length === 0 || sampling.inFlight.length === 0) return undefined;
  const verdict = judged(news.map(judgedOf), { isTerminating: false, isTerminated: false });
  const known = new Map(status.metricResults?.map(({ name, phase }) => [name, phase]));
  const hasEnded = verdict.metricResults.some(({ name, phase }) => isCompleted(phase) && known.get(name) !== phase);
  const end = Math.min(...samples.map(({ finishedAt }) => finishedAt.getTime())) + PATIENCE;
  return hasEnded || end <= now.getTime() ? undefined : new Date(end);
}

const judgedOf = ({ prepared, result }: Folded) => ({
  ...{ name: prepared.metric.name, limits: prepared.limits, isDryRun: prepared.isDryRun, result },
});

interface Outcome {
  readonly verdict: Verdict;
  readonly all: readonly Folded[];
  readonly isTerminating: boolean;
}

/** One bad metric ends the others in the same pass. */
function verdictOf(s: Snapshot, news: readonly Folded[], isTerminated: boolean): Outcome {
  const open = { isTerminating: false, isTerminated };
  const isBad = (results: readonly (MetricResult | undefined)[]) => results.some(hasGoneBad);
  const first = isTerminated ? undefined : judged(news.map(judgedOf), open);
  if (first && !isBad(first.metricResults)) return { verdict: first, all: news, isTerminating: false };
  const told = new Map(first?.metricResults.map((result) => [result.name, result]));
  const all = news
    .map((one) => ({ ...one, result: told.get(one.prepared.metric.name) ?? one.result }))
    .map((one) => cutOff(one, s.now));
  return { verdict: judged(all.map(judgedOf), { isTerminating: true, isTerminated }), all, isTerminating: true };
}

function standingOf({ prepared }: Folded, { metricResults }: Verdict, busy: ReadonlySet<string>): Standing {
  const { name } = prepared.metric;
  const result = metricResults.find((one) => one.name === name);
  return { prepared, result, isInFlight: busy.has(name) };
}

interface Begun {
  readonly actions: readonly Action[];
  /** With measurements by Jobs, which the status tells of from their beginning. */
  resultsOf(results: readonly MetricResult[]): readonly MetricResult[];
}

function begunBy(s: Snapshot, standings: Due['now'], startedAt: Date): Begun {
  const jobs = standings.filter(({ prepared }) => prepared.metric.provider.job);
  const begun = jobs.map(({ prepared, result }) => ({
    ...{ prepared, result: result ?? emptyResult(prepared) },
    ...begunJob(s, prepared, nextNumber(result)),
  }));
  const others = standings.filter((one) => !jobs.includes(one));
  const added = begun.map(({ result, measurement }) => ({
    ...{ ...result, phase: 'Running' as const },
    measurements: [...(result.measurements ?? []), measurement],
  }));
  return {
    actions: [...begun.map(({ action }) => action), ...others.map((one) => measuring(asked(s, one, startedAt)))],
    resultsOf: (results) => [
      ...results.map((one) => added.find(({ name }) => name === one.name) ?? one),
      ...added.filter(({ name }) => results.every((one) => one.name !== name)),
    ],
  };
}

function asked(s: Snapshot, { prepared, result, at }: Omit<Due['now'][number], 'isInFlight'>, startedAt = s.now): Task {
  const { metric, secrets, interval } = prepared;
  return {
    ...{ metric, secrets: Object.fromEntries(secrets), interval, number: nextNumber(result) },
    ...{ owner: ownerOf(s.object), dueAt: new Date(at), startedAt },
    ...{ pending: pendingOf(result), pods: targetOf(s, prepared) },
  };
}

/** Metrics that would be the first to ask pods of a revision which has none yet: that says nothing of them. */
function awaitingPods({ targets }: Snapshot, all: readonly Folded[]): readonly string[] {
  return all.flatMap(({ prepared: { metric }, result }) => {
    const service = metric.provider.web?.target?.service;
    const isFirst = !result?.measurements?.length;
    return service !== undefined && isFirst && targets[service]?.length === 0 ? [metric.name] : [];
  });
}

const pendingOf = (result: MetricResult | undefined) => {
  const unfinished = unfinishedOf(result);
  return unfinished && (unfinished.metadata ?? {});
};

const targetOf = ({ targets }: Snapshot, { metric }: Prepared) => {
  const service = metric.provider.web?.target?.service;
  return service === undefined ? undefined : (targets[service] ?? []);
};

const keptOf = (prepared: readonly Prepared[], name: string): number =>
  prepared.find(({ metric }) => metric.name === name)?.kept ?? 0;

function unfinishedJobs(news: readonly Folded[]): readonly string[] {
  return news.flatMap(({ result }) => unfinishedOf(result)?.metadata?.[JOB_NAME] ?? []);
}

function statusOf({ now, status }: Snapshot, verdict: Verdict, startedAt: Date): RunStatus {
  const { phase, message, metricResults, runSummary, dryRunSummary } = verdict;
  return {
    ...{ phase, metricResults: [...metricResults], runSummary, dryRunSummary, startedAt: timestamp(startedAt) },
    ...(message !== undefined && { message }),
    ...(isCompleted(phase) && { completedAt: status.completedAt ?? timestamp(now) }),
  };
}

/** Pods of Jobs that do not start are looked at ever more seldom. */
function again({ jobs, now }: Snapshot, results: readonly MetricResult[]): readonly Date[] {
  return results.flatMap((result) => {
    const { metadata, startedAt } = unfinishedOf(result) ?? {};
    const name = metadata?.[JOB_NAME];
    if (name === undefined || startedAt === undefined || !jobs.has(name)) return [];
    const elapsed = Math.max(1, (now.getTime() - Date.parse(startedAt)) / 1_000);
    return [new Date(now.getTime() + Math.sqrt(2 * elapsed) * 1_000)];
  });
}

function noticesOf(before: RunStatus, after: RunStatus): readonly Notice[] {
  const known = new Map(before.metricResults?.map(({ name, phase }) => [name, phase]));
  const metrics = (after.metricResults ?? [])
    .filter(({ name, phase }) => isCompleted(phase) && known.get(name) !== phase)
    .map(({ name, phase }) => said(phase, `Metric${phase}`, `Metric '${name}' Completed. Result: ${phase}`));
  return after.phase !== undefined && isCompleted(after.phase) ? [...metrics, completion(after.phase)] : metrics;
}

const completion = (phase: Phase): Notice => said(phase, `AnalysisRun${phase}`, `Analysis Completed. Result: ${phase}`);

const said = (phase: Phase, reason: string, message: string): Notice => ({
  ...{ type: phase === 'Failed' || phase === 'Error' ? 'Warning' : 'Normal', reason, message },
});

function earliest(moments: readonly (Date | undefined)[]): Date | undefined {
  const known = moments.flatMap((one) => (one ? [one.getTime()] : []));
  return known.length === 0 ? undefined : new Date(Math.min(...known));
}

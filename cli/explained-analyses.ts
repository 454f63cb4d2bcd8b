/** The analyses of a Rollout in words: those that are told of, how they stand, and those that are to come. */
import { isCompleted } from '../analysis/verdict/measurements.ts';
import type { RolloutStatus } from '../controller/rollout/objects.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { analysesIn } from '../controller/rollout/validation/analyses.ts';
import { type View, viewOf } from '../controller/rollout/view.ts';
import type { AnalysisRunObject } from './show/family.ts';
import { type MetricLine, metricLines } from './show/metric-lines.ts';

interface Told {
  readonly role: string;
  readonly name: string;
  readonly phase: string;
  readonly message: string | undefined;
  /** The update does not go on before it has ended. */
  readonly isAwaited: boolean;
}

export const analysisLines = (s: Snapshot): readonly string[] => [
  ...toldIn(s.status).map((one) => `${one.role} ${one.name}: ${standing(s, one)}`),
  ...toCome(s),
];

export const analysisWaits = (s: Snapshot, after: RolloutStatus): readonly string[] =>
  toldIn(after)
    .filter(({ isAwaited, phase }) => isAwaited && !isCompleted(phase as never))
    .map((one) => `analysis: ${one.name} is ${standing(s, one)}`);

function toldIn({ canary, blueGreen }: RolloutStatus): readonly Told[] {
  const all = [
    { role: 'step', run: canary?.currentStepAnalysisRunStatus, isAwaited: true },
    { role: 'background', run: canary?.currentBackgroundAnalysisRunStatus, isAwaited: false },
    { role: 'before promotion', run: blueGreen?.prePromotionAnalysisRunStatus, isAwaited: true },
    { role: 'after promotion', run: blueGreen?.postPromotionAnalysisRunStatus, isAwaited: true },
  ];
  return all.flatMap(({ role, run, isAwaited }) =>
    run ? [{ role, name: run.name, phase: run.status || 'Pending', message: run.message, isAwaited }] : [],
  );
}

function standing({ analysis, now }: Snapshot, { name, phase, message }: Told): string {
  const run = analysis?.runs.find(({ metadata }) => metadata.name === name);
  const metrics = run && !isCompleted(phase as never) ? metricLines(run as AnalysisRunObject, now).map(metricText) : [];
  const said = [...(message ? [message] : []), ...metrics];
  return said.length > 0 ? `${phase}: ${said.join('; ')}` : phase;
}

const WHAT = ['measured', 'successful', 'failed', 'inconclusive', 'errors'];

/** `errors 4/10 measured, 1/2 failed`: what is 0 need not be said. */
function metricText({ name, counts }: MetricLine): string {
  const [measured = '', , ...bad] = counts.map((count, index) => `${count} ${WHAT[index]}`);
  return [`${name} ${measured}`, ...bad.filter((text) => !text.startsWith('0'))].join(', ');
}

/** What the spec asks for, as long as it has not begun. */
function toCome(s: Snapshot): readonly string[] {
  const view = viewOf(s);
  if (view.isPromoted || view.isAborted || view.isInitial) return [];
  return analysesIn(s.spec).flatMap(({ path, analysis }) => {
    const names = (analysis.templates ?? []).map(({ templateName }) => templateName).join(', ');
    const when = names === '' ? undefined : beginning(s, view, path);
    return when === undefined ? [] : [`${when}: ${names}`];
  });
}

function beginning(s: Snapshot, { steps, index }: View, path: string): string | undefined {
  if (path.includes('blueGreen.')) return beginningBesideSwitch(s, path);
  const [, step] = /steps\[(\d+)\]/.exec(path) ?? [];
  const { startingStep = 0 } = s.spec.strategy?.canary?.analysis ?? {};
  const place = step === undefined ? startingStep : Number(step);
  if (place <= index) return undefined;
  return `${step === undefined ? 'from' : 'at'} step ${place + 1}/${steps.length}`;
}

function beginningBesideSwitch({ status }: Snapshot, path: string): string | undefined {
  const { prePromotionAnalysisRunStatus: before, postPromotionAnalysisRunStatus: after } = status.blueGreen ?? {};
  if (after) return undefined;
  if (path.includes('postPromotion')) return 'after promotion';
  return before ? undefined : 'before promotion';
}

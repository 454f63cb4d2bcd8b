/** The phase of an Experiment: what its templates and its analyses come to together. */
import { isOver, type Phase } from '../analysis/objects.ts';
import { isDone, type TemplateStatus } from '../experiment-contract.ts';
import type { RunStatus } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { hasRequired, haveRequiredSucceeded } from './standing.ts';

type TemplatePhase = NonNullable<TemplateStatus['status']>;

export interface Judged {
  readonly phase: Phase;
  readonly message?: string | undefined;
}

/** The best first. */
const TEMPLATES: readonly TemplatePhase[] = ['Successful', 'Running', 'Progressing', 'Error', 'Failed'];
const RUNS: readonly Phase[] = ['Successful', 'Running', 'Pending', 'Inconclusive', 'Error', 'Failed'];

/** Good if there are none. */
export function worstTemplate(statuses: readonly TemplateStatus[]): Pick<TemplateStatus, 'status' | 'message'> {
  return worstOf(statuses, ({ status = 'Progressing' }) => TEMPLATES.indexOf(status)) ?? { status: 'Successful' };
}

const worstOf = <T>(all: readonly T[], rank: (one: T) => number): T | undefined =>
  all.reduce<T | undefined>((worst, one) => (worst === undefined || rank(one) > rank(worst) ? one : worst), undefined);

/** What has ended stays as it ended. */
export function phaseAfter(
  { spec, status }: Pick<Snapshot, 'spec' | 'status'>,
  templates: readonly TemplateStatus[],
  runs: readonly RunStatus[],
): Judged {
  if (isOver(status.phase)) return { phase: status.phase ?? 'Pending', message: status.message };
  if (!status.phase) return { phase: 'Pending' };
  const pods = worstTemplate(templates);
  const analyses = analysesIn(spec, runs);
  const areGood = haveRequiredSucceeded({ spec }, runs);
  const isDecided = decides({ pods, analyses, isRequired: hasRequired({ spec }), areGood });
  return isDecided ? analyses : { phase: PHASES[pods.status ?? 'Progressing'], message: pods.message };
}

interface Both {
  readonly pods: Pick<TemplateStatus, 'status'>;
  readonly analyses: Judged;
  /** Analyses say when it is over. */
  readonly isRequired: boolean;
  /** All of those are good. */
  readonly areGood: boolean;
}

/** Whether it is the analyses that say how the experiment does: pods that have failed cannot be judged good. */
function decides({ pods, analyses, isRequired, areGood }: Both): boolean {
  const isJudged = isOver(analyses.phase);
  if (isDone(pods)) return pods.status === 'Successful' && (isJudged || isRequired);
  return isJudged && (analyses.phase !== 'Successful' || areGood);
}

const PHASES: Readonly<Record<TemplatePhase, Phase>> = {
  ...{ Progressing: 'Pending', Running: 'Running', Successful: 'Successful', Failed: 'Failed', Error: 'Error' },
};

function analysesIn(spec: Snapshot['spec'], runs: readonly RunStatus[]): Judged {
  const worst = worstOf(runs, ({ phase = 'Pending' }) => RUNS.indexOf(phase));
  const isFine = !worst || worst.phase === 'Successful' || worst.phase === 'Running';
  if (isFine && haveRequiredSucceeded({ spec }, runs))
    return { phase: 'Successful', message: 'Required AnalysisRuns completed' };
  if (!worst) return { phase: 'Successful' };
  const { phase = 'Pending', message } = worst;
  return { phase: phase === 'Pending' ? 'Running' : phase, message };
}

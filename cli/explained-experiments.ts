/** The experiment of a Rollout's step in words: how it stands, what it is sent, and until when it takes. */

import type { ExperimentObject, TemplateStatus } from '../controller/experiment-contract.ts';
import { isDone } from '../controller/experiment-contract.ts';
import { experimentNamed } from '../controller/rollout/experiments/objects.ts';
import { shownShares } from '../controller/rollout/experiments/shares.ts';
import type { RolloutStatus } from '../controller/rollout/objects.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { milliseconds } from '../crds/duration.ts';
import { momentText } from './moment.ts';

export function experimentLines(s: Snapshot): readonly string[] {
  const name = s.status.canary?.currentExperiment;
  if (name === undefined) return [];
  return [`${name}: ${standing(s, name)}`, ...shownShares(s).map(({ service, weight }) => `${service} gets ${weight}`)];
}

export function experimentWaits(s: Snapshot, { canary, pauseConditions = [] }: RolloutStatus): readonly string[] {
  const name = canary?.currentExperiment;
  if (name === undefined || pauseConditions.length > 0) return [];
  const end = endOf(experimentNamed(s, name));
  const until = end ? `, until ${momentText(end, s.now)}` : '';
  return [`experiment: ${name} is ${standing(s, name)}${until}`];
}

function standing(s: Snapshot, name: string): string {
  const {
    phase = 'Pending',
    message,
    templateStatuses = [],
    analysisRuns = [],
  } = experimentNamed(s, name)?.status ?? {};
  const parts = [
    ...(message ? [message] : []),
    ...templateStatuses.map(templateText),
    ...analysisRuns.map((run) => `analysis ${run.name} ${run.phase ?? 'Pending'}`),
  ];
  return parts.length > 0 ? `${phase}: ${parts.join('; ')}` : phase;
}

function templateText(told: TemplateStatus): string {
  const { name, status = 'Progressing', availableReplicas = 0 } = told;
  return isDone(told) ? `${name} ${status}` : `${name} ${status}, ${availableReplicas} available`;
}

function endOf(experiment: ExperimentObject | undefined): Date | undefined {
  const { duration } = experiment?.spec ?? {};
  const { availableAt } = experiment?.status ?? {};
  const length = duration === undefined ? undefined : milliseconds(duration);
  return length === undefined || availableAt === undefined ? undefined : new Date(Date.parse(availableAt) + length);
}

/** The sign and the colour that go with a word of status. */
import type { ReplicaSet } from '../../controller/rollout/objects.ts';
import type { Colors } from '../colors.ts';

export interface Mark {
  readonly icon: string;
  readonly word: string;
  readonly tone: keyof Colors;
}

type Look = Pick<Mark, 'icon' | 'tone'>;

const OK: Look = { icon: '✔', tone: 'good' };
const BAD: Look = { icon: '✖', tone: 'bad' };
const WARNING: Look = { icon: '⚠', tone: 'warn' };
const UNKNOWN: Look = { icon: '?', tone: 'warn' };
const PAUSED: Look = { icon: '॥', tone: 'warn' };
const PROGRESSING: Look = { icon: '◌', tone: 'warn' };
const WAITING: Look = { icon: '◷', tone: 'warn' };
const NEUTRAL: Look = { icon: '•', tone: 'dim' };

type Looks = Readonly<Record<string, Look>>;

const ROLLOUT: Looks = { Healthy: OK, Degraded: BAD, Paused: PAUSED, Progressing: PROGRESSING };

const ANALYSIS: Looks = {
  ...{ Successful: OK, Failed: BAD, Error: WARNING, Inconclusive: UNKNOWN },
  ...{ Running: PROGRESSING, Pending: WAITING },
};

const POD: Looks = {
  ...{ Running: OK, Succeeded: OK, Completed: OK, Pending: WAITING, SchedulingGated: WAITING, Unknown: UNKNOWN },
  ...{ ContainerCreating: PROGRESSING, PodInitializing: PROGRESSING, Terminating: PROGRESSING, NotReady: PROGRESSING },
  ...{ ErrImagePull: WARNING, ImagePullBackOff: WARNING },
};

const marked = (looks: Looks, word: string, otherwise: Look): Mark => ({ ...(looks[word] ?? otherwise), word });

export const rolloutMark = (phase: string): Mark => marked(ROLLOUT, phase, UNKNOWN);

/** Of Experiments, AnalysisRuns and their measurements, which have no phase until somebody looks at them. */
export const analysisMark = (phase: string | undefined): Mark => marked(ANALYSIS, phase || 'Pending', UNKNOWN);

/** Whatever else a container says is a complaint. */
export const podMark = (reason: string): Mark =>
  marked(POD, reason || 'Unknown', /^Init:\d+\/\d+$/.test(reason) ? PROGRESSING : BAD);

export function replicaSetMark({ metadata, spec, status = {} }: ReplicaSet): Mark {
  const { conditions = [], availableReplicas = 0, observedGeneration = 0 } = status;
  const wanted = spec.replicas ?? 1;
  const hasFailed = conditions.some(({ type, status: holds }) => type === 'ReplicaFailure' && holds === 'True');
  if (hasFailed) return { ...BAD, word: 'Degraded' };
  if (availableReplicas < wanted || observedGeneration < (metadata.generation ?? 0))
    return { ...PROGRESSING, word: 'Progressing' };
  return wanted === 0 ? { ...NEUTRAL, word: 'ScaledDown' } : { ...OK, word: 'Healthy' };
}

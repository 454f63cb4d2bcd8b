/** From what a provider answered to what a run is told of it: judged, cut to a bearable size, without secrets. */
import type { Answer, Measured } from '../../analysis/providers/provider.ts';
import { type Compile, type Judgement, judgement } from '../../analysis/verdict/conditions.ts';
import type { Task } from './effects.ts';
import type { Sample } from './snapshot.ts';

/** Characters of a value and of a message: the status holds many of them. */
const MOST_CHARACTERS = 1_024;
const MOST_METADATA = 20;

export interface Circumstances {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly redact: (text: string) => string;
  readonly about?: Readonly<Record<string, string>> | undefined;
}

type Told = Pick<Sample, 'phase' | 'message' | 'value' | 'metadata' | 'resumeAt'>;

export function sampleOf(task: Task, told: Told, { redact, about, ...times }: Circumstances): Sample {
  const { message, value, metadata, phase, resumeAt } = told;
  const short = (text: string) => shortened(redact(text));
  return {
    ...{ metric: task.metric.name, number: task.number, phase, ...times },
    ...(message !== undefined && { message: short(message) }),
    ...(value !== undefined && { value: short(value) }),
    ...(metadata && { metadata: mapped(metadata, short) }),
    ...(resumeAt && { resumeAt }),
    ...(about && { about: mapped(about, short) }),
  };
}

export function toldOf({ metric }: Task, answer: Answer, now: Date, compile: Compile): Told {
  if ('pending' in answer) return { phase: 'Running', metadata: answer.pending, resumeAt: answer.resumeAt };
  const { phase, message } = verdictOf(metric, answer, now, compile);
  const metadata = answer.metadata && Object.keys(answer.metadata).length > 0 ? answer.metadata : undefined;
  return { phase, value: answer.text, ...(message !== undefined && { message }), ...(metadata && { metadata }) };
}

const verdictOf = (metric: Task['metric'], answer: Measured, now: Date, compile: Compile): Judgement =>
  answer.verdict ?? judgement(metric, { result: answer.value, now }, compile);

const shortened = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;

const mapped = (
  texts: Readonly<Record<string, string>>,
  change: (text: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(texts)
      .slice(0, MOST_METADATA)
      .map(([name, text]) => [name, change(text)]),
  );

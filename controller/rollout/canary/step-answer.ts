/** From a plugin's answer about a step to what the status says of it. */
import { milliseconds } from '../../../crds/duration.ts';
import { timestamp } from '../../../kube/conditions.ts';
import type { Heard, PluginReply } from '../../runtime/plugin-contract.ts';
import type { StepPluginStatus } from './step-status.ts';

/** Milliseconds. */
const BACKOFF = 30_000;
const LEAST_BACKOFF = 10_000;
const PHASES = ['Running', 'Successful', 'Failed', 'Error'] as const;

/** Undefined if there was no answer. */
export function answeredStatus(one: StepPluginStatus, { reply, at }: Heard): StepPluginStatus | undefined {
  const told = toldBy(reply);
  if (!told) return undefined;
  const { phase, message, status } = told;
  const { message: _, backoff: __, ...rest } = one;
  const updatedAt = timestamp(new Date(at));
  return {
    ...{ ...rest, phase, updatedAt, executions: (one.executions ?? 0) + 1 },
    ...(message !== undefined && { message }),
    ...(isAskedAgain(one, phase) ? { backoff: durationText(backoffOf(told)) } : { finishedAt: updatedAt }),
    ...(status !== undefined && { status }),
  };
}

const isAskedAgain = ({ operation }: StepPluginStatus, phase: Told['phase']): boolean =>
  phase === 'Running' || (phase === 'Error' && operation === 'Run');

const backoffOf = ({ phase, wait = BACKOFF }: Told): number =>
  phase === 'Error' ? BACKOFF : Math.max(wait, LEAST_BACKOFF);

function toldBy(reply: PluginReply): Told | undefined {
  if ('refusal' in reply) return { phase: 'Error', message: reply.refusal };
  return 'answer' in reply ? toldIn(reply.answer) : undefined;
}

interface Told {
  readonly phase: (typeof PHASES)[number];
  readonly message?: string;
  /** Milliseconds. */
  readonly wait?: number | undefined;
  readonly status?: StepPluginStatus['status'];
}

function toldIn(answer: unknown): Told {
  const { phase, message, requeueAfter, status } = (answer ?? {}) as Readonly<Record<string, unknown>>;
  const known = PHASES.find((one) => one === phase);
  if (!known) return { phase: 'Error', message: 'answers without a phase' };
  return {
    phase: known,
    ...(typeof message === 'string' && { message }),
    ...(typeof requeueAfter === 'string' && { wait: milliseconds(requeueAfter) }),
    ...(status !== undefined && status !== null && { status }),
  };
}

/** As Go prints whole seconds: 90 s are `1m30s`. */
function durationText(duration: number): string {
  const all = Math.ceil(duration / 1000);
  const [hours, minutes, seconds] = [Math.trunc(all / 3600), Math.trunc((all % 3600) / 60), all % 60];
  return `${hours > 0 ? `${hours}h` : ''}${all >= 60 ? `${minutes}m` : ''}${seconds}s`;
}

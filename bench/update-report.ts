/** Prints what an update of many Rollouts took: time, calls, the controller's own share, and writes against the fewest. */
import type { Ledger, Write } from './ledger.ts';
import { spreadOf } from './measure.ts';
import type { Cost } from './program.ts';
import { between, type Sample, type Samples } from './scrape.ts';
import type { Strategy } from './strategies.ts';

export interface Run {
  readonly strategy: Strategy;
  readonly ledger: Ledger;
  readonly count: number;
  readonly began: number;
  /** Until all were healthy again. */
  readonly seconds: number;
  readonly before: Look;
  readonly after: Look;
}

/** What the controller has measured and cost up to a moment. */
export interface Look {
  readonly samples: readonly Sample[];
  readonly cost: Cost;
}

const AIM = 1.2;
const WRITE = /^(create|patch|apply|delete) /;
/** They are no part of the work. */
const BESIDE = / (Event|Lease)$/;

export function reportUpdate(run: Run): void {
  const samples = between(run.before.samples, run.after.samples);
  const each = (value: number) => (value / run.count).toFixed(2);
  const { p50, p99 } = spreadOf(endsOf(run));
  console.log(
    `    all healthy again after ${run.seconds.toFixed(1)} s; last write to a Rollout: p50 ${p50.toFixed(1)} s, p99 ${p99.toFixed(1)} s`,
  );
  own(run, samples);
  const calls = samples.by('sluice_api_calls_total', 'verb', 'kind', 'code');
  console.log(`    calls a Rollout: ${calls.map(([what, value]) => `${what} ${each(value)}`).join(', ')}`);
  writes(run, samples);
  causes(run);
}

/** Seconds until the last write to each Rollout. */
function endsOf({ ledger, began }: Run): readonly number[] {
  const last = new Map(ledger.writes.map(({ name, at }) => [name, (at - began) / 1000]));
  return [...last].flatMap(([name, at]) => (name.startsWith('Rollout/') ? [at] : []));
}

/** Times of the whole are the cluster's more than ours: its controllers and nodes share the machine with it. */
function own({ before, after, count }: Run, samples: Samples): void {
  const cpu = after.cost.cpu - before.cost.cpu;
  const passes = samples.sum('sluice_pass_seconds_count');
  const each = (samples.sum('sluice_pass_seconds_sum') / passes) * 1000;
  const calls = samples.sum('sluice_api_call_seconds_sum') / samples.sum('sluice_api_call_seconds_count');
  console.log(
    `    the controller itself: ${cpu.toFixed(1)} s of processor, ${((1000 * cpu) / count).toFixed(1)} ms a Rollout; ${after.cost.peak.toFixed(0)} MB at most`,
  );
  console.log(
    `    ${(passes / count).toFixed(1)} passes a Rollout, ${each.toFixed(1)} ms each with their calls of ${(calls * 1000).toFixed(1)} ms; ${samples.sum('sluice_pass_failures_total')} failed`,
  );
}

function writes({ strategy, ledger, count }: Run, samples: Samples): void {
  const sent = samples
    .by('sluice_api_calls_total', 'verb', 'kind')
    .filter(([what]) => WRITE.test(what) && !BESIDE.test(what))
    .reduce((total, [, value]) => total + value, 0);
  const needed = ledger.writes.filter(({ isNeeded }) => isNeeded).length;
  const each = (value: number) => (value / count).toFixed(2);
  console.log(
    `    writes a Rollout: ${each(sent)}, ${(sent / count / strategy.minimum).toFixed(2)} of the minimum (aim ${AIM}), which is ${strategy.minimum}: ${strategy.formula}`,
  );
  console.log(
    `    ${each(needed)} of them changed a size, a selector, a weight, a revision, a step or a phase; ${each(sent - ledger.writes.length)} changed nothing, or were refused`,
  );
}

function causes({ ledger, count }: Run): void {
  for (const isNeeded of [true, false])
    for (const [what, value] of counted(ledger.writes.filter((write) => write.isNeeded === isNeeded)))
      console.log(`      ${isNeeded ? 'needed' : 'beyond'} ${(value / count).toFixed(2).padStart(6)}  ${what}`);
}

/** The most frequent first. */
function counted(writes: readonly Write[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { what } of writes) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

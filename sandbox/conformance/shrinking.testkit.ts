/** Compares two servers on random sequences, and reduces what differs to its shortest form. */
import type { Area, Case, Step } from './case.testkit.ts';
import { disagreements } from './comparison.testkit.ts';
import { inParallel } from './parallel.testkit.ts';
import { outcomeOf, type Stage } from './runner.testkit.ts';
import { sequenceOf } from './sequence.testkit.ts';

export interface Pair {
  readonly stages: readonly [Stage, Stage];
  /** Names of what was made, for cleaning. */
  readonly ids: string[];
}

export interface Finding {
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly lines: readonly string[];
}

const WIDTH = 8;
const MOST_SHRUNK = 8;
const AREA: Area = { area: 'random sequences', cases: [] };

export async function findingsIn(pair: Pair, seeds: readonly number[]): Promise<Finding[]> {
  const found = await inParallel(seeds, WIDTH, async (seed) => {
    const { steps } = sequenceOf(seed);
    const lines = await linesOf(pair, steps);
    // Once more: a real server may look at what its cache has not heard of yet.
    return { seed, steps, lines: lines.length > 0 ? await linesOf(pair, steps) : lines };
  });
  const differing = found.filter(({ lines }) => lines.length > 0);
  const shrunk = await inParallel(differing.slice(0, MOST_SHRUNK), WIDTH, (finding) => shortest(pair, finding));
  return [...shrunk, ...differing.slice(MOST_SHRUNK)];
}

async function linesOf({ stages, ids }: Pair, steps: readonly Step[]): Promise<readonly string[]> {
  const id = `q${ids.length}`;
  ids.push(id);
  const one: Case = { does: 'sequence', steps };
  const [a, b] = await Promise.all([outcomeOf(stages[0], AREA, one, id), outcomeOf(stages[1], AREA, one, id)]);
  const problem = a.problem ?? b.problem;
  return problem ? [problem] : disagreements([stages[0], a], [stages[1], b]);
}

/** Leaves out one step after the other as long as the servers still differ. */
async function shortest(pair: Pair, finding: Finding): Promise<Finding> {
  let best = finding;
  for (let index = finding.steps.length - 1; index >= 0; index--) {
    const steps = best.steps.toSpliced(index, 1);
    const lines = await linesOf(pair, steps);
    if (lines.length > 0) best = { ...best, steps, lines };
  }
  return best;
}

/** The steps of a finding as one would type them, and where the answers differ. */
export function textOf({ seed, steps, lines }: Finding): string {
  const typed = steps.map((step, index) => `  ${index + 1}. ${typedStep(step)}`);
  return [`seed ${seed}:`, ...typed, ...lines.map((line) => `  ! ${line}`)].join('\n');
}

function typedStep(step: Step): string {
  if ('watch' in step) return `WATCH ${step.watch}`;
  const { verb, path, headers, body } = step;
  const type = verb === 'PATCH' ? ` (${headers?.['content-type']?.replace(/^application\/|\+.*$/g, '')})` : '';
  return `${verb} ${path}${type} ${body === undefined ? '' : JSON.stringify(body)}`;
}

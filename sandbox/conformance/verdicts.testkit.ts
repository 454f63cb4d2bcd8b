/** Runs all cases on one server or on two, and sums up what came of it. */
import { AREAS } from './areas.testkit.ts';
import type { Area, Case } from './case.testkit.ts';
import { cleaned } from './cleaning.testkit.ts';
import { disagreements } from './comparison.testkit.ts';
import { inParallel } from './parallel.testkit.ts';
import { type Outcome, outcomeOf, type Stage } from './runner.testkit.ts';

export interface Verdict {
  readonly area: string;
  readonly does: string;
  /** What was not as expected, and on which server. */
  readonly problems: readonly string[];
  /** What the servers answered differently, if nothing else was wrong. */
  readonly lines: readonly string[];
}

const WIDTH = 8;

export async function verdictsOn(stages: readonly Stage[]): Promise<Verdict[]> {
  const all = AREAS.flatMap((area) => area.cases.map((one): [Area, Case] => [area, one]));
  const verdicts = await inParallel(all, WIDTH, ([area, one], index) => verdictOn(stages, area, [one, `${index}`]));
  const ids = all.map((_, index) => `${index}`);
  await Promise.all(stages.map((stage) => cleaned(stage, ids)));
  return verdicts;
}

async function verdictOn(stages: readonly Stage[], area: Area, [one, id]: [Case, string]): Promise<Verdict> {
  const outcomes = await Promise.all(stages.map((stage) => outcomeOf(stage, area, one, id)));
  const problems = outcomes.flatMap(({ problem }, index) =>
    problem === undefined ? [] : [`${stages[index]?.target.name}: ${problem}`],
  );
  const [a, b] = outcomes.map((outcome, index): [Stage, Outcome] => [stages[index] as Stage, outcome]);
  const lines = problems.length === 0 && a && b ? disagreements(a, b) : [];
  return { area: area.area, does: one.does, problems, lines };
}

/** A row for each area: cases, passed on all servers, answered differently. */
export function reportOf(verdicts: readonly Verdict[]): string {
  const rows = AREAS.map(({ area }) => {
    const own = verdicts.filter((verdict) => verdict.area === area);
    const passed = own.filter(({ problems }) => problems.length === 0).length;
    return row(area, own.length, passed, own.filter(({ lines }) => lines.length > 0).length);
  });
  const passed = verdicts.filter(({ problems }) => problems.length === 0).length;
  const differing = verdicts.filter(({ lines }) => lines.length > 0).length;
  const head = row('area', 'cases', 'passed', 'differing');
  return [head, ...rows, row('all', verdicts.length, passed, differing)].join('\n');
}

const WIDEST = 40;

const row = (area: string, ...figures: readonly (string | number)[]): string =>
  `${area.padEnd(WIDEST)}${figures.map((figure) => String(figure).padStart(10)).join('')}`;

/** What two servers do differently on the same round trips. */
import { withoutDifferences } from './differences.testkit.ts';
import type { Journey, Outcome } from './round-trip.testkit.ts';

/** One text for each trip that did not go as expected. */
export function problemsOf(journeys: readonly Journey[]): readonly string[] {
  return journeys.flatMap(({ does, outcomes = [] }) =>
    outcomes.flatMap(({ run, problem, output }) => (problem ? [`${does}\n$ ${run}\n${problem}:\n${output}`] : [])),
  );
}

/** One text for each step that differs. Trips that one of the servers cannot make are left out. */
export function differencesBetween(ones: readonly Journey[], others: readonly Journey[]): readonly string[] {
  return ones.flatMap(({ does, outcomes }, index) => {
    const theirs = others[index]?.outcomes;
    if (!outcomes || !theirs) return [];
    return outcomes.flatMap((one, step) => {
      const other = theirs[step];
      return isSame(one, other) ? [] : [`${does}\n$ ${one.run}\n${shown(one)}\n--- or\n${shown(other)}`];
    });
  });
}

function isSame(one: Outcome, other: Outcome | undefined): boolean {
  if (one.exit !== other?.exit) return false;
  return one.differs !== undefined || withoutDifferences(one.output) === withoutDifferences(other.output);
}

const shown = (outcome: Outcome | undefined): string =>
  outcome ? `(${outcome.exit}) ${withoutDifferences(outcome.output)}` : 'nothing';

/** A process that plays a story with the seeds it is sent. */
import { outcomeOf, problemText } from '../../sandbox/simulation/scenario.ts';
import { isHit } from './fleet/coverage.ts';
import { scenarios } from './scenarios.ts';

/** What is told of a seed. */
export interface Played {
  readonly seed: number;
  /** What went wrong and how to see it again; undefined if all went well. */
  readonly problem: string | undefined;
  /** Virtual. */
  readonly milliseconds: number;
  /** Those lines of the trace that coverage is counted from. */
  readonly hits: readonly string[];
  /** Microseconds of the processor. */
  readonly worked: number;
}

const scenario = scenarios.find(({ name }) => name === process.argv[2]);
if (!scenario) throw new Error(`there is no story ${process.argv[2]}`);

// Whoever asked may be gone.
process.on('disconnect', () => process.exit());
process.on('message', async (seed: number) => {
  const began = process.cpuUsage();
  const outcome = await outcomeOf(scenario, seed);
  const { user, system } = process.cpuUsage(began);
  const { milliseconds, trace } = outcome;
  process.send?.({
    ...{ seed, milliseconds, hits: trace.filter(isHit), worked: user + system },
    problem: problemText(scenario, outcome),
  } satisfies Played);
});

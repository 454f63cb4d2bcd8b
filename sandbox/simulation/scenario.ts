/** Stories that simulations play, once for each seed. */
import { Simulation } from './simulation.ts';

export interface Scenario {
  readonly name: string;
  /** In a sentence. */
  readonly about: string;
  /** There from the beginning, such as definitions. */
  readonly objects?: readonly object[];
  /** Plays the story; rejects if it ends badly. */
  play(simulation: Simulation): Promise<void>;
}

export interface Outcome {
  readonly seed: number;
  /** Undefined if all went well. */
  readonly problem: string | undefined;
  /** One line for each write, decision and fault. */
  readonly trace: readonly string[];
  /** Virtual. */
  readonly milliseconds: number;
}

export async function outcomeOf(scenario: Scenario, seed: number): Promise<Outcome> {
  const simulation = new Simulation({ seed, objects: scenario.objects ?? [] });
  const problem = await scenario.play(simulation).then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
  return { seed, problem, trace: simulation.trace.lines, milliseconds: simulation.timeline.elapsed };
}

/** What went wrong, and the line that plays it again; undefined if all went well. */
export function problemText(scenario: Scenario, outcome: Outcome | undefined): string | undefined {
  if (outcome?.problem === undefined) return undefined;
  const { seed, problem } = outcome;
  return `seed ${seed}: ${problem}\n  ${replayLine(scenario, seed)}`;
}

const replayLine = ({ name }: Scenario, seed: number): string => `npm run simulate -- ${name} --seed ${seed}`;

/** Plays the seeds one after another until one ends badly. */
export async function firstFailure(scenario: Scenario, seeds: number, first = 1): Promise<Outcome | undefined> {
  for (let seed = first; seed < first + seeds; seed++) {
    const outcome = await outcomeOf(scenario, seed);
    if (outcome.problem !== undefined) return outcome;
  }
  return undefined;
}

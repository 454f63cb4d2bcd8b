/** The form of a round trip: what somebody types, what it ends with, what it says. */

export interface RoundTrip {
  /** A sentence in the present tense. */
  readonly does: string;
  /** Written to the folder where the commands run; `$NS` is replaced by the namespace. */
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly (string | Step)[];
  /** API versions without which there is nothing to try: the newest server has them all. */
  readonly needs?: readonly string[];
}

export interface Step {
  /** For a shell, in a namespace of the trip's own, whose name is in `$NS`. */
  readonly run: string;
  /** 0 if absent. */
  readonly exit?: number;
  /** What its output must match, names and times already replaced. */
  readonly says?: RegExp;
  /** Tried again until it ends and says as expected: something else has to happen first. */
  readonly isPatient?: boolean;
  /** Why its output may differ between servers. */
  readonly differs?: string;
}

/** What came of one step. */
export interface Outcome {
  readonly run: string;
  readonly exit: number;
  readonly output: string;
  /** What is not as it should be. */
  readonly problem?: string;
  readonly differs?: string;
}

export interface Journey {
  readonly does: string;
  /** Undefined if the server lacks what the trip needs. */
  readonly outcomes: readonly Outcome[] | undefined;
}

export const eventually = (run: string, says: RegExp): Step => ({ run, says, isPatient: true });

export const says = (run: string, pattern: RegExp, exit = 0): Step => ({ run, says: pattern, exit });

export const fails = (run: string, pattern?: RegExp, exit = 1): Step => ({
  run,
  exit,
  ...(pattern && { says: pattern }),
});

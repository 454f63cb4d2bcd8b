/** Why there is no result: one line for people. */
export interface Problem {
  readonly problem: string;
}

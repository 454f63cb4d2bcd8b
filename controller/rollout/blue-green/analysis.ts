/** What analyses say of a blue-green update. Rollouts that ask for any are refused as long as nothing runs them. */

export interface Verdicts {
  /** Nothing speaks against the switch any more. */
  readonly before: 'passed' | 'awaited';
  /** Nor against the promotion. */
  readonly after: 'passed' | 'awaited';
}

export const verdicts: Verdicts = { before: 'passed', after: 'passed' };

/** How far queries look back. */
import { milliseconds } from '../../crds/duration.ts';

const USUAL = '5m';

/** Milliseconds. */
export function lookback(interval: string): number {
  const span = milliseconds(interval || USUAL);
  if (span === undefined || span <= 0)
    throw new Error(`interval is no duration such as 5m: ${JSON.stringify(interval)}`);
  return span;
}

/** All round trips there are. */
import type { RoundTrip } from './round-trip.testkit.ts';
import { APPLYING } from './trips/applying.testkit.ts';
import { CREATING } from './trips/creating.testkit.ts';
import { CUSTOM } from './trips/custom.testkit.ts';
import { DELETING } from './trips/deleting.testkit.ts';
import { READING } from './trips/reading.testkit.ts';
import { ROLLOUTS } from './trips/rollouts.testkit.ts';
import { WRITING } from './trips/writing.testkit.ts';

/** Those that wait the longest first. */
export const ROUND_TRIPS: readonly RoundTrip[] = [
  ...DELETING,
  ...ROLLOUTS,
  ...CUSTOM,
  ...READING,
  ...APPLYING,
  ...WRITING,
  ...CREATING,
];

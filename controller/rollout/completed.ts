/** A Rollout's spec as decisions read it: one spelling, no absent defaults. */
import { canonicalRollout } from '../../crds/canonical.ts';
import { completer } from '../../crds/defaults.ts';
import { RolloutSpec } from '../../crds/rollout/rollout.ts';
import type { RolloutObject } from './objects.ts';

export type Completed = RolloutSpec;

/** Reading the schema is what costs: keep the answer. */
export function specReader(): (object: RolloutObject) => Completed {
  const complete = completer(RolloutSpec);
  return ({ spec }) => complete(canonicalRollout(spec));
}

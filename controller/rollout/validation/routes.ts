/** What is wrong with the objects that are to divide a Rollout's requests. */
import { type Finding, invalid } from '../../../crds/validate/finding.ts';
import type { Unfit } from '../../traffic/router.ts';
import type { Found } from './found.ts';

export const missingRoutes = ({ routing = [] }: Found): Finding[] =>
  routing.filter(({ missing }) => missing !== undefined).map(findingOf);

export const unfitRoutes = ({ routing = [] }: Found): Finding[] =>
  routing.filter(({ missing }) => missing === undefined).map(findingOf);

const findingOf = ({ path, value, message }: Unfit): Finding =>
  invalid(`spec.strategy.canary.trafficRouting.${path}`, value, message);

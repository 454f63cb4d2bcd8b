/** What the contract's tests need to know of a router. */
import type { TrafficRouting } from '../../crds/rollout/traffic.ts';
import type { AnyObject } from './routers.testkit.ts';

export interface Case {
  readonly routing: TrafficRouting;
  /** Objects of users that the router finds, each of use to it. */
  readonly objects: readonly AnyObject[];
}

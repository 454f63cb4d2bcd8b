/** What the parts of the simulated nodes work with. */
import type { ApiClient } from '../../kube/api.ts';
import type { Clock, Random } from '../../kube/clock.ts';
import type { Informer } from '../../kube/informer.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { SimulatedNode } from './fleet.ts';

export interface NodeMeans {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (what: string, error: unknown) => void;
  /** By name. */
  readonly fleet: ReadonlyMap<string, SimulatedNode>;
  /** All pods, with the indexes `node`, `address` and `controller`. */
  readonly pods: Informer;
  readonly nodes: Informer;
  bind(pod: KubeObject, node: string): Promise<void>;
}

/** What is taken on each node, kept up to date one change at a time. */
import { nameOf } from '../../kube/types.ts';
import { sameJson } from '../api/object.ts';
import { controllerOf, placeOf } from '../controllers/workloads.ts';
import { type Amounts, difference, NOTHING, requestOf, sum } from './amounts.ts';
import { guardsOf, type Neighbour } from './neighbours.ts';
import { isFinished, type SimulatedPod } from './pod.ts';

interface Occupant extends Neighbour {
  readonly uid: string;
  readonly controller: string;
  readonly request: Amounts;
}

interface Tally {
  pods: number;
  requested: Amounts;
  readonly byController: Map<string, number>;
}

export class Occupancy {
  /** By `namespace/name`. */
  readonly #occupants = new Map<string, Occupant>();
  readonly #guarded = new Map<string, Occupant>();
  /** Uids of pods that are bound, though the watch does not show it yet. */
  readonly #expected = new Set<string>();
  readonly #tallies = new Map<string, Tally>();

  /** Whether a pod has been given a node that it does not show yet. */
  expects({ metadata }: SimulatedPod): boolean {
    return this.#expected.has(metadata.uid ?? '');
  }

  expect(pod: SimulatedPod, node: string): void {
    this.#expected.add(pod.metadata.uid ?? '');
    this.#settle(pod, node);
  }

  /** It did not come. */
  cancel(pod: SimulatedPod): void {
    if (this.#expected.delete(pod.metadata.uid ?? '')) this.#leave(nameOf(placeOf(pod)));
  }

  /** Whether there is more room than before. */
  changed(pod: SimulatedPod): boolean {
    const { nodeName = '' } = pod.spec ?? {};
    if (nodeName === '' && this.expects(pod)) return false;
    this.#expected.delete(pod.metadata.uid ?? '');
    if (nodeName === '' || isFinished(pod)) return this.#leave(nameOf(placeOf(pod)));
    this.#settle(pod, nodeName);
    return false;
  }

  /** Whether there is more room than before. */
  gone(pod: SimulatedPod): boolean {
    this.#expected.delete(pod.metadata.uid ?? '');
    return this.#leave(nameOf(placeOf(pod)));
  }

  pods(node: string): number {
    return this.#tallies.get(node)?.pods ?? 0;
  }

  requested(node: string): Amounts {
    return this.#tallies.get(node)?.requested ?? NOTHING;
  }

  /** Pods of that controller on the node. */
  siblings(node: string, controller: string): number {
    return this.#tallies.get(node)?.byController.get(controller) ?? 0;
  }

  all(): Iterable<Neighbour> {
    return this.#occupants.values();
  }

  guarded(): Iterable<Neighbour> {
    return this.#guarded.values();
  }

  #settle(pod: SimulatedPod, node: string): void {
    const name = nameOf(placeOf(pod));
    const { uid = '', namespace = '', labels } = pod.metadata;
    const known = this.#occupants.get(name);
    // What it asks for does not change.
    if (known?.uid === uid && known.node === node && sameJson(known.labels, labels)) return;
    this.#leave(name);
    const controller = controllerOf(pod)?.uid ?? '';
    const occupant = { uid, node, namespace, labels, controller, guards: guardsOf(pod), request: requestOf(pod) };
    this.#occupants.set(name, occupant);
    if (occupant.guards.length > 0) this.#guarded.set(name, occupant);
    this.#count(occupant, 1);
  }

  #leave(name: string): boolean {
    const known = this.#occupants.get(name);
    if (!known) return false;
    this.#occupants.delete(name);
    this.#guarded.delete(name);
    this.#count(known, -1);
    return true;
  }

  #count({ node, controller, request }: Occupant, by: 1 | -1): void {
    const tally = this.#tallies.get(node) ?? { pods: 0, requested: NOTHING, byController: new Map<string, number>() };
    this.#tallies.set(node, tally);
    tally.pods += by;
    tally.requested = by === 1 ? sum(tally.requested, request) : difference(tally.requested, request);
    const siblings = (tally.byController.get(controller) ?? 0) + by;
    if (siblings === 0) tally.byController.delete(controller);
    else tally.byController.set(controller, siblings);
  }
}

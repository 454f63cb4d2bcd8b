/** Keeps the status of PodDisruptionBudgets, by which evictions are allowed. */
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource } from '../../../kube/types.ts';
import { matches } from '../../selectors/label-selector.ts';
import { type Controller, type Means, queueOf } from '../controller.ts';
import { type Say, sayWith } from '../pod-hands.ts';
import { tellStatus } from '../status-writing.ts';
import { BUDGETS, DEPLOYMENTS, isSameKind, PODS, type Pod, placeOf, REPLICA_SETS } from '../workloads.ts';
import { type Scales, scalesOf } from './scales.ts';
import { shownSelector } from './shown-selector.ts';
import { type Budget, budgetStatus, failedStatus, needsScale, nextGivenUp } from './status.ts';

export class Guard implements Controller {
  /** A server without the stable version of budgets never shows any, and nothing is ever done. */
  readonly needs = [BUDGETS, PODS, REPLICA_SETS, DEPLOYMENTS];
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;

  constructor(means: Means, events: EventRecorder) {
    this.#means = means;
    this.#say = sayWith(events);
    this.queue = queueOf(means, 'disruption budget', (name) => this.#pass(name));
  }

  changed(resource: Resource, { before, after }: Change): void {
    if (isSameKind(resource, BUDGETS)) {
      if (after) this.queue.add(nameOf(placeOf(after)));
    } else if (isSameKind(resource, PODS)) for (const pod of [before, after]) if (pod) this.#podChanged(pod);
  }

  #podChanged({ metadata: { namespace = '', labels } }: KubeObject): void {
    const { watched } = this.#means;
    // What comes later is looked at when it comes.
    if (!watched.hasListed([BUDGETS])) return;
    for (const one of watched.view(BUDGETS).by('namespace', namespace))
      if (matches((one as Budget).spec?.selector, labels)) this.queue.add(nameOf(placeOf(one)));
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const budget = watched.view(BUDGETS).get(name) as Budget | undefined;
    if (!budget) return undefined;
    const pods = this.#podsOf(budget);
    if (pods.length === 0) this.#say(budget, 'Normal', 'NoPods', 'No matching pods found');
    const scales = needsScale(budget) ? await scalesOf(pods, this.#means) : NO_SCALES;
    if ('problem' in scales) {
      const message = `Failed to calculate the number of expected pods: ${scales.problem}`;
      this.#say(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
      // An eviction that was allowed meanwhile must not be forgotten: the write is guarded.
      await tellStatus(this.#means, BUDGETS, budget, failedStatus(budget, scales.problem, clock.now()));
      return undefined;
    }
    this.#warn(budget, scales);
    const seen = { budget, pods, scale: scales.scale, now: clock.now() };
    await tellStatus(this.#means, BUDGETS, budget, budgetStatus(seen));
    return nextGivenUp(seen);
  }

  #podsOf({ metadata, spec }: Budget): readonly Pod[] {
    const all = this.#means.watched.view(PODS).by('namespace', metadata.namespace ?? '') as Iterable<Pod>;
    return [...all].filter((pod) => matches(spec?.selector, pod.metadata.labels));
  }

  #warn(budget: Budget, { unmanaged }: Scales): void {
    if (unmanaged.length === 0) return;
    const selector = shownSelector(budget.spec?.selector);
    const message =
      `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. ` +
      'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
      'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
    this.#say(budget, 'Warning', 'UnmanagedPods', message);
  }
}

const NO_SCALES: Scales = { scale: 0, unmanaged: [] };

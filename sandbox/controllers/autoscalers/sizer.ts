/** Keeps the size of workloads as their HorizontalPodAutoscalers want it. */
import type { EventRecorder } from '../../../kube/events.ts';
import type { Queue } from '../../../kube/queue.ts';
import type { Change } from '../../../kube/store.ts';
import { type KubeObject, nameOf, type Resource } from '../../../kube/types.ts';
import { unlessMissing, wordsOf } from '../api.ts';
import { type Controller, inSeconds, type Means, queueOf } from '../controller.ts';
import { type Say, sayWith } from '../pod-hands.ts';
import { AUTOSCALERS, PODS, placeOf } from '../workloads.ts';
import type { Autoscaler, AutoscalerStatus, BusyPod, Scale } from './autoscaler.ts';
import { type Memory, withStep } from './memory.ts';
import { autoscalerPlan, type Plan } from './plan.ts';
import { ambiguity, type Selection, selectedBy, selectionOf, type Unselected } from './selection.ts';
import { type Refused, statusAfter, statusWithoutScale } from './status.ts';
import { type Target, targetOf } from './target.ts';
import type { Measure } from './usage.ts';
import { autoscalerOf, isAutoscaler, statusChange } from './versions.ts';

/** Seconds from one look to the next; also to the first one after a change. */
const PERIOD = 15;

export class Sizer implements Controller {
  readonly queue: Queue;
  readonly #means: Means;
  readonly #say: Say;
  readonly #measure: Measure;
  /** By the autoscaler's name. */
  readonly #memories = new Map<string, Memory>();
  readonly #selections = new Map<string, Selection>();

  constructor(means: Means, events: EventRecorder, measure: Measure = () => undefined) {
    this.#means = means;
    this.#say = sayWith(events);
    this.#measure = measure;
    this.queue = queueOf(means, 'autoscaler', (name) => this.#pass(name));
  }

  /** A server that has neither version is left alone. */
  get needs(): readonly Resource[] {
    return [this.#resource() ?? AUTOSCALERS, PODS];
  }

  changed(resource: Resource, { before, after }: Change): void {
    if (!isAutoscaler(resource)) return;
    if (after) this.queue.addAt(nameOf(placeOf(after)), inSeconds(this.#means.clock, PERIOD));
    else if (before) this.#forget(nameOf(placeOf(before)));
  }

  #forget(name: string): void {
    this.#memories.delete(name);
    this.#selections.delete(name);
  }

  /** In the version that the server prefers. */
  #resource(): Resource | undefined {
    return this.#means.kinds().resources.find(isAutoscaler);
  }

  async #pass(name: string): Promise<Date | undefined> {
    const { watched, clock } = this.#means;
    const resource = this.#resource();
    const object = resource && watched.view(resource).get(name);
    if (!object) {
      this.#forget(name);
      return undefined;
    }
    const autoscaler = autoscalerOf(object);
    const { namespace } = placeOf(object);
    const target = await targetOf(autoscaler.spec.scaleTargetRef ?? {}, namespace, this.#means);
    if ('problem' in target) {
      this.#say(object, 'Warning', 'FailedGetScale', target.problem);
      await this.#tell(resource, object, statusWithoutScale(autoscaler.status, target.problem, clock.now()));
    } else await this.#resize(resource, object, target);
    return inSeconds(clock, PERIOD);
  }

  async #resize(resource: Resource, object: KubeObject, target: Target): Promise<void> {
    const name = nameOf(placeOf(object));
    const autoscaler = autoscalerOf(object);
    const plan = autoscalerPlan({
      autoscaler,
      scale: target.scale,
      pods: this.#podsOf(autoscaler, target.scale),
      measure: this.#measure,
      memory: this.#memories.get(name),
      now: this.#means.clock.now(),
    });
    this.#memories.set(name, plan.memory);
    for (const { type, reason, message } of plan.news) this.#say(object, type, reason, message);
    const refused = plan.reason === undefined ? undefined : await this.#rescale(object, target, plan);
    const now = this.#means.clock.now();
    await this.#tell(resource, object, statusAfter(autoscaler.status, plan, { now, refused }));
  }

  #podsOf({ metadata }: Autoscaler, { status = {} }: Scale): readonly BusyPod[] | Unselected {
    const { namespace = '' } = metadata;
    const name = nameOf({ namespace, name: metadata.name });
    const selection = selectionOf(status.selector ?? '', this.#selections.get(name));
    if ('problem' in selection) {
      this.#selections.delete(name);
      return selection;
    }
    this.#selections.set(name, selection);
    const all = this.#means.watched.view(PODS).by('namespace', namespace) as readonly BusyPod[];
    const pods = selectedBy(selection, all);
    const others = [...this.#selections].flatMap(([key, one]) =>
      key !== name && key.startsWith(`${namespace}/`)
        ? [{ name: key.slice(namespace.length + 1), selection: one }]
        : [],
    );
    return ambiguity({ name: metadata.name, selection }, pods, { others, namespace }) ?? pods;
  }

  /** Why it did not succeed, if so. */
  async #rescale(object: KubeObject, { resource, scale }: Target, plan: Plan): Promise<Refused | undefined> {
    const { current, desired = current, reason } = plan;
    const words = `New size: ${desired}; reason: ${reason}`;
    const { namespace } = placeOf(object);
    const body: Scale = { ...scale, spec: { ...scale.spec, replicas: desired } };
    try {
      await this.#means.api.replace(resource, { namespace, name: scale.metadata.name }, body, '/scale');
    } catch (error) {
      this.#say(object, 'Warning', 'FailedRescale', `${words}; error: ${wordsOf(error)}`);
      return { words: wordsOf(error) };
    }
    this.#say(object, 'Normal', 'SuccessfulRescale', words);
    const stepped = withStep(plan.memory, current, desired, this.#means.clock.now().getTime());
    this.#memories.set(nameOf(placeOf(object)), stepped);
    return undefined;
  }

  async #tell(resource: Resource, object: KubeObject, next: AutoscalerStatus): Promise<void> {
    const { api, watched } = this.#means;
    const change = statusChange(object, next);
    const told = change && (await unlessMissing(api.patch(resource, placeOf(object), change, '/status')));
    if (told) watched.put(told);
  }
}

/** Simulated users: objects whose annotation asks for requests get them, evenly spaced. */
import type { Clock, Random } from '../../kube/clock.ts';
import type { Change } from '../../kube/store.ts';
import { type KubeObject, nameOf, refOf } from '../../kube/types.ts';
import type { Send } from './exchange.ts';
import type { RouteTable } from './known.ts';
import type { TrafficRequest } from './routes/choice.ts';
import { RATE, wantedRate, wantedRequest } from './wanted-load.ts';

export interface LoadMeans {
  readonly clock: Clock;
  readonly random: Random;
  readonly routes: () => RouteTable;
  /** Whether the cluster is known so far that requests make sense. */
  readonly isReady: () => boolean;
  readonly send: Send;
  readonly onProblem: (what: string, error: unknown) => void;
}

interface Running {
  readonly rate: number;
  object: KubeObject;
  /** For which routes the request holds. */
  table?: RouteTable;
  request?: TrafficRequest | undefined;
  cancel: () => void;
}

/** Users who wait for so many answers ask no more. */
const MOST_UNDER_WAY = 1_000;
/** Who comes so late leaves out what he has missed. */
const MOST_LATE = 1_000;

export class Load {
  readonly #means: LoadMeans;
  readonly #running = new Map<string, Running>();
  /** What was last said of an object. */
  readonly #told = new Map<string, string>();
  #underWay = 0;

  constructor(means: LoadMeans) {
    this.#means = means;
  }

  changed({ before, after }: Change): void {
    const object = after ?? before;
    if (!object) return;
    const key = `${object.kind} ${nameOf(refOf(object))}`;
    const rate = after && wantedRate(after);
    const wanted = typeof rate === 'number' ? rate : undefined;
    const running = this.#running.get(key);
    if (typeof rate === 'object') this.#tell(key, rate.problem);
    else if (wanted === undefined || running?.rate !== wanted) this.#told.delete(key);
    if (running?.rate !== wanted) this.#restart(key, object, wanted);
    else if (running) Object.assign(running, { object, table: undefined });
  }

  stop(): void {
    for (const { cancel } of this.#running.values()) cancel();
    this.#running.clear();
  }

  #restart(key: string, object: KubeObject, rate: number | undefined): void {
    this.#running.get(key)?.cancel();
    this.#running.delete(key);
    if (rate === undefined) return;
    const running: Running = { rate, object, cancel: () => undefined };
    this.#running.set(key, running);
    const { clock, random } = this.#means;
    this.#wait(key, running, clock.monotonic() + (random() * 1000) / rate);
  }

  #wait(key: string, running: Running, due: number): void {
    const { clock } = this.#means;
    running.cancel = clock.after(due - clock.monotonic(), () =>
      this.#wait(key, running, this.#turn(key, running, due)),
    );
  }

  /** Sends what is due, and tells when the next one is. */
  #turn(key: string, running: Running, due: number): number {
    const now = this.#means.clock.monotonic();
    const every = 1000 / running.rate;
    let next = Math.max(due, now - MOST_LATE);
    // A timer may come a little early.
    for (; next <= now + 0.5; next += every) this.#send(key, running);
    return next;
  }

  #send(key: string, running: Running): void {
    if (!this.#means.isReady() || this.#underWay >= MOST_UNDER_WAY) return;
    const request = this.#requestOf(running);
    if (!request) {
      this.#tell(key, `${RATE}: no route comes of it that requests could take`);
      return;
    }
    this.#underWay++;
    const over = () => void this.#underWay--;
    this.#means.send(request).then(over, over);
  }

  #requestOf(running: Running): TrafficRequest | undefined {
    const table = this.#means.routes();
    if (running.table !== table) {
      running.table = table;
      running.request = wantedRequest(running.object, [...table.outside, ...table.mesh]);
    }
    return running.request;
  }

  #tell(key: string, what: string): void {
    if (this.#told.get(key) === what) return;
    this.#told.set(key, what);
    this.#means.onProblem(key, new Error(what));
  }
}

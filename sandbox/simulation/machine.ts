/** One simulated process: its own clock and chance, and a gate through which everything reaches it, so that it can stand still or die. */
import type { Clock, Random } from '../../kube/clock.ts';
import type { Timeline } from './timeline.ts';

export interface MachineOptions {
  readonly name: string;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly note: (what: string) => void;
}

export class Machine {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  /** A line of the trace, such as a decision. */
  readonly note: (what: string) => void;
  readonly #timeline: Timeline;
  #state: 'running' | 'paused' | 'dead' = 'running';
  /** What waits until the machine goes on. */
  #held: (() => void)[] = [];
  readonly #atDeath = new Set<() => void>();
  /** By how much its clock on the wall is wrong. */
  #offset = 0;

  constructor({ name, timeline, random, note }: MachineOptions) {
    this.name = name;
    this.random = random;
    this.note = note;
    this.#timeline = timeline;
    this.clock = {
      now: () => new Date(timeline.now().getTime() + this.#offset),
      monotonic: () => timeline.elapsed,
      after: (ms, run) => this.#after(ms, run),
    };
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** Runs something in the process: now, when it goes on, or never. */
  enter(run: () => void): void {
    if (this.#state === 'running') run();
    else if (this.#state === 'paused') this.#held.push(run);
  }

  /** Nothing of the process goes on; what it has sent is lost unless the server has it. */
  crash(): void {
    if (this.isDead) return;
    this.#state = 'dead';
    this.#held = [];
    for (const end of this.#atDeath) end();
    this.#atDeath.clear();
  }

  /** Calls `run` if the process dies; the answer forgets it. */
  onDeath(run: () => void): () => void {
    this.#atDeath.add(run);
    return () => this.#atDeath.delete(run);
  }

  /** Everything waits for so long, as when a machine is suspended. */
  pause(ms: number): void {
    if (this.#state !== 'running') return;
    this.note(`stands still for ${Math.round(ms)} ms`);
    this.#state = 'paused';
    this.#timeline.after(ms, () => this.#resume());
  }

  /** Sets the clock on the wall forward or back. */
  jump(ms: number): void {
    this.note(`its clock jumps by ${Math.round(ms)} ms`);
    this.#offset += ms;
  }

  #resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.note('goes on');
    const held = this.#held;
    this.#held = [];
    // One after another: between two of them promises settle.
    const next = () => {
      const run = held.shift();
      if (!run) return;
      this.enter(run);
      this.#timeline.after(0, next);
    };
    next();
  }

  #after(ms: number, run: () => void): () => void {
    let isCancelled = false;
    const cancel = this.#timeline.after(ms, () =>
      this.enter(() => {
        if (!isCancelled) run();
      }),
    );
    return () => {
      isCancelled = true;
      cancel();
    };
  }
}

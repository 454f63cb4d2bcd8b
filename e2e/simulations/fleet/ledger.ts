/** What was there before each write and after it, who wrote, and which specs a process may still believe in. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { ROUTES } from './routes/forms.ts';
import { NOTHING, type World, worldOf } from './world.ts';

export const CONTROLLER = 'sluice';
/** Whoever stands still, waits for an answer or has lost an event does not know of anything newer than this. */
const OLDEST_BELIEF = 150_000;

export interface Write {
  readonly who: string;
  readonly verb: string;
  readonly kind: string;
  readonly name: string;
  readonly isDone: boolean;
}

interface Known {
  readonly at: number;
  readonly rollout: RolloutObject;
}

const LINE = /^[\d:.]+ (\S+) +(create|update|patch|delete|deletecollection) (\S+) (?:[^\s/]+\/)?(\S+).* -> (\d+)/;

const isOfRouter = (kind: string): boolean => ROUTES.some((one) => one.startsWith(`${kind}.`));

export class Ledger {
  readonly #simulation: Simulation;
  readonly #known = new Map<string, Known[]>();
  readonly #deployed = new Set<string>();
  /** When somebody else last wrote what a router reads, by its name. */
  readonly #meddled = new Map<string, number>();
  /** How often the controller has died. */
  life = 0;
  before: World = NOTHING;
  after: World = NOTHING;
  write: Write | undefined;
  /** The Rollouts of the write in hand, as they were and as they are; those that are new or gone are not among them. */
  rollouts: readonly { readonly was: RolloutObject; readonly is: RolloutObject }[] = [];

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get now(): number {
    return this.#simulation.timeline.elapsed;
  }

  get isByController(): boolean {
    return this.write?.who === CONTROLLER && this.write.isDone;
  }

  /** To be called for every line of the trace. */
  hear(line: string): void {
    if (line.includes(` ${CONTROLLER} `) && line.includes(' CRASH ')) this.life++;
  }

  /** To be called once after every write. */
  look(line: string): void {
    const [, who = '', verb = '', kind = '', name = '', status = ''] = LINE.exec(line) ?? [];
    this.write = { who, verb, kind, name, isDone: status.startsWith('2') };
    if (who === 'user' && verb === 'patch' && isOfRouter(kind)) this.#meddled.set(name, this.now);
    this.before = this.after;
    this.after = worldOf(this.#simulation);
    this.rollouts = this.after.rollouts.flatMap((is) => {
      const was = this.before.rollouts.find((one) => one.metadata.uid === is.metadata.uid);
      return was ? [{ was, is }] : [];
    });
    for (const rollout of this.after.rollouts) this.#remember(rollout);
  }

  /** As the controller may see it: the newest is the last. */
  believed({ metadata }: RolloutObject): readonly RolloutObject[] {
    return (this.#known.get(metadata.uid ?? '') ?? []).map(({ rollout }) => rollout);
  }

  /** Before a Rollout was healthy for the first time nobody is owed an answer. */
  isDeployed({ metadata }: RolloutObject): boolean {
    return this.#deployed.has(metadata.uid ?? '');
  }

  /** What routers show may be other than the controller believes. */
  isMeddledWith({ metadata: { name } }: RolloutObject): boolean {
    return [...this.#meddled].some(
      ([one, at]) => (one === name || one.startsWith(`${name}-`)) && at > this.now - OLDEST_BELIEF,
    );
  }

  #remember(rollout: RolloutObject): void {
    const { uid = '', generation } = rollout.metadata;
    if (rollout.status?.phase === 'Healthy') this.#deployed.add(uid);
    const known = this.#known.get(uid) ?? [];
    const isSame = known.at(-1)?.rollout.metadata.generation === generation;
    const all = isSame ? known : [...known, { at: this.now, rollout }];
    // One counts for as long as the next is young.
    this.#known.set(
      uid,
      all.filter((_, index) => {
        const next = all[index + 1];
        return !next || next.at > this.now - OLDEST_BELIEF;
      }),
    );
  }
}

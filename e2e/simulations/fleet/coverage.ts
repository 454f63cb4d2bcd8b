/** Where users acted and faults struck: at which kind of step, with which strategy, by which router. Read from the traces of stories. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import { CONTROLLER } from './ledger.ts';
import { type Manner, ROUTERS, STRATEGIES } from './manner.ts';
import type { Step } from './steps.ts';
import { ACTIONS, DRIFT } from './users.ts';

export const STEPS = [
  ...['setWeight', 'pause', 'pause with duration', 'setCanaryScale weight', 'setCanaryScale replicas'],
  ...['setCanaryScale matchTrafficWeight', 'setHeaderRoute', 'setMirrorRoute', 'no step'],
] as const;

const FAULTS: Readonly<Record<string, RegExp>> = {
  conflict: / fault: conflict /,
  busy: / fault: busy /,
  error: / fault: error /,
  reset: / fault: reset /,
  silence: / fault: silence /,
  'stale list': / stale list /,
  drop: / fault: drop /,
  duplicate: / fault: duplicate /,
  break: / fault: break /,
  'crash, not sent': / CRASH instead of /,
  'crash, answer lost': / CRASH before the answer /,
  'crash, answered': / CRASH after /,
  'standing still': / stands still /,
  'clock jump': / its clock jumps /,
};

/** What struck, if the line tells of that. */
export function faultIn(line: string): string | undefined {
  if (!line.includes(` ${CONTROLLER} `)) return undefined;
  return Object.keys(FAULTS).find((name) => FAULTS[name]?.test(line));
}

export function stepKind({ spec, status }: RolloutObject): string {
  const step = spec.strategy?.canary?.steps?.[status?.currentStepIndex ?? 0];
  return step ? kindOf(step) : 'no step';
}

function kindOf({ pause, setCanaryScale, ...step }: Step): string {
  if (pause) return pause.duration === undefined ? 'pause' : 'pause with duration';
  if (!setCanaryScale) return Object.keys(step)[0] ?? 'no step';
  const [size] = Object.keys(setCanaryScale);
  return `setCanaryScale ${size}`;
}

/** A line of the trace that coverage is counted from. */
export const hitText = (what: string, { strategy, routers }: Manner, rollout: RolloutObject): string =>
  `${what} hits ${rollout.metadata.name}, ${[strategy, ...routers].join(', ')}, at ${stepKind(rollout)}`;

const HIT = /^[\d:.]+ fleet +(.+) hits \S+, (.+), at (.+)$/;

export const isHit = (line: string): boolean => HIT.test(line);

interface Table {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

const TABLES: readonly Table[] = [
  { rows: ACTIONS, columns: STEPS },
  { rows: Object.keys(FAULTS), columns: STEPS },
  { rows: ACTIONS, columns: STRATEGIES },
  { rows: Object.keys(FAULTS), columns: STRATEGIES },
  { rows: ACTIONS, columns: ROUTERS },
  { rows: Object.keys(FAULTS), columns: ROUTERS },
  { rows: ROUTERS, columns: STEPS },
];

export class Coverage {
  readonly #hits = new Map<string, number>();

  /** Lines of traces; those that tell of no hit are passed over. */
  add(lines: readonly string[]): void {
    for (const line of lines) {
      const [, what = '', manner, step = ''] = HIT.exec(line) ?? [];
      if (manner === undefined) continue;
      const [strategy = '', ...routers] = manner.split(', ');
      for (const other of [strategy, ...routers, step]) this.#count(cell(what, other));
      for (const router of routers) this.#count(cell(router, step));
    }
  }

  /** Such as `abort x setWeight`. */
  get empty(): readonly string[] {
    return TABLES.flatMap(({ rows, columns }) =>
      rows.flatMap((row) => columns.map((column) => cell(row, column))),
    ).filter((one) => !this.#hits.has(one) && !IMPOSSIBLE.includes(one));
  }

  get text(): string {
    return TABLES.map((table) => this.#tableText(table)).join('\n\n');
  }

  #count(name: string): void {
    this.#hits.set(name, (this.#hits.get(name) ?? 0) + 1);
  }

  #tableText({ rows, columns }: Table): string {
    const widest = Math.max(...rows.map(({ length }) => length));
    const line = (first: string, cells: readonly string[]) =>
      [first.padEnd(widest), ...cells.map((one, index) => one.padStart(columns[index]?.length ?? 0))].join('  ');
    return [
      line('', columns),
      ...rows.map((row) =>
        line(
          row,
          columns.map((column) => String(this.#hits.get(cell(row, column)) ?? '-')),
        ),
      ),
    ].join('\n');
  }
}

const cell = (row: string, column: string): string => `${row} x ${column}`;

/** Without steps there is none to skip, and without a router there are no weights. */
const IMPOSSIBLE: readonly string[] = [
  ...['rollingUpdate', 'blue-green', 'blue-green with preview'].map((strategy) => cell('skip a step', strategy)),
  ...['basic', 'rollingUpdate', 'blue-green', 'blue-green with preview'].map((strategy) => cell(DRIFT, strategy)),
];

/** What a simulated container does: said by the tag of its image and by annotations of its pod. Pure. */
import { durationOf } from './duration.ts';

export interface Behaviour {
  readonly canBePulled: boolean;
  /** Milliseconds from its start until it is ready; undefined if it never is. */
  readonly readyAfter: number | undefined;
  /** Milliseconds from its start until it is ready no more. */
  readonly unreadyAfter: number | undefined;
  /** Milliseconds from its start until its liveness probe fails. */
  readonly unliveAfter: number | undefined;
  /** Milliseconds from its start until it ends by itself. */
  readonly exitAfter: number | undefined;
  readonly exitCode: number;
  readonly isKilledForMemory: boolean;
  /** What its server answers to every request. */
  readonly answers: 200 | 503;
  /** Milliseconds a request takes. */
  readonly latency: number;
  /** From 0 to 1: the share of requests that is answered with 500. */
  readonly errorRate: number;
  /** Milliseconds it takes to end once it is told to. */
  readonly shutdown: number;
  /** A line of its log. */
  readonly log: string | undefined;
  /** What in the annotations makes no sense, and is ignored. */
  readonly problems: readonly string[];
}

export type Annotations = Readonly<Record<string, string>>;

const PREFIX = 'sluice.dev/sim-';
const READY_AFTER = 2_000;
const SLOWER = 10;
const SHUTDOWN = 1_000;
const LATENCY = 20;
/** So long runs what ends by itself, unless somebody says otherwise. */
export const RUN = 1_000;
const KILLED = 137;
const MOST_EXIT_CODE = 255;

/** `readyAfter`: when containers get ready of which nothing else is said. */
export function behaviourOf(image: string, annotations: Annotations, readyAfter = READY_AFTER): Behaviour {
  const problems: string[] = [];
  const said = wishesIn(annotations, problems);
  const tagged = behaviourOfTag(tagOf(image), readyAfter);
  const exitAfter = said.crashAfter ?? (said.exitCode === undefined ? tagged.exitAfter : (tagged.exitAfter ?? RUN));
  return {
    ...tagged,
    readyAfter: tagged.readyAfter === undefined ? undefined : (said.readyAfter ?? tagged.readyAfter),
    unreadyAfter: said.unreadyAfter,
    unliveAfter: said.unliveAfter,
    exitAfter,
    exitCode: said.exitCode ?? tagged.exitCode,
    shutdown: said.shutdown ?? SHUTDOWN,
    latency: said.latency ?? LATENCY,
    errorRate: said.errorRate ?? 0,
    log: annotations[`${PREFIX}log`],
    problems,
  };
}

/** `latest` if the image names none; a registry's port is no tag, a digest neither. */
export function tagOf(image: string): string {
  const [name = ''] = image.split('@', 1);
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : 'latest';
}

type Tagged = Pick<
  Behaviour,
  'canBePulled' | 'readyAfter' | 'exitAfter' | 'exitCode' | 'isKilledForMemory' | 'answers'
>;

function behaviourOfTag(tag: string, readyAfter: number): Tagged {
  const well = { canBePulled: true, exitAfter: undefined, exitCode: 1, isKilledForMemory: false } as const;
  const usual: Tagged = { ...well, readyAfter, answers: 200 };
  const exit = /^exit-(\d{1,3})$/.exec(tag)?.[1];
  if (exit !== undefined && Number(exit) <= MOST_EXIT_CODE) return { ...usual, exitAfter: RUN, exitCode: Number(exit) };
  switch (tag) {
    case 'bad':
      return { ...usual, canBePulled: false };
    case 'crash':
      return { ...usual, exitAfter: RUN };
    case 'oom':
      return { ...usual, exitAfter: RUN, exitCode: KILLED, isKilledForMemory: true };
    case 'unready':
      return { ...usual, readyAfter: undefined };
    case 'slow':
      return { ...usual, readyAfter: readyAfter * SLOWER };
    case '503':
      return { ...usual, answers: 503 };
    default:
      return usual;
  }
}

interface Said {
  readonly readyAfter: number | undefined;
  readonly unreadyAfter: number | undefined;
  readonly unliveAfter: number | undefined;
  readonly crashAfter: number | undefined;
  readonly exitCode: number | undefined;
  readonly shutdown: number | undefined;
  readonly latency: number | undefined;
  readonly errorRate: number | undefined;
}

function wishesIn(annotations: Annotations, problems: string[]): Said {
  const said = (name: string, meaning: (text: string) => number | undefined, expected: string) => {
    const text = annotations[PREFIX + name];
    const value = text === undefined ? undefined : meaning(text);
    if (text !== undefined && value === undefined)
      problems.push(`${PREFIX}${name}: ${JSON.stringify(text)} is not ${expected}`);
    return value;
  };
  const duration = (name: string) => said(name, durationOf, 'a duration such as 5s or 1m30s');
  return {
    readyAfter: duration('ready-after'),
    unreadyAfter: duration('unready-after'),
    unliveAfter: duration('unlive-after'),
    crashAfter: duration('crash-after'),
    exitCode: said('exit-code', exitCodeOf, `a whole number from 0 to ${MOST_EXIT_CODE}`),
    shutdown: duration('shutdown'),
    latency: duration('latency'),
    errorRate: said('error-rate', shareOf, 'a number from 0 to 1 such as 0.05'),
  };
}

const exitCodeOf = (text: string): number | undefined =>
  /^\d{1,3}$/.test(text) && Number(text) <= MOST_EXIT_CODE ? Number(text) : undefined;

const shareOf = (text: string): number | undefined =>
  /^(?:0|1|[01]?\.\d{1,9})$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;

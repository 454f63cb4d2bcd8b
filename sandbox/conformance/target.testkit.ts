/** An API server under comparison, and one answer of it. */
import type { Response, Transport } from '../../kube/transport.ts';
import type { Verb } from './case.testkit.ts';

export interface Target {
  readonly name: string;
  readonly send: Transport;
}

/** What differs between servers by design: where kinds lie, and how old the server is. */
export interface Traits {
  readonly isOld: boolean;
  /** Values of placeholders such as `{policy}`. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Sent {
  readonly verb: Verb;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** JSON if it was, else the text. */
  readonly body: unknown;
}

const SECONDS = 60;
const WATCH_SECONDS = 30;
const BASE = { accept: 'application/json', 'user-agent': 'conformance/1.0' } as const;

export async function answerOf(target: Target, { verb, path, headers, body }: Sent): Promise<Answer> {
  const response = await target.send({
    method: verb,
    path,
    headers: { ...BASE, ...headers },
    ...(body !== undefined && { body }),
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  return read(response);
}

async function read({ status, headers, body }: Response): Promise<Answer> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  const type = (headers['content-type'] ?? '').split(';')[0] ?? '';
  return { status, type, body: type === 'application/json' ? parsed(text) : text };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export interface Event {
  readonly type: string;
  readonly object: unknown;
}

export interface Opened {
  readonly answer: Answer | undefined;
  /** Until so many have come, or the server ends it. */
  collected(count?: number): Promise<Event[]>;
}

/** A watch; an answer instead of events if the server refuses it. */
export async function opened(target: Target, path: string): Promise<Opened> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(WATCH_SECONDS * 1000)]);
  const response = await target.send({ method: 'GET', path, headers: BASE, signal });
  if (response.status !== 200) return { answer: await read(response), collected: () => Promise.resolve([]) };
  const collected = async (count = Number.POSITIVE_INFINITY): Promise<Event[]> => {
    const events: Event[] = [];
    if (count > 0) await fill(events, response.body, count);
    stop.abort(new Error('enough'));
    return events;
  };
  return { answer: undefined, collected };
}

async function fill(events: Event[], body: Response['body'], count: number): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Event));
    if (events.length >= count) return;
  }
}

/** Asks the server what it is. */
export async function traitsOf(target: Target): Promise<Traits> {
  const version = await answerOf(target, { verb: 'GET', path: '/version' });
  const groups = await answerOf(target, { verb: 'GET', path: '/apis' });
  const { minor = '' } = version.body as { minor?: string };
  const served = (groups.body as GroupList).groups;
  const newest = (group: string): string => {
    const preferred = served.find(({ name }) => name === group)?.versions.map((one) => one.groupVersion) ?? [];
    return preferred.toSorted((a, b) => rank(a) - rank(b))[0] ?? group;
  };
  const isOld = Number.parseInt(minor, 10) < 25;
  return {
    isOld,
    versions: {
      policy: newest('policy'),
      cronBatch: isOld ? 'batch/v1beta1' : 'batch/v1',
      discovery: newest('discovery.k8s.io'),
      autoscaling: isOld ? 'autoscaling/v2beta2' : 'autoscaling/v2',
    },
  };
}

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
}

/** Stable versions first. */
const rank = (groupVersion: string): number => (/beta/.test(groupVersion) ? 1 : 0);

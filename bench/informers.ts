/** Runs our informer and client-node's against the same server, each in a process of its own. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';

export const SIDES = ['ours', 'client-node'] as const;
export type Side = (typeof SIDES)[number] | 'JSON.parse';

type Message = Readonly<Record<string, number | boolean>>;

/** A process that runs one informer. */
export class Run {
  readonly #child: ChildProcess;
  readonly #heard: Message[] = [];
  #wake = () => {};
  /** Set when the process has ended by itself. */
  hasDied = false;

  /** Ours keeps as text what is idle for `coolAfter` milliseconds, or for as long as it usually does. */
  constructor(side: Side, server: string, coolAfter?: number) {
    const execArgv = ['--expose-gc', '--import', 'tsx'];
    this.#child = fork('bench/informer-run.ts', [side, server, String(coolAfter ?? '')], {
      execArgv,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (message: Message) => {
      this.#heard.push(message);
      this.#wake();
    });
    this.#child.on('exit', () => {
      this.hasDied = true;
      this.#wake();
    });
  }

  say(order: object): void {
    if (!this.hasDied) this.#child.send(order);
  }

  /** The next message with this field, or undefined if it does not come in time. */
  async hear(field: string, seconds = 60): Promise<Message | undefined> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      const index = this.#heard.findIndex((message) => field in message);
      if (index >= 0) return this.#heard.splice(index, 1)[0];
      if (this.hasDied) return undefined;
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), sleep(end - performance.now())]);
    }
    return undefined;
  }

  async measure(): Promise<{ cpuMs: number; heap: number; external: number }> {
    this.say({ measure: true });
    const { cpuMs, heap, external } = (await this.hear('cpuMs')) ?? {};
    return { cpuMs: Number(cpuMs), heap: Number(heap), external: Number(external) };
  }

  async end(): Promise<void> {
    if (this.hasDied) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}

export interface Feed {
  readonly url: string;
  /** Answers with the number of connections so far. */
  command(name: 'burst' | 'event' | 'fault', value: string | number): Promise<number>;
  end(): void;
}

/** A server with so many Rollouts. */
export async function feed(objects: number): Promise<Feed> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/feed.ts', String(objects)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const url = String(chunk).trim();
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  return {
    url,
    async command(name, value) {
      const { body } = await request(`${url}/${name}?value=${value}`, { dispatcher });
      return Number(await body.text());
    },
    end: () => child.kill('SIGKILL'),
  };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

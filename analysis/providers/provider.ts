/** What a metric provider is: one question to a metric system. No state, no clock, no retries, no verdicts of its own making. */
import type { KubeObject, Ref } from '../../kube/types.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The server's certificate is not checked. */
  readonly isInsecure?: boolean;
  /** Milliseconds; never more than the measurement has left. */
  readonly timeout?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Milliseconds until the last byte. */
  readonly took: number;
}

/** Resolves whatever the status is; rejects with one line that holds no secret if there is no answer, or too much of it. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

/** A pod that is to be asked itself. */
export interface TargetPod {
  readonly name: string;
  readonly address: string;
}

/** What a measurement may use of the world. All of it ends when the measurement does. */
export interface Asking {
  readonly send: Send;
  /** When the measurement began. */
  readonly now: Date;
  /** Milliseconds between measurements, if there are to be several. */
  readonly interval?: number;
  readonly run: { readonly namespace: string; readonly name: string; readonly startedAt?: Date };
  /** The values of a Secret, in the namespace of the controller or in that of the run; undefined if it is not there. */
  secret(name: string, where: 'controller' | 'run'): Promise<Readonly<Record<string, string>> | undefined>;
  /** What the controller was started with, such as `DD_API_KEY`; undefined if it is not set. */
  setting(name: string): string | undefined;
  /** The headers that sign a request to Amazon Web Services, beside its own. */
  signed(request: HttpRequest, how: AwsSigning): Promise<Readonly<Record<string, string>>>;
  /** What is made with effort and lasts for a while, such as a token: made once for all who ask under the same key. */
  remembered(key: string, made: () => Promise<Lasting>): Promise<string>;
  /** One object of the cluster, in the namespace of the run; undefined if it is not there. */
  read(ref: Omit<Ref, 'namespace'>): Promise<KubeObject | undefined>;
  /** The ready pods of the revision that a provider's block names as its target. */
  readonly pods?: readonly TargetPod[];
  /** Calls a metric plugin; rejects with one line if it cannot or does not answer. */
  plugin(name: string, path: string, body: object): Promise<unknown>;
}

export interface Lasting {
  readonly value: string;
  readonly until: Date;
}

export interface AwsSigning {
  readonly service: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly roleArn?: string | undefined;
}

export interface Measured {
  /** What conditions and formulas see as `result`. */
  readonly value: unknown;
  /** The same for people, as the status has it. */
  readonly text: string;
  /** For the measurement. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What the system itself says of it, where it judges and conditions do not. */
  readonly verdict?: Verdict;
}

export interface Verdict {
  readonly phase: 'Successful' | 'Failed' | 'Inconclusive';
  readonly message?: string;
}

/** The answer takes its time: what is needed to ask for it again, which the status keeps for all to see. */
export interface Unfinished {
  readonly pending: Readonly<Record<string, string>>;
  readonly resumeAt: Date;
}

export type Answer = Measured | Unfinished;

/** Functions reject with an Error of one line if the system could not be asked, or answered what it should not. */
export interface MetricProvider<Config> {
  /** As metrics call it: `Prometheus`. */
  readonly type: string;
  /** Whom a measurement keeps busy, so that a slow one holds up nobody else: a host, or a name. */
  backend(config: Config): string;
  /** Milliseconds after which a measurement is given up. */
  deadline(config: Config): number;
  /** For the metric's result: the query as it is sent. */
  about?(config: Config): Readonly<Record<string, string>>;
  measure(config: Config, asking: Asking): Promise<Answer>;
  resume?(config: Config, pending: Readonly<Record<string, string>>, asking: Asking): Promise<Answer>;
  /** Tells the system that nobody waits any more. */
  cancel?(config: Config, pending: Readonly<Record<string, string>>, asking: Asking): Promise<void>;
}

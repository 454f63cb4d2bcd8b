/**
 * What a metric provider has to show: what it asks, what it makes of each documented answer. The suite of
 * contract.test.ts runs it against a server on this machine, through the real HTTP client.
 */
import type { KubeObject } from '../../kube/types.ts';
import type { Answer, MetricProvider, TargetPod } from './provider.ts';

/** Stands for every credential. It may appear in requests, and nowhere else. */
export const CANARY = 'c4nary-s3cret';

/** When measurements begin. */
export const NOW = new Date('2026-01-02T03:04:05.678Z');

/** A request as it came in. */
export interface Asked {
  readonly method: string;
  /** Whole, as the provider asked for it: requests to all hosts reach the one server of the suite. */
  readonly url: string;
  /** With lower-case names; without those that the client adds to all. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Only if the certificate would not have been checked. */
  readonly isInsecure?: true;
}

export interface Reply {
  /** 200 without it. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects go out as JSON. */
  readonly body: string | object;
}

/** What there is beside metric systems. */
export interface World {
  /** By `controller/name` or `run/name`. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly settings?: Readonly<Record<string, string>>;
  /** In the namespace of the run. */
  readonly objects?: readonly KubeObject[];
  readonly pods?: readonly TargetPod[];
  /** Milliseconds. */
  readonly interval?: number;
}

export interface Row<Config> {
  /** A sentence in the present tense. */
  readonly what: string;
  /** In place of the case's. */
  readonly config?: Config;
  readonly world?: World;
  /** `resume` or `cancel` instead of `measure`, with what was pending. */
  readonly resume?: Readonly<Record<string, string>>;
  readonly cancel?: Readonly<Record<string, string>>;
  /** In the order of requests, or for each by what it asks. Calls of plugins come in as `POST http://plugins.test/NAME/v1/PATH`. */
  readonly replies: readonly Reply[] | ((asked: Asked) => Reply);
  /** All of the requests, exactly. Signed ones have `authorization: signed SERVICE [REGION] [PROFILE] [ROLE]`. */
  readonly asks?: readonly Asked[];
  /** The answer exactly; undefined if it was cancelled. */
  readonly gives: Answer | undefined | { readonly error: string };
}

/** What a server does wrong. */
export const FAULTS = [
  ...['401', '403', '429', '500'],
  ...['garbage', 'nothing', 'another JSON', 'half of it', 'the connection ends', 'too much', 'silence'],
] as const;
export type Fault = (typeof FAULTS)[number];

export interface ProviderCase<Config> {
  readonly provider: MetricProvider<Config>;
  /** A usual one, with credentials that hold CANARY if there are any. */
  readonly config: Config;
  readonly world?: World;
  /** What `backend` and `about` say of it. */
  readonly backend: string;
  readonly about?: Readonly<Record<string, string>>;
  /** The first one is a usual measurement: each of its replies is also replaced by all faults. */
  readonly rows: readonly Row<Config>[];
  /** Faults that are answers like others here, and no errors. */
  readonly tolerates?: readonly Fault[];
}

/** What an instrument is, and those for the passes of a kind, under the names that dashboards know. */

export interface Instrument {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

export interface Timed extends Instrument {
  /** Seconds. */
  readonly buckets: readonly number[];
}

export interface ObjectInstruments {
  readonly pass: Timed;
  readonly failures: Instrument;
  readonly events?: Instrument;
  /** Milliseconds without a pass after which the series of an object go. Without it they stay as long as the object. */
  readonly idle?: number;
}

const OBJECT = ['namespace', 'name'] as const;

/** `of` begins the names: `rollout`. */
export const passInstruments = (of: string) =>
  ({
    pass: {
      name: `${of}_reconcile`,
      help: 'Duration of passes in seconds.',
      labelNames: OBJECT,
      buckets: [0.01, 0.15, 0.25, 0.5, 1],
    },
    failures: { name: `${of}_reconcile_error`, help: 'Passes that failed.', labelNames: OBJECT },
  }) as const satisfies ObjectInstruments;

/** Where the logs of running containers come from: the node's agent, simulated or not. */
import type { ApiObject } from '../api/object.ts';
import type { Sink } from './answer.ts';

export interface LogQuery {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly sinceSeconds: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Begins to write; the answer stops it. Ends the sink when there is no more to come. */
export type LogSource = (pod: ApiObject, query: LogQuery, sink: Sink) => () => void;

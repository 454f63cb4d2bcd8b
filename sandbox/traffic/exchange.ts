/** A user's request to the gateway, and what came of it. */
import type { PodServer } from './pod-server.ts';
import type { TrafficRequest } from './routes/choice.ts';
import type { Backend, Route, Source } from './routes/route.ts';

export interface GatewayAnswer {
  readonly status: number;
  readonly milliseconds: number;
  /** What a real pod says. */
  readonly text?: string;
  /** Where it was sent, as far as it got. */
  readonly namespace?: string;
  readonly service?: string;
  readonly pod?: string;
  readonly version?: string;
  readonly hash?: string;
  /** What the gateway has the client remember. */
  readonly cookies?: readonly string[];
  /** The object that said so: a routing object, or the Service itself. */
  readonly source?: Source;
}

export type Send = (request: TrafficRequest) => Promise<GatewayAnswer>;

/** A request that is over. */
export interface Exchange {
  readonly request: TrafficRequest;
  readonly source: Source;
  /** None if the Service itself was asked for. */
  readonly route: Route | undefined;
  /** Its Service is empty if the route has none with any weight. */
  readonly backend: Backend;
  /** Who answered; nobody if there was no address, or nobody behind it. */
  readonly server: PodServer | undefined;
  readonly status: number;
  readonly milliseconds: number;
  /** A copy, of whose answer the user knows nothing. */
  readonly isMirrored: boolean;
}

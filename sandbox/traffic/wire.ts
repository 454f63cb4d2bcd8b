/** How requests travel: from users to the gateway, and from there to pods. */

import type { Send } from './exchange.ts';
import type { PodServer } from './pod-server.ts';
import type { TrafficRequest } from './routes/choice.ts';

/** Nobody there, or gone in the middle of it; no answer in time. */
export type Failure = 'refused' | 'late';

/** Where a pod is: simulated ones are known by who they are, real ones by their address. */
export interface Place {
  readonly uid: string;
  readonly ip: string;
  /** Undefined if the Endpoints tell none. */
  readonly port: number | undefined;
}

export interface PodAnswer {
  readonly status: number;
  /** What a real pod says. */
  readonly text?: string;
}

export interface Wire {
  /** From now on this is what the pod answers. */
  serve(server: PodServer): void;
  /** Nobody listens there any more; requests under way are cut off. */
  end(uid: string): void;
  ask(place: Place, request: TrafficRequest, timeout: number): Promise<PodAnswer | Failure>;
  /** The way that users' requests take to the gateway. */
  users(send: Send): Send;
  close(): Promise<void>;
}

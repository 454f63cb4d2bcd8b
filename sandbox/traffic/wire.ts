/** How requests travel: from users to the gateway, and from there to pods. */

import type { Send } from './exchange.ts';
import type { PodServer } from './pod-server.ts';
import type { TrafficRequest } from './routes/choice.ts';

/** Nobody there, or gone in the middle of it; no answer in time. */
export type Failure = 'refused' | 'late';

export interface Wire {
  /** From now on this is what the pod answers. */
  serve(server: PodServer): void;
  /** Nobody listens there any more; requests under way are cut off. */
  end(uid: string): void;
  /** The status that the pod answers with. */
  ask(uid: string, request: TrafficRequest, timeout: number): Promise<number | Failure>;
  /** The way that users' requests take to the gateway. */
  users(send: Send): Send;
  close(): Promise<void>;
}

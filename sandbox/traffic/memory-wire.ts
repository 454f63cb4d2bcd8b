/** The wire without sockets: a request takes its time on the clock it is given, which may be a virtual one. */
import type { Clock, Random } from '../../kube/clock.ts';
import { type PodServer, replyOf } from './pod-server.ts';
import { type Waits, waits } from './waits.ts';
import type { Wire } from './wire.ts';

interface Serving {
  server: PodServer;
  readonly requests: Waits;
}

export function memoryWire(clock: Clock, random: Random): Wire {
  const serving = new Map<string, Serving>();
  const end = (uid: string): void => {
    serving.get(uid)?.requests.cut();
    serving.delete(uid);
  };
  return {
    serve(server) {
      const known = serving.get(server.uid);
      if (known) known.server = server;
      else serving.set(server.uid, { server, requests: waits(clock) });
    },
    end,
    async ask({ uid }, _, timeout) {
      const asked = serving.get(uid);
      if (!asked) return 'refused';
      const { status, after } = replyOf(asked.server, random);
      if (!(await asked.requests.wait(Math.min(after, timeout)))) return 'refused';
      return after > timeout ? 'late' : { status };
    },
    users: (send) => send,
    close() {
      for (const uid of [...serving.keys()]) end(uid);
      return Promise.resolve();
    },
  };
}

/** The wire with real sockets: each pod's server has a port of its own, and users reach the gateway over HTTP. */
import type { Agent } from 'node:http';
import type { Clock, Random } from '../kube/clock.ts';
import { answerFrom, type GatewayPort, keptAgent, listenForUsers } from './http-gateway.ts';
import { answer, type Loopback, listenOnLoopback } from './loopback.ts';
import { memoryWire } from './traffic/memory-wire.ts';
import { bodyOf, type PodServer, replyOf } from './traffic/pod-server.ts';
import type { TrafficRequest } from './traffic/routes/choice.ts';
import { type Waits, waits } from './traffic/waits.ts';
import type { Failure, Place, PodAnswer, Wire } from './traffic/wire.ts';

export interface HttpWireOptions extends GatewayPort {
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (what: string, error: unknown) => void;
}

export interface HttpWire extends Wire {
  /** Where the gateway listens. */
  readonly url: string;
}

interface Serving {
  server: PodServer;
  readonly requests: Waits;
  /** Undefined if it has no socket. */
  readonly listening: Promise<Loopback | undefined>;
}

/** Each takes a file descriptor or a few, of which many systems give a thousand. The other pods go without. */
const MOST_SOCKETS = 200;
const LOOPBACK = '127.0.0.1';

export async function openHttpWire(options: HttpWireOptions): Promise<HttpWire> {
  const agent = keptAgent();
  const gateway = await listenForUsers(options, agent);
  const pods = podSockets(options, agent);
  return {
    ...pods,
    url: gateway.url,
    users: gateway.users,
    async close() {
      agent.destroy();
      await Promise.all([gateway.close(), pods.close()]);
    },
  };
}

function podSockets({ clock, random, onProblem }: HttpWireOptions, agent: Agent) {
  const serving = new Map<string, Serving>();
  const socketless = memoryWire(clock, random);

  const open = async (one: Pick<Serving, 'server' | 'requests'>): Promise<Loopback | undefined> => {
    try {
      return await listenOnLoopback({
        port: 0,
        async handle(request, response) {
          request.resume();
          const { status, after } = replyOf(one.server, random);
          if (await one.requests.wait(after)) answer(response, status, bodyOf(one.server));
        },
      });
    } catch (error) {
      onProblem(`Pod ${one.server.namespace}/${one.server.name} has no socket of its own`, error);
      return undefined;
    }
  };
  const end = async (uid: string): Promise<void> => {
    const one = serving.get(uid);
    serving.delete(uid);
    socketless.end(uid);
    one?.requests.cut();
    await (await one?.listening)?.close();
  };

  return {
    serve(server: PodServer): void {
      socketless.serve(server);
      const known = serving.get(server.uid);
      if (known) known.server = server;
      if (known || serving.size >= MOST_SOCKETS) return;
      const made = { server, requests: waits(clock) };
      serving.set(server.uid, Object.assign(made, { listening: open(made) }));
    },
    end: (uid: string) => void end(uid),
    async ask(place: Place, request: TrafficRequest, timeout: number): Promise<PodAnswer | Failure> {
      const listening = await serving.get(place.uid)?.listening;
      if (!listening) return await socketless.ask(place, request, timeout);
      const { port } = listening;
      const at = { agent, host: LOOPBACK, port };
      const answered = await answerFrom(at, { ...request, host: `${LOOPBACK}:${port}` }, timeout);
      // It is one of ours, and says only who it is.
      return typeof answered === 'string' ? answered : { status: answered.status };
    },
    async close(): Promise<void> {
      await Promise.all([...serving.keys()].map(end));
      await socketless.close();
    },
  };
}

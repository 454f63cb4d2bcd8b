/** The wire to real pods: requests go to the addresses that their Endpoints tell, each over a new connection. */
import { Agent } from 'node:http';
import { answerFrom, type GatewayPort, keptAgent, listenForUsers } from './http-gateway.ts';
import type { HttpWire } from './http-wire.ts';

export async function openPodWire(port: GatewayPort): Promise<HttpWire> {
  const [userAgent, agent] = [keptAgent(), new Agent({ keepAlive: false })];
  const gateway = await listenForUsers(port, userAgent);
  return {
    url: gateway.url,
    users: gateway.users,
    // What they answer is their own business, and so is when they end.
    serve: () => undefined,
    end: () => undefined,
    ask({ ip, port: open }, request, timeout) {
      if (open === undefined) return Promise.resolve('refused');
      return answerFrom({ agent, host: ip, port: open }, request, timeout);
    },
    async close() {
      for (const one of [userAgent, agent]) one.destroy();
      await gateway.close();
    },
  };
}

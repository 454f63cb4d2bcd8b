/** Simulated traffic over real sockets: the gateway and the query interface each at a port of its own. */
import type { Clock, Random } from '../kube/clock.ts';
import type { Transport } from '../kube/transport.ts';
import type { KubeObject } from '../kube/types.ts';
import { openHttpWire } from './http-wire.ts';
import { listenForQueries } from './metrics-listener.ts';
import type { Exchange } from './traffic/exchange.ts';
import { startTraffic } from './traffic/traffic.ts';

/** 0 for any that is free. */
export interface Port {
  readonly port: number;
  /** Takes another if this one is in use. */
  readonly isOptional?: boolean;
}

export interface ServedTrafficOptions {
  readonly gateway: Port;
  readonly metrics: Port;
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface ServedTraffic {
  readonly gatewayUrl: string;
  readonly metricsUrl: string;
  usage(pod: KubeObject): number | undefined;
  stop(): Promise<void>;
}

interface Means {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem: (what: string, error: unknown) => void;
}

export async function serveTraffic(means: Means, options: ServedTrafficOptions): Promise<ServedTraffic> {
  const { gateway, metrics: queries, onExchange } = options;
  const wire = await openHttpWire({ ...gateway, ...means }).catch(naming('--gateway-port'));
  const traffic = startTraffic({ ...means, wire, ...(onExchange && { onExchange }) });
  try {
    const listening = await listenForQueries(queries, traffic.metrics, means.clock).catch(naming('--metrics-port'));
    return {
      gatewayUrl: wire.url,
      metricsUrl: listening.url,
      usage: (pod) => traffic.usage(pod),
      async stop() {
        await listening.close();
        await traffic.stop();
      },
    };
  } catch (error) {
    await traffic.stop();
    throw error;
  }
}

const naming =
  (flag: string) =>
  (error: NodeJS.ErrnoException & { readonly port?: number }): never => {
    const why = error.code === 'EADDRINUSE' ? 'in use' : error.code === 'EACCES' ? 'not open to this user' : undefined;
    if (why === undefined) throw error;
    throw new Error(`port ${error.port} on 127.0.0.1 is ${why}; choose another with ${flag}`);
  };

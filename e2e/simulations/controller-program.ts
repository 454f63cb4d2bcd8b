/** The controller's own runtime as a program of a simulation. */
import { readConfig } from '../../controller/config.ts';
import { Controller, type Means } from '../../controller/runtime/controller.ts';
import type { Log } from '../../controller/runtime/log.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import { ApiClient } from '../../kube/api.ts';
import type { Machine } from '../../sandbox/simulation/machine.ts';
import type { Program } from '../../sandbox/simulation/simulation.ts';

const LEASE_DEADLINE = 3_000;

/** What one process works with. */
export interface Worker {
  readonly client: ApiClient;
  readonly machine: Machine;
  /** Of this process and no other. */
  readonly identity: string;
}

type Work = Pick<Means, 'reconcilers' | 'effects'>;

/** Leases are in the namespace; `workOf` is asked anew for each process. */
export const controllerProgram =
  (namespace: string, flags: readonly string[], workOf: (worker: Worker) => Work): Program =>
  ({ transport, machine }) => {
    const { name, clock, random, note } = machine;
    const calls = { transport, clock, random };
    const client = new ApiClient(calls);
    const identity = `${name}-${Math.floor(random() * 1e9)}`;
    new Controller({
      ...{ client, clock, random, identity, leaseNamespace: namespace },
      leaseClient: new ApiClient({ ...calls, deadline: LEASE_DEADLINE }),
      log: logTo(note),
      metrics: new Metrics(),
      config: readConfig(['--lease-namespace', namespace, ...flags], {}),
      ...workOf({ client, machine, identity }),
    }).start();
  };

function logTo(note: (what: string) => void): Log {
  const line = (fields: object, message: string) => note(`log: ${message} ${JSON.stringify(fields)}`);
  return { debug: () => {}, info: line, warn: line, error: line };
}

/** The controller's own runtime as a program of a simulation. */
import { readConfig } from '../../controller/config.ts';
import { Controller, type Means } from '../../controller/runtime/controller.ts';
import type { Log } from '../../controller/runtime/log.ts';
import { Metrics } from '../../controller/runtime/metrics.ts';
import { ApiClient } from '../../kube/api.ts';
import type { Machine } from '../../sandbox/simulation/machine.ts';
import type { Program } from '../../sandbox/simulation/simulation.ts';
import { flow } from '../../sandbox/simulation/trace.ts';

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

/** What the log says of a pass, as far as its line tells it. */
interface Pass {
  readonly part: string;
  readonly key: string;
  readonly plan: readonly string[];
  readonly status?: readonly string[];
  readonly notices?: readonly string[];
  readonly wakeAt?: Date;
}

export function logTo(note: (what: string) => void): Log {
  const line = (fields: object, message: string) => note(lineOf(fields, message));
  return { debug: () => {}, info: line, warn: line, error: line };
}

function lineOf(fields: object, message: string): string {
  if (message === 'pass') return passText(fields as Pass);
  return Object.keys(fields).length > 0 ? `${message} ${flow(fields)}` : message;
}

function passText({ part, key, plan, status, notices, wakeAt }: Pass): string {
  const told = [plan.join('; '), listed('status', status), listed('notices', notices)];
  if (wakeAt) told.push(`wakes at ${wakeAt.toISOString()}`);
  return `pass ${part} ${key}: ${told.filter((text) => text !== '').join(' | ')}`;
}

const listed = (what: string, names: readonly string[] = []): string =>
  names.length > 0 ? `${what} ${names.join(', ')}` : '';

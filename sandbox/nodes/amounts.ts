/** What pods ask for and what nodes have to give, in whole millicores and bytes. Pure. */
import { quantity } from '../kinds/rules/quantities.ts';
import type { NodeObject } from './fleet.ts';
import { type Container, isSidecar, type SimulatedPod } from './pod.ts';

export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
}

export interface Capacity extends Amounts {
  readonly pods: number;
}

export const NOTHING: Amounts = { cpu: 0, memory: 0 };

/** A node that does not say what it has, has enough. */
export function capacityOf({ status }: NodeObject): Capacity {
  const { cpu, memory, pods } = status?.allocatable ?? {};
  return {
    cpu: cpu === undefined ? Infinity : thousandths(cpu),
    memory: memory === undefined ? Infinity : wholes(memory),
    pods: pods === undefined ? Infinity : wholes(pods),
  };
}

/** All that run together, or the init containers if one of them needs more for itself. */
export function requestOf({ spec = {} }: SimulatedPod): Amounts {
  let beside = NOTHING;
  let peak = NOTHING;
  for (const one of spec.initContainers ?? []) {
    const needed = sum(beside, amountsIn(one));
    peak = larger(peak, needed);
    if (isSidecar(one)) beside = needed;
  }
  for (const one of spec.containers ?? []) beside = sum(beside, amountsIn(one));
  return sum(larger(peak, beside), amountsOf(spec.overhead));
}

export const sum = (a: Amounts, b: Amounts): Amounts => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });

export const difference = (a: Amounts, b: Amounts): Amounts => ({ cpu: a.cpu - b.cpu, memory: a.memory - b.memory });

const larger = (a: Amounts, b: Amounts): Amounts => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
});

const amountsIn = ({ resources }: Container): Amounts => amountsOf(resources?.requests);

const amountsOf = (said: Readonly<Record<string, string>> | undefined): Amounts =>
  said ? { cpu: thousandths(said['cpu']), memory: wholes(said['memory']) } : NOTHING;

const wholes = (text: string | undefined): number => inUnits(text, 1_000_000_000n);
const thousandths = (text: string | undefined): number => inUnits(text, 1_000_000n);

/** Rounded up, as schedulers do. */
function inUnits(text: string | undefined, unit: bigint): number {
  if (text === undefined) return 0;
  return Number(((quantity(text) ?? 0n) + unit - 1n) / unit);
}

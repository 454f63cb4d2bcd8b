/** What one metric of CPU asks for, of whole pods or of one container of each. Pure. */
import type { AutoscalerSpec, Target } from '../../kinds/objects/autoscaler-spec.ts';
import { type BusyPod, MOST_REPLICAS, type Unknown } from './autoscaler.ts';
import { tolerancesOf } from './behavior.ts';
import { millicoresOf, textOfMillicores } from './millicores.ts';
import { type Aim, proposedReplicas } from './proposal.ts';
import { type Groups, grouped } from './readiness.ts';
import { type Figures, type Measure, parts, requests, usages } from './usage.ts';

export interface Given {
  readonly spec: AutoscalerSpec;
  readonly namespace: string;
  /** Replicas there are now. */
  readonly current: number;
  /** Those of the target. */
  readonly pods: readonly BusyPod[];
  readonly measure: Measure;
  readonly now: Date;
}

export interface Reading {
  readonly replicas: number;
  /** As the status shows what was measured. */
  readonly shown: { readonly averageUtilization?: number; readonly averageValue: string };
  readonly isUtilization: boolean;
}

const NO_METRICS = 'no metrics returned from resource metrics API';
const NONE_READY = 'did not receive metrics for targeted pods (pods might be unready)';
const NO_TARGET =
  'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set';

export function cpuReading(target: Target, container: string | undefined, given: Given): Reading | Unknown {
  const { averageValue, averageUtilization } = target;
  if (averageValue !== undefined) {
    const reading = usageReading(millicoresOf(averageValue) ?? 0, container, given);
    return isUnknown(reading) ? { problem: `failed to get cpu usage: ${reading.problem}` } : reading;
  }
  if (averageUtilization === undefined) return { problem: NO_TARGET };
  const reading = utilizationReading(averageUtilization, container, given);
  return isUnknown(reading) ? { problem: `failed to get cpu utilization: ${reading.problem}` } : reading;
}

export const isUnknown = (value: object): value is Unknown => 'problem' in value;

function usageReading(target: number, container: string | undefined, given: Given): Reading | Unknown {
  const groups = readyGroups(container, given);
  if (isUnknown(groups)) return groups;
  const aim: Aim = { ratio: (usage) => mean(usage) / target, assumed: () => target };
  return {
    replicas: proposedReplicas({ current: given.current, groups, aim, tolerances: tolerancesOf(given.spec) }),
    shown: { averageValue: textOfMillicores(mean(groups.ready)) },
    isUtilization: false,
  };
}

function utilizationReading(target: number, container: string | undefined, given: Given): Reading | Unknown {
  const groups = readyGroups(container, given);
  if (isUnknown(groups)) return groups;
  const wanted = requests(given.pods, container);
  if (isUnknown(wanted)) return wanted;
  if (utilization(groups.ready, wanted) === undefined) return { problem: 'no metrics returned matched known pods' };
  const aim: Aim = {
    ratio: (usage) => (utilization(usage, wanted) ?? 0) / target,
    assumed: (pod) => Math.trunc(((wanted.get(pod) ?? 0) * Math.max(100, target)) / 100),
  };
  return {
    replicas: proposedReplicas({ current: given.current, groups, aim, tolerances: tolerancesOf(given.spec) }),
    shown: {
      averageUtilization: utilization(groups.ready, wanted) ?? 0,
      averageValue: textOfMillicores(mean(groups.ready)),
    },
    isUtilization: true,
  };
}

function readyGroups(container: string | undefined, { pods, measure, now }: Given): Groups | Unknown {
  const usage = usages(pods, measure);
  const problem = isUnknown(usage) ? usage.problem : usage.size === 0 ? NO_METRICS : undefined;
  if (isUnknown(usage) || problem !== undefined)
    return { problem: `unable to get metrics for resource cpu: ${problem}` };
  const groups = grouped(pods, container === undefined ? usage : parts(pods, usage, container), now);
  return groups.ready.size === 0 ? { problem: NONE_READY } : groups;
}

const mean = (usage: Figures): number => Math.trunc(sumOf(usage.values()) / usage.size);

/** In percent of what these pods ask for; undefined if they ask for nothing. */
function utilization(usage: Figures, wanted: Figures): number | undefined {
  let asked = 0;
  for (const pod of usage.keys()) asked += wanted.get(pod) ?? 0;
  return asked === 0 ? undefined : Math.min(Math.trunc((sumOf(usage.values()) * 100) / asked), MOST_REPLICAS);
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const one of numbers) sum += one;
  return sum;
}

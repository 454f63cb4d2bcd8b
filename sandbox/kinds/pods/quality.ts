/** The quality of service that a pod's resources amount to. */
import { comparison, quantity } from '../rules/quantities.ts';
import type { PodSpec, Resources } from './pod-spec.ts';

const COMPUTE = ['cpu', 'memory'] as const;

type Quality = 'Guaranteed' | 'Burstable' | 'BestEffort';

export function qualityOf(spec: PodSpec): Quality {
  const resources = spec.resources
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((one) => one.resources ?? {});
  if (!resources.some(asksForAny)) return 'BestEffort';
  return resources.every(isFixed) ? 'Guaranteed' : 'Burstable';
}

const isSome = (amount: string | undefined): boolean => amount !== undefined && (quantity(amount) ?? 0n) > 0n;

const asksForAny = ({ requests, limits }: Resources): boolean =>
  COMPUTE.some((name) => isSome(requests?.[name]) || isSome(limits?.[name]));

const isFixed = ({ requests, limits }: Resources): boolean =>
  COMPUTE.every((name) => isSome(limits?.[name]) && comparison(requests?.[name], limits?.[name]) === 0);

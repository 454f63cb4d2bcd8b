/** Whether an anti-affinity says one thing. */
import type { AntiAffinity } from '../rollout/strategy.ts';
import { type Finding, invalid, when } from './finding.ts';

export function antiAffinityFindings(antiAffinity: AntiAffinity | undefined, path: string): Finding[] {
  if (!antiAffinity) return [];
  const {
    preferredDuringSchedulingIgnoredDuringExecution: preferred,
    requiredDuringSchedulingIgnoredDuringExecution: mandatory,
  } = antiAffinity;
  if (Boolean(preferred) === Boolean(mandatory))
    return [invalid(path, antiAffinity, 'AntiAffinity must have exactly one strategy listed')];
  return when(preferred !== undefined && (preferred.weight < 1 || preferred.weight > 100), () =>
    invalid(
      `${path}.preferredDuringSchedulingIgnoredDuringExecution.weight`,
      preferred?.weight,
      'AntiAffinity weight must be between 1-100',
    ),
  );
}

/** What is measured of each Rollout. */
import { identityOf as identity, type ObjectGauge } from '../../runtime/gauges.ts';
import type { RolloutObject } from '../objects.ts';
import { releaseLabels } from './release-labels.ts';
import { PHASES, releasePhase } from './release-phase.ts';

type RolloutGauge = ObjectGauge<RolloutObject>;

export const ROLLOUT_GAUGES: readonly RolloutGauge[] = [
  {
    name: 'rollout_info',
    help: 'Always 1. How a Rollout releases, and how its update goes.',
    samplesOf: (rollout) => {
      const { strategy, router } = releaseLabels(rollout);
      const labels = { ...identity(rollout), strategy, traffic_router: router, phase: releasePhase(rollout) };
      return [{ labels, value: 1 }];
    },
  },
  replicaGauge('desired', 'Pods that a Rollout wants.', ({ spec }) => spec.replicas ?? 1),
  replicaGauge('available', 'Pods of a Rollout that are available.', ({ status }) => status?.availableReplicas ?? 0),
  replicaGauge(
    'unavailable',
    'Pods of a Rollout that exist but are not available.',
    ({ status }) => (status?.replicas ?? 0) - (status?.availableReplicas ?? 0),
  ),
  replicaGauge('updated', 'Pods of the revision that a Rollout wants.', ({ status }) => status?.updatedReplicas ?? 0),
  {
    name: 'rollout_phase',
    help: '1 for the phase a Rollout is in, 0 for the others. Superseded by rollout_info.',
    samplesOf: (rollout) => {
      const current = releasePhase(rollout);
      const { strategy } = releaseLabels(rollout);
      return PHASES.map((phase) => ({
        labels: { ...identity(rollout), strategy, phase },
        value: Number(phase === current),
      }));
    },
  },
];

function replicaGauge(which: string, help: string, count: (rollout: RolloutObject) => number): RolloutGauge {
  return {
    name: `rollout_info_replicas_${which}`,
    help,
    samplesOf: (rollout) => [{ labels: identity(rollout), value: count(rollout) }],
  };
}

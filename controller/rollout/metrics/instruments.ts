/** Names, help texts and buckets of what is counted and timed about Rollouts. Those without `sluice_` are known to dashboards. */

import { type Instrument, passInstruments, type Timed } from '../../runtime/instruments.ts';

const OBJECT = ['namespace', 'name'] as const;
const STATUS = ['status'] as const;

export const TIMED = {
  update: {
    name: 'rollout_duration_seconds',
    help: 'Duration of updates, by how they ended.',
    labelNames: STATUS,
    buckets: [30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800],
  },
  progression: {
    name: 'rollout_progression_duration_seconds',
    help: 'Duration of updates without the time they waited for people, by how they ended.',
    labelNames: STATUS,
    buckets: [30, 60, 120, 300, 600, 900, 1800, 3600],
  },
  manualPause: {
    name: 'rollout_manual_pause_duration_seconds',
    help: 'Time for which updates waited for people, by how they ended.',
    labelNames: STATUS,
    buckets: [0, 60, 300, 600, 1800, 3600, 7200, 14_400, 28_800],
  },
  lead: {
    name: 'sluice_deployment_lead_seconds',
    help: 'From the first template that was not everywhere yet until what is wanted is stable.',
    labelNames: [],
    buckets: [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 604_800],
  },
  restore: {
    name: 'sluice_restore_seconds',
    help: 'From an abort until the stable revision answers all requests.',
    labelNames: [],
    buckets: [0, 1, 2, 5, 10, 30, 60, 120, 300, 600],
  },
} as const satisfies Record<string, Timed>;

/** Of each Rollout. */
export const PASSES = {
  ...passInstruments('rollout'),
  events: { name: 'rollout_events_total', help: 'Events about Rollouts.', labelNames: [...OBJECT, 'type', 'reason'] },
};

export const COUNTED = {
  deployments: {
    name: 'sluice_deployments_total',
    help: 'Updates that are over, by what became of them.',
    labelNames: ['result'],
  },
  drift: {
    name: 'sluice_drift_total',
    help: 'Changes by others that were put right, by what they had changed.',
    labelNames: ['what'],
  },
  violations: {
    name: 'sluice_capacity_violations_total',
    help: 'Plans that would take ready pods from behind requests. Must stay 0.',
    labelNames: [],
  },
} as const satisfies Record<string, Instrument>;

export const SHORTFALL = {
  name: 'sluice_capacity_shortfall',
  help: 'Ready pods that requests to a Rollout need and that are missing. No series where none are.',
  labelNames: OBJECT,
} as const satisfies Instrument;

/** What became of a deployment, for counting how many there are and how many fail. */
export const RESULT = {
  Promoted: 'succeeded',
  FastPromoted: 'succeeded',
  Aborted: 'failed',
  RolledBack: 'rolled-back',
  FastRolledBack: 'rolled-back',
  Superseded: 'superseded',
} as const;

/** Rollouts that are judged, in few words: which runs there are, and what a pass makes of them. */
import type { AnalysisTemplateSpec } from '../../../crds/analysis/template.ts';
import type { Phase, Run } from '../../analysis/objects.ts';
import { blueGreenTarget } from '../blue-green/blue-green.ts';
import { canaryTarget } from '../canary/canary.ts';
import type { Snapshot } from '../snapshot.ts';
import { at } from '../status/snapshot.testkit.ts';
import { statusAfter } from '../status/status.ts';
import { snapshotOf, type World } from '../world.testkit.ts';
import { runChores } from './chores.ts';
import { NOTHING } from './work.ts';

export const TEMPLATE = {
  args: [{ name: 'hash' }],
  metrics: [{ name: 'errors', provider: { prometheus: { query: 'up' } } }],
} as unknown as AnalysisTemplateSpec;

export const RATE = {
  templates: [{ templateName: 'rate' }],
  args: [{ name: 'hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
};
/** What a run of it holds for v2. */
export const SPEC = { metrics: TEMPLATE.metrics, args: [{ name: 'hash', value: 'v2' }] };

export interface RunScene {
  readonly phase?: Phase;
  readonly message?: string;
  readonly hash?: string;
  readonly step?: number;
  readonly spec?: object;
  /** In seconds from the start. */
  readonly created?: number;
  readonly foreign?: true;
}

export function runOf(
  name: string,
  { phase, message, hash = 'v2', step, spec = SPEC, created = 0, foreign }: RunScene,
): Run {
  const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', controller: true };
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
    metadata: {
      ...{ name, namespace: 'shop', uid: `uid of ${name}`, creationTimestamp: at(created) },
      labels: { 'rollouts-pod-template-hash': hash, ...(step !== undefined && { 'step-index': String(step) }) },
      ownerReferences: [{ ...owner, uid: foreign ? 'another' : 'web-uid' }],
    },
    spec,
    ...(phase && { status: { phase, ...(message !== undefined && { message }) } }),
  } as unknown as Run;
}

export interface Scene extends World {
  readonly runs?: Readonly<Record<string, RunScene>>;
  readonly templates?: Readonly<Record<string, AnalysisTemplateSpec>>;
}

export function judgedSnapshot({ runs = {}, templates = { rate: TEMPLATE }, ...world }: Scene): Snapshot {
  return {
    ...snapshotOf(world),
    analysis: {
      runs: Object.entries(runs).map(([name, one]) => runOf(name, one)),
      templates: { namespaced: new Map(Object.entries(templates)), cluster: new Map() },
    },
  };
}

/** The decision without its guard rails: these specs hold no more than analyses look at. */
export function decided(scene: Scene) {
  const s = judgedSnapshot(scene);
  const { canary, blueGreen } = s.spec.strategy ?? {};
  const target = blueGreen ? blueGreenTarget(s, blueGreen) : canaryTarget(s, canary ?? ({} as never));
  const { runs, tidy } = runChores(s, target.analysis ?? NOTHING);
  const { status, notices } = statusAfter(s, target.outcome);
  return {
    target,
    status,
    /** What is done about runs. */
    does: [...runs, ...tidy].map(({ because }) => because),
    made: runs.flatMap((action) => (action.do === 'create' ? [action.object as Run] : [])),
    says: [...target.notices, ...notices].map(({ type, reason, message }) => `${type} ${reason}: ${message}`),
  };
}

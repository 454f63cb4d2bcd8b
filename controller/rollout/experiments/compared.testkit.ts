/** Rollouts that compare revisions, in few words: which experiments there are, and what a pass makes of them. */
import type { ExperimentObject } from '../../experiment-contract.ts';
import type { Split } from '../../traffic/router.ts';
import { canaryTarget } from '../canary/canary.ts';
import { routed } from '../canary/decided.testkit.ts';
import type { Snapshot } from '../snapshot.ts';
import { at } from '../status/snapshot.testkit.ts';
import { statusAfter } from '../status/status.ts';
import { updateChores } from '../update-chores.ts';
import { snapshotOf, type World } from '../world.testkit.ts';

export const NAME = 'web-v2-2-1';

export interface ExperimentScene {
  readonly phase?: string;
  readonly message?: string;
  readonly terminate?: true;
  readonly hash?: string;
  readonly spec?: object;
  readonly isMarked?: true;
  readonly owner?: string;
  /** The state of each template. */
  readonly templates?: Readonly<Record<string, string>>;
  readonly deleted?: true;
}

export interface Scene extends Partial<World> {
  readonly experiments?: Readonly<Record<string, ExperimentScene>>;
  /** Of the step. */
  readonly step?: object;
  readonly current?: string;
  /** Ready addresses by Service. */
  readonly answering?: Readonly<Record<string, number>>;
  /** What the router sends to Services of experiments. */
  readonly sent?: Readonly<Record<string, number>>;
}

export function experimentOf(name: string, scene: ExperimentScene): ExperimentObject {
  const { phase, message, terminate, hash = 'v2', spec = { templates: [] }, isMarked, owner = 'web-uid' } = scene;
  const { templates = {}, deleted } = scene;
  const reference = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: owner, controller: true };
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment' },
    metadata: {
      ...{ name, namespace: 'shop', uid: `${name}-uid`, resourceVersion: '5', ownerReferences: [reference] },
      ...{ labels: { 'rollouts-pod-template-hash': hash }, creationTimestamp: at(0) },
      ...(isMarked && { annotations: { 'sluice.dev/receives-requests': 'true' } }),
      ...(deleted && { deletionTimestamp: at(1) }),
    },
    spec: { ...spec, ...(terminate && { terminate }) },
    ...(phase && {
      status: {
        ...{ phase, ...(message !== undefined && { message }) },
        templateStatuses: Object.entries(templates).map(([template, status]) => ({
          ...{ name: template, status, serviceName: `${name}-${template}`, podTemplateHash: `hash-${template}` },
        })),
      },
    }),
  } as unknown as ExperimentObject;
}

export const TEMPLATES = [
  { name: 'base', specRef: 'stable', weight: 10 },
  { name: 'try', specRef: 'canary', weight: 5 },
];

/** In the step that is an experiment, behind a router that shows 20, with all pods there. */
export function comparing(scene: Scene): Snapshot {
  const { experiments = {}, step = {}, current, answering = {}, sent = {}, status, ...world } = scene;
  const steps = [{ setWeight: 20 }, { experiment: { templates: TEMPLATES, ...step } }, { setWeight: 60 }];
  const spec = routed({ steps, trafficRouting: { istio: { virtualService: { name: 'web' } } } });
  const s = snapshotOf({
    ...{ spec: spec as never, pods: { v1: 4, v2: 1 }, shown: 20, services: { canary: 'v2', stable: 'v1' } },
    status: {
      ...{ phase: 'Progressing', currentStepIndex: 1 },
      ...(current !== undefined && { canary: { currentExperiment: current } }),
      ...status,
    },
    ...world,
  });
  const ranges = Object.entries(sent).map(([service, weight]) => [service, { lowest: weight, highest: weight }]);
  return {
    ...s,
    routing: { ...s.routing, weights: { ...s.routing.weights, ...Object.fromEntries(ranges) } },
    experiments: {
      all: Object.entries(experiments).map(([name, one]) => experimentOf(name, one)),
      addresses: new Map(Object.entries(answering)),
    },
  };
}

const textOf = (split: Split | undefined): string =>
  (split?.destinations ?? []).map(({ service, weight }) => `${service} ${weight}`).join(', ');

export function decided(scene: Scene) {
  const s = comparing(scene);
  const target = canaryTarget(s, s.spec.strategy?.canary ?? ({} as never));
  const { marks, runs, tidy } = updateChores(s, target);
  const { status, notices } = statusAfter(s, target.outcome);
  const made = runs.flatMap((action) => (action.do === 'create' ? [action.object as ExperimentObject] : []));
  return {
    ...{ target, status, made, marks: marks.map(({ because }) => because), split: textOf(target.split) },
    does: [...runs, ...tidy].map(({ because }) => because),
    says: [...target.notices, ...notices].map(({ type, reason, message }) => `${type} ${reason}: ${message}`),
  };
}

/** Experiments in few words: which pods and runs there are, and what a pass makes of them. */
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import { completer } from '../../crds/defaults.ts';
import { ExperimentSpec } from '../../crds/experiment.ts';
import { timestamp } from '../../kube/conditions.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { Phase, Run } from '../analysis/objects.ts';
import type { Action } from '../runtime/plan.ts';
import { HASH_LABEL } from '../template/hash-label.ts';
import { decide } from './decide.ts';
import { type ReplicaSet, SCALE_DOWN_DEADLINE, type Service, type Status } from './objects.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
/** In seconds from the start. */
export const at = (seconds: number): string => timestamp(new Date(START + seconds * 1000));

export const OWNER = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Experiment', name: 'compare', uid: 'compare-uid' },
  ...{ controller: true, blockOwnerDeletion: true },
};

export interface PodsScene {
  readonly size?: number;
  readonly available?: number;
  /** In seconds from the start. */
  readonly deadline?: number;
}

export interface RunScene {
  readonly phase?: Phase;
  readonly message?: string;
  readonly terminate?: true;
  readonly spec?: object;
  readonly owner?: string;
}

export interface Scene {
  readonly spec?: object;
  readonly metadata?: object;
  readonly status?: Status;
  /** By template; one that is not named is yet to be made. */
  readonly pods?: Readonly<Record<string, PodsScene>>;
  /** Who has made the Service of each template that has one. */
  readonly services?: Readonly<Record<string, string>>;
  readonly runs?: Readonly<Record<string, RunScene>>;
  readonly templates?: Readonly<Record<string, object>>;
  readonly seconds?: number;
}

export const template = (name: string, more: object = {}) => ({
  name,
  selector: { matchLabels: { app: name } },
  template: {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'main', image: 'web:1', ports: [{ name: 'http', containerPort: 80 }] }] },
  },
  ...more,
});

export const JUDGE = {
  args: [{ name: 'who', value: 'nobody' }],
  metrics: [{ name: 'errors', provider: { prometheus: { query: 'up' } } }],
};

const complete = completer(ExperimentSpec);

export function snapshotOf(scene: Scene): Snapshot {
  const { spec: given = {}, metadata = {}, status, runs = {}, templates = { judge: JUDGE }, seconds = 0 } = scene;
  const object = {
    ...{ apiVersion: OWNER.apiVersion, kind: OWNER.kind },
    metadata: { name: OWNER.name, namespace: 'shop', uid: OWNER.uid, resourceVersion: '7', ...metadata },
    spec: { templates: [template('a')], ...given },
    ...(status && { status }),
  } as unknown as Snapshot['object'];
  const spec = complete(object.spec as ExperimentSpec);
  return frozen<Snapshot>({
    ...{ now: new Date(at(seconds)), object, spec, status: status ?? {} },
    templates: spec.templates.map((one) => sightOf(one, scene)),
    runs: Object.entries(runs).map(([name, one]) => runOf(name, one)),
    analysisTemplates: {
      namespaced: new Map(Object.entries(templates as Record<string, AnalysisTemplateSpec>)),
      cluster: new Map(),
    },
  });
}

function sightOf(spec: TemplateSight['spec'], { pods = {}, services = {} }: Scene): TemplateSight {
  const replicaSetName = `compare-${spec.name}`;
  const there = pods[spec.name];
  const maker = services[spec.name];
  return {
    ...{ spec, replicaSetName, hash: `hash-${spec.name}`, collisions: 0 },
    replicaSet: there && replicaSet(spec, replicaSetName, there),
    service: maker === undefined ? undefined : service(replicaSetName, maker),
  };
}

function replicaSet(spec: TemplateSight['spec'], name: string, scene: PodsScene): ReplicaSet {
  const { size = spec.replicas, available = size, deadline } = scene;
  const labels = { app: spec.name, [HASH_LABEL]: `hash-${spec.name}` };
  return {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    metadata: {
      ...{ name, namespace: 'shop', uid: `${name}-uid`, resourceVersion: '3', labels, ownerReferences: [OWNER] },
      ...(deadline !== undefined && { annotations: { [SCALE_DOWN_DEADLINE]: at(deadline) } }),
    },
    spec: { replicas: size, selector: { matchLabels: labels }, template: {} },
    status: { replicas: size, readyReplicas: available, availableReplicas: available },
  };
}

const service = (name: string, uid: string): Service => ({
  ...{ apiVersion: 'v1', kind: 'Service' },
  metadata: { name, namespace: 'shop', uid: `${name}-service`, ownerReferences: [{ ...OWNER, uid }] },
  spec: {},
});

const runOf = (name: string, { phase, message, terminate, spec, owner = OWNER.uid }: RunScene): Run =>
  ({
    ...{ apiVersion: OWNER.apiVersion, kind: 'AnalysisRun' },
    metadata: { name, namespace: 'shop', uid: `${name}-uid`, ownerReferences: [{ ...OWNER, uid: owner }] },
    spec: {
      metrics: JUDGE.metrics,
      args: [{ name: 'who', value: 'nobody' }],
      ...spec,
      ...(terminate && { terminate }),
    },
    ...(phase && { status: { phase, ...(message !== undefined && { message }) } }),
  }) as unknown as Run;

/** Running, with all of its pods, since the second 5. */
export const running = (...names: readonly string[]): Status => ({
  ...{ phase: 'Running', availableAt: at(5) },
  templateStatuses: names.map((name) => toldOf(name, { status: 'Running' })),
});

export const toldOf = (
  name: string,
  more: Partial<NonNullable<Status['templateStatuses']>[number]> = {},
): NonNullable<Status['templateStatuses']>[number] => ({
  ...{ name, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, lastTransitionTime: at(5) },
  ...{ podTemplateHash: `hash-${name}`, ...more },
});

export function decided(scene: Scene) {
  const { stages, status, notices, wakeAt } = decide(snapshotOf(scene));
  const actions: readonly Action[] = stages.flat();
  return {
    ...{ status, actions, notices },
    does: actions.map(({ because }) => because),
    made: actions.flatMap((action) => (action.do === 'create' ? [action.object as KubeObject] : [])),
    says: notices.flatMap(({ about, type, reason, message }) => (about ? [] : [`${type} ${reason}: ${message}`])),
    wakesAt: wakeAt && (wakeAt.getTime() - START) / 1000,
  };
}

/** Who decides must not write into what he sees. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

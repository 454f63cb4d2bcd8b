/** Users who interfere, with the patches of the plugin and of `kubectl`. */
import type { RolloutObject, RolloutStatus } from '../../../controller/rollout/objects.ts';
import type { ApiClient } from '../../../kube/api.ts';
import type { Random } from '../../../kube/clock.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { anyOf, between, happens, oneOf } from './chance.ts';
import { otherWeight } from './drift.ts';
import type { Manner } from './manner.ts';
import { HASH, NAMESPACE } from './routes/reader.ts';
import { stepsFor, templateOf } from './strategies.ts';
import { replicaSetsOf, worldOf } from './world.ts';

/** Whoever does this makes others believe what is no longer so. */
export const DRIFT = 'change a weight';
const BY = { fieldManager: 'user' } as const;

/** A user before a Rollout, and what he sees of it. */
export interface Scene {
  readonly simulation: Simulation;
  readonly client: ApiClient;
  readonly random: Random;
  readonly manner: Manner;
  readonly rollout: RolloutObject;
  /** How it was made. */
  readonly original: RolloutObject;
}

/** What is to be sent, one after another; undefined if there is nothing to do. */
type Act = (scene: Scene) => readonly (() => Promise<unknown>)[] | undefined;

const refOf = (name: string) => ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name });

const spec = ({ client, rollout }: Scene, merge: object) => [
  () => client.patch(refOf(rollout.metadata.name), { merge: { spec: merge } }, BY),
];

const status = ({ client, rollout }: Scene, merge: object) => [
  () => client.patch(refOf(rollout.metadata.name), { merge: { status: merge } }, { ...BY, subresource: 'status' }),
];

const json = ({ client, rollout }: Scene, path: string, value: unknown) => [
  () => client.patch(refOf(rollout.metadata.name), { json: [{ op: 'replace', path, value }] }, BY),
];

const image =
  (manner: 'good' | 'bad' | 'slow'): Act =>
  (scene) => {
    const { name, generation = 0 } = scene.rollout.metadata;
    return json(scene, '/spec/template', templateOf(name, `web-${generation + 1}`, manner));
  };

const stepsIn = ({ spec: { strategy } }: RolloutObject): number => strategy?.canary?.steps?.length ?? 0;

const unpaused = (scene: Scene) => (scene.rollout.spec.paused ? spec(scene, { paused: false }) : []);

function nextStep({ rollout }: Scene): RolloutStatus | undefined {
  const index = rollout.status?.currentStepIndex ?? 0;
  return stepsIn(rollout) > 0 ? { currentStepIndex: Math.min(stepsIn(rollout), index + 1) } : undefined;
}

const promote: Act = (scene) => {
  const { pauseConditions = [] } = scene.rollout.status ?? {};
  if (pauseConditions.length > 0) return [...status(scene, { pauseConditions: null }), ...unpaused(scene)];
  const next = nextStep(scene);
  return next ? [...status(scene, { pauseConditions: null, ...next }), ...unpaused(scene)] : unpaused(scene);
};

const promoteFull: Act = (scene) => {
  const { currentPodHash, stableRS } = scene.rollout.status ?? {};
  return [...(currentPodHash === stableRS ? [] : status(scene, { promoteFull: true })), ...unpaused(scene)];
};

const skip: Act = (scene) => {
  const next = nextStep(scene);
  return next && status(scene, next);
};

const undo: Act = (scene) => {
  const { simulation, rollout, random } = scene;
  const older = replicaSetsOf(worldOf(simulation), rollout).filter(
    ({ metadata }) => metadata.labels?.[HASH] !== rollout.status?.currentPodHash,
  );
  const found = anyOf(random, older);
  if (!found) return undefined;
  const { metadata, ...template } = found.spec.template;
  const { [HASH]: _, ...labels } = metadata?.labels ?? {};
  return json(scene, '/spec/template', { ...template, metadata: { ...metadata, labels } });
};

const edit: Act = (scene) => {
  const { manner, random } = scene;
  const { strategy } = manner;
  if (strategy === 'rollingUpdate')
    return spec(scene, { strategy: { rollingUpdate: { maxSurge: between(random, 1, 3) } } });
  if (strategy.startsWith('blue-green')) {
    const blueGreen = oneOf<object>(random, [
      ...([{ autoPromotionSeconds: 3 }, { autoPromotionEnabled: true }, { scaleDownDelaySeconds: 10 }] as const),
    ]);
    return spec(scene, { strategy: { blueGreen } });
  }
  const canary = happens(random, 0.5) ? { steps: stepsFor(random, manner) } : { maxSurge: between(random, 1, 3) };
  return spec(scene, { strategy: { canary } });
};

const recreate: Act = ({ client, rollout, original }) => [
  () => client.delete(refOf(rollout.metadata.name)),
  () => client.create(original as KubeObject, BY),
];

const drift: Act = ({ simulation, client, rollout, random }) => {
  const change = otherWeight(worldOf(simulation), rollout, random);
  // By then it may be gone.
  return change && [() => client.patch(change.ref, change.patch, BY).catch(() => undefined)];
};

const ACTS: Readonly<Record<string, Act>> = {
  'new image': image('good'),
  'bad image': image('bad'),
  'slow image': image('slow'),
  abort: (scene) => status(scene, { abort: true }),
  retry: (scene) => (scene.rollout.status?.abort ? status(scene, { abort: false }) : undefined),
  promote,
  'promote full': promoteFull,
  'skip a step': skip,
  undo,
  scale: (scene) => spec(scene, { replicas: between(scene.random, 0, 6) }),
  pause: (scene) => spec(scene, { paused: true }),
  resume: (scene) => (scene.rollout.spec.paused ? spec(scene, { paused: false }) : undefined),
  'edit the strategy': edit,
  'delete and recreate': recreate,
  [DRIFT]: drift,
};

export const ACTIONS: readonly string[] = Object.keys(ACTS);

/** False if there was nothing to do. */
export async function act(action: string, scene: Scene): Promise<boolean> {
  const sent = ACTS[action]?.(scene);
  if (!sent) return false;
  for (const send of sent) await scene.simulation.finish(send());
  return true;
}

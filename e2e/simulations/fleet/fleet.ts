/** A few random Rollouts, users who interfere with all of them, and a controller for which everything goes wrong. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import { definitions } from '../../../crds/definitions.ts';
import type { Random } from '../../../kube/clock.ts';
import { groupOf, type KubeObject } from '../../../kube/types.ts';
import type { Faults } from '../../../sandbox/simulation/faults.ts';
import type { Scenario } from '../../../sandbox/simulation/scenario.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { capacityWitness, FAULTS, sluice } from '../rollouts.ts';
import { anyOf, between, happens, oneOf } from './chance.ts';
import { faultIn, hitText, STEPS, stepKind } from './coverage.ts';
import { unsettled, wakened } from './end.ts';
import { type Manner, randomManner } from './manner.ts';
import { definitionOf, kindsOf } from './routes/forms.ts';
import { NAMESPACE } from './routes/reader.ts';
import { hold } from './rules.ts';
import { randomRollout } from './strategies.ts';
import { surroundings } from './surroundings.ts';
import { ACTIONS, act, DRIFT, type Scene } from './users.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const BY = { fieldManager: 'user' } as const;
const BUILT_IN: readonly string[] = ['networking.k8s.io/v1'];
const MOST_ROLLOUTS = 4;
const ACTS = 20;
/** Kinds of steps that are over at once. */
const BRIEF: readonly string[] = [
  ...['setHeaderRoute', 'setMirrorRoute', 'setCanaryScale weight', 'setCanaryScale matchTrafficWeight'],
];
const LONGEST = 20 * MINUTE;
const JUMPS: Faults = { jumps: { every: 2 * MINUTE, most: SECOND } };

/** One of the fleet. */
interface Member {
  readonly manner: Manner;
  readonly original: RolloutObject;
}

interface Stage {
  readonly simulation: Simulation;
  readonly members: readonly Member[];
  readonly random: Random;
  readonly user: Scene['client'];
  /** What users do in this story. */
  readonly actions: readonly string[];
}

const rolloutsIn = (simulation: Simulation): readonly RolloutObject[] =>
  simulation.objects('rollouts.argoproj.io', NAMESPACE) as readonly unknown[] as readonly RolloutObject[];

function chanceOf(simulation: Simulation): Random {
  let random: Random | undefined;
  simulation.run('fleet', ({ machine }) => {
    random = machine.random;
  });
  if (!random) throw new Error('there is no chance');
  return random;
}

function membersFor(random: Random): readonly Member[] {
  return Array.from({ length: between(random, 1, MOST_ROLLOUTS) }, (_, index) => {
    const manner = randomManner(random, `web-${index}`);
    return { manner, original: randomRollout(random, manner) };
  });
}

async function play(simulation: Simulation): Promise<void> {
  const random = chanceOf(simulation);
  const members = membersFor(random);
  const actions = happens(random, 0.5) ? ACTIONS : ACTIONS.filter((one) => one !== DRIFT);
  const stage = { simulation, random, members, user: simulation.client('user'), actions };
  let violations = 0;
  const witness = capacityWitness(() => {
    violations++;
  });
  const kinds = kindsOf(members.flatMap(({ manner }) => manner.routers));
  simulation.startCluster();
  for (const kind of kinds.filter(({ apiVersion }) => !BUILT_IN.includes(apiVersion)))
    await simulation.finish(stage.user.create(definitionOf(kind) as KubeObject, BY));
  simulation.run('sluice', sluice(witness, kinds.map(groupOf)), {
    faults: { ...FAULTS, ...(happens(random, 0.7) && JUMPS) },
  });
  simulation.always('no plan takes pods from behind requests', () =>
    violations === 0 ? undefined : `${violations} did`,
  );
  hold(simulation, (line) => {
    const fault = faultIn(line);
    if (fault) for (const one of rolloutsIn(simulation)) tell(stage, fault, one);
  });
  await deploy(stage);
  await interfere(stage);
  simulation.endFaults();
  await comeToRest(stage);
  await wakened(simulation, stage.user);
}

function tell({ simulation, members }: Stage, what: string, rollout: RolloutObject): void {
  const member = members.find(({ original }) => original.metadata.name === rollout.metadata.name);
  if (member) simulation.trace.note('fleet', hitText(what, member.manner, rollout));
}

async function deploy({ simulation, members, user }: Stage): Promise<void> {
  for (const { manner, original } of members)
    for (const object of [...surroundings(manner), original]) await simulation.finish(user.create(object, BY));
  const isUp = ({ status }: RolloutObject) => (status?.availableReplicas ?? 0) > 0 && status?.phase === 'Healthy';
  await simulation.until('the first versions are there', () => rolloutsIn(simulation).every(isUp), 10 * MINUTE);
}

/** Somebody acts at a random moment, or as soon as a Rollout stands at a step of a certain kind. */
async function interfere(stage: Stage): Promise<void> {
  const { simulation, random } = stage;
  for (let count = 0; count < ACTS; count++) {
    await simulation.advance(random() * 8 * SECOND);
    const sought = happens(random, 0.6) ? anyOf(random, STEPS) : undefined;
    const found = sought && (await standingAt(stage, sought));
    if (found && BRIEF.includes(sought)) await holdAt(stage, found);
    const now = rolloutsIn(simulation);
    const rollout = now.find(({ metadata }) => metadata.uid === found?.metadata.uid) ?? anyOf(random, now);
    if (rollout) await actOn(stage, rollout);
  }
  await simulation.advance(random() * 20 * SECOND);
}

/** So that more than one thing may happen there. */
async function holdAt(stage: Stage, rollout: RolloutObject): Promise<void> {
  const scene = sceneOf(stage, rollout);
  if (scene && (await act('pause', scene))) tell(stage, 'pause', rollout);
  await stage.simulation.advance(stage.random() * 8 * SECOND);
}

async function standingAt({ simulation, random }: Stage, kind: string): Promise<RolloutObject | undefined> {
  const end = simulation.timeline.elapsed + random() * 20 * SECOND;
  for (;;) {
    const found = rolloutsIn(simulation).find((one) => stepKind(one) === kind);
    if (found || simulation.timeline.elapsed >= end) return found;
    await simulation.advance(20);
  }
}

async function actOn(stage: Stage, rollout: RolloutObject): Promise<void> {
  const scene = sceneOf(stage, rollout);
  const action = scene && chosen(stage, rollout);
  if (!action) return;
  stage.simulation.trace.note('fleet', `${action} for ${rollout.metadata.name}`);
  if (await act(action, scene)) tell(stage, action, rollout);
}

function sceneOf({ simulation, members, random, user }: Stage, rollout: RolloutObject): Scene | undefined {
  const member = members.find(({ original }) => original.metadata.name === rollout.metadata.name);
  return member && { simulation, client: user, random, rollout, ...member };
}

/** Who is held or has failed is often helped, and where nothing is going on something is begun. */
function chosen({ random, actions }: Stage, { spec, status }: RolloutObject): string {
  if (spec.paused && happens(random, 0.3)) return 'resume';
  if (status?.abort && happens(random, 0.5)) return 'retry';
  if (status?.phase === 'Healthy' && happens(random, 0.6))
    return oneOf(random, ['new image', 'new image', 'slow image', 'bad image']);
  return anyOf(random, actions) ?? 'new image';
}

async function comeToRest(stage: Stage): Promise<void> {
  const { simulation } = stage;
  const end = simulation.timeline.elapsed + LONGEST;
  for (let problem = unsettled(simulation); problem !== undefined; problem = unsettled(simulation)) {
    if (simulation.timeline.elapsed > end) throw new Error(`never at rest: ${problem}`);
    await releaseAll(stage);
    await simulation.advance(5 * SECOND);
  }
}

/** Whoever waits for a person is promoted. */
async function releaseAll(stage: Stage): Promise<void> {
  const isWaiting = ({ spec, status }: RolloutObject) => !spec.paused && status?.pauseConditions;
  for (const rollout of rolloutsIn(stage.simulation).filter(isWaiting)) {
    const scene = sceneOf(stage, rollout);
    if (scene) await act('promote', scene);
  }
}

export const fleet: Scenario = {
  name: 'fleet',
  about: 'a few random Rollouts, whose users interfere at random moments',
  objects: definitions(),
  play,
};

/** What must hold after every write of a fleet's story. */
import type { RolloutObject } from '../../../controller/rollout/objects.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Simulation } from '../../../sandbox/simulation/simulation.ts';
import { takenPods } from './capacity.ts';
import { deafHeaderRoute } from './headers.ts';
import { CONTROLLER, Ledger } from './ledger.ts';
import { isOdd, rulesOf, weightsText } from './routed.ts';
import type { Part, Rule as RouteRule } from './routes/reader.ts';
import { changes, lostCommand, lostStep } from './steps.ts';
import { hastySwitch, oddTurn } from './switches.ts';
import { hashOf, ownerOf, replicaSetsOf } from './world.ts';

type Rule = (ledger: Ledger) => string | undefined;

const WRITERS: readonly string[] = [CONTROLLER, 'user'];

/** `onLine` hears of every line of the trace, in time for its Rollouts to be still what they were. */
export function hold(simulation: Simulation, onLine: (line: string, ledger: Ledger) => void): void {
  const ledger = new Ledger(simulation);
  const seesPause = pausesSeen();
  let read = 0;
  simulation.always('the ledger', () => {
    const { lines } = simulation.trace;
    const last = lines.at(-1) ?? '';
    const end = lines.length;
    for (; read < end; read++) {
      ledger.hear(lines[read] ?? '');
      onLine(lines[read] ?? '', ledger);
    }
    ledger.look(last);
    return undefined;
  });
  const rules: Readonly<Record<string, Rule>> = {
    'no write takes pods from behind requests': takenPods,
    'header routes lead to ready pods': deafHeaderRoute,
    'nobody else writes status': foreignStatus,
    'weights add up': oddWeights,
    'every ReplicaSet has an owner': orphan,
    'the stable ReplicaSet stays': lostStable,
    'no step is lost': lostStep,
    'no command is lost': lostCommand,
    'nothing is switched unasked': hastySwitch,
    'ping and pong turn': oddTurn,
    'what is paused stays as it is': seesPause,
  };
  for (const [name, rule] of Object.entries(rules)) simulation.always(name, () => rule(ledger));
}

function foreignStatus({ write, rollouts }: Ledger): string | undefined {
  const changed = rollouts.find(({ was, is }) => was.status !== is.status && !isSame(was.status, is.status));
  if (!changed || (write?.kind === 'rollouts/status' && WRITERS.includes(write.who))) return undefined;
  return `${write?.who} changed that of ${changed.is.metadata.name}`;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** In what the controller has written: users may leave anything behind. */
function oddWeights(ledger: Ledger): string | undefined {
  const { before, after, write, isByController } = ledger;
  // Who touches an object need not have touched its weights.
  const known = new Set(isByController ? after.rollouts.flatMap((one) => rulesOf(before, one)).map(ruleText) : []);
  const isNew = (rule: RouteRule) => !known.has(ruleText(rule));
  const isWritten = (rule: RouteRule) => rule.name === write?.name && rule.in.startsWith(`${write.kind}.`);
  for (const rollout of isByController ? after.rollouts : []) {
    const isMeddledWith = ledger.isMeddledWith(rollout);
    const written = rulesOf(after, rollout).filter((rule) => isWritten(rule) && isNew(rule));
    const odd = written.find(({ parts }) => isOdd(parts) && !(isMeddledWith && isForOne(parts)));
    if (odd) return `a rule of ${odd.name} has ${weightsText(odd)}`;
  }
  const told = after.rollouts.find(({ status }) => {
    const { canary, stable } = status?.canary?.weights ?? {};
    return canary && stable && Math.abs(canary.weight + stable.weight - 100) > 1;
  });
  return told && `the status of ${told.metadata.name} says otherwise`;
}

const ruleText = ({ in: kind, name, parts }: RouteRule): string => JSON.stringify([kind, name, parts]);

/** When a Rollout goes, stable gets as much as both had, whatever somebody has made of it. */
const isForOne = (parts: readonly Part[]): boolean => parts.filter(({ weight = 1 }) => weight > 0).length === 1;

function orphan({ after }: Ledger): string | undefined {
  const lone = after.replicaSets.find((one) => ownerOf(one) === undefined);
  return lone && `${lone.metadata.name} has none`;
}

function lostStable({ before, after, write, rollouts }: Ledger): string | undefined {
  if (write?.verb !== 'delete') return undefined;
  const gone = rollouts.find(({ was, is }) => {
    const isStable = (one: KubeObject) => hashOf(one) === was.status?.stableRS;
    return replicaSetsOf(before, was).some(isStable) && !replicaSetsOf(after, is).some(isStable);
  });
  return gone && `${write.who} deleted that of ${gone.is.metadata.name}`;
}

/** Whoever has written that a Rollout is paused, and has not died since, knows it. */
function pausesSeen(): Rule {
  const knowing = new Map<string, string>();
  return (ledger) => {
    const problem = ledger.isByController ? moved(ledger, knowing) : undefined;
    for (const { rollout, is } of changes(ledger)) {
      const { uid = '', generation } = rollout.metadata;
      const knows = rollout.spec.paused === true && is.observedGeneration === String(generation);
      if (knows) knowing.set(uid, `${ledger.life}/${generation}`);
      else knowing.delete(uid);
    }
    return problem;
  };
}

function moved(ledger: Ledger, knowing: ReadonlyMap<string, string>): string | undefined {
  for (const { was, is } of ledger.rollouts) {
    const { uid = '', generation, name } = is.metadata;
    if (knowing.get(uid) !== `${ledger.life}/${generation}` || !is.spec.paused) continue;
    const sizes = (rollout: RolloutObject, world: Ledger['before']) =>
      replicaSetsOf(world, rollout).flatMap((one) => (one.spec.replicas ? [[hashOf(one), one.spec.replicas]] : []));
    if (!isSame(sizes(was, ledger.before), sizes(is, ledger.after))) return `${name} is scaled`;
    if (isAdvanced(was, is)) return `${name} goes on`;
  }
  return undefined;
}

/** Whoever goes back to what is known to be good has all steps behind it. */
const isAdvanced = ({ status: was = {} }: RolloutObject, { spec, status: is = {} }: RolloutObject): boolean =>
  was.stableRS !== undefined &&
  spec.rollbackWindow === undefined &&
  is.stableRS !== is.currentPodHash &&
  !was.promoteFull &&
  was.currentPodHash === is.currentPodHash &&
  was.currentStepHash === is.currentStepHash &&
  is.currentStepIndex !== undefined &&
  was.currentStepIndex !== undefined &&
  is.currentStepIndex > was.currentStepIndex;

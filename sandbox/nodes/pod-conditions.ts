/** The conditions a node's agent writes into a pod's status. Pure. */
import type { ContainerStatus, PodCondition, SimulatedPod } from './pod.ts';

export interface Facts {
  readonly pod: SimulatedPod;
  readonly phase: string;
  /** Init containers that are not done. */
  readonly incomplete: readonly string[];
  /** Those that must be ready. */
  readonly containers: readonly ContainerStatus[];
  /** RFC 3339. */
  readonly now: string;
}

type Statement = Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>;

const OWN: readonly string[] = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

/** Others' conditions stay as they are. */
export function podConditions(facts: Facts): readonly PodCondition[] {
  const before = facts.pod.status?.conditions ?? [];
  const statements = [sandboxed(facts), initialized(facts), ready(facts), containersReady(facts)];
  const scheduled: Statement = { type: 'PodScheduled', status: 'True' };
  return [
    ...[...statements, scheduled].map((one) => told(one, before, facts.now)),
    ...before.filter(({ type }) => !OWN.includes(type)),
  ];
}

function told(statement: Statement, before: readonly PodCondition[], now: string): PodCondition {
  const known = before.find(({ type }) => type === statement.type);
  const isSame = known?.status === statement.status && known.lastTransitionTime !== undefined;
  return { ...statement, lastProbeTime: null, lastTransitionTime: isSame ? (known.lastTransitionTime ?? now) : now };
}

const isOver = (phase: string): boolean => phase === 'Succeeded' || phase === 'Failed';

const sandboxed = ({ phase }: Facts): Statement => ({
  type: 'PodReadyToStartContainers',
  status: isOver(phase) ? 'False' : 'True',
});

function initialized({ phase, incomplete }: Facts): Statement {
  const type = 'Initialized';
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  if (incomplete.length === 0) return { type, status: 'True' };
  const message = `containers with incomplete status: [${incomplete.join(' ')}]`;
  return { type, status: 'False', reason: 'ContainersNotInitialized', message };
}

function containersReady({ phase, containers, pod }: Facts): Statement {
  const type = 'ContainersReady';
  if (isOver(phase)) return { type, status: 'False', reason: phase === 'Failed' ? 'PodFailed' : 'PodCompleted' };
  const wanted = pod.spec?.containers ?? [];
  const unready = containers.filter((one) => !one.ready).map(({ name }) => name);
  if (unready.length === 0 && containers.length >= wanted.length) return { type, status: 'True' };
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { type, status: 'False', reason: 'ContainersNotReady', message };
}

function ready(facts: Facts): Statement {
  const { reason, message, status } = containersReady(facts);
  const type = 'Ready';
  if (status === 'False') return { type, status, ...(reason && { reason }), ...(message && { message }) };
  const { spec, status: own } = facts.pod;
  const shut = (spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = own?.conditions?.find((one) => one.type === conditionType);
    if (gate?.status === 'True') return [];
    const name = JSON.stringify(conditionType);
    return gate
      ? [`the status of pod readiness gate ${name} is not "True", but ${gate.status}`]
      : [`corresponding condition of pod readiness gate ${name} does not exist.`];
  });
  if (shut.length === 0) return { type, status: 'True' };
  const text = shut.length === 1 ? shut.join('') : `[${shut.join(', ')}]`;
  return { type, status: 'False', reason: 'ReadinessGatesNotReady', message: text };
}

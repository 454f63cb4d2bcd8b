/** What a node tells people of a pod: the Events that lead from one status to the next. Pure. */
import type { Occurrence } from '../../kube/events.ts';
import type { Killer } from './container.ts';
import { pullError } from './image.ts';
import type { NextPod } from './next-pod.ts';
import type { Container, ContainerStatus, SimulatedPod } from './pod.ts';
import { type Probe, probeFailure } from './probes.ts';

export function occurrences(pod: SimulatedPod, next: NextPod): readonly Occurrence[] {
  const { status = {}, killed } = next;
  const before = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const after = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return after.flatMap((one) => {
    const old = before.find(({ name }) => name === one.name);
    const killer = killed?.get(one.name);
    return [...(killer ? killing(pod, one.name, killer) : []), ...ofContainer(pod, old, one)];
  });
}

const normal = (reason: string, message: string): Occurrence => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): Occurrence => ({ type: 'Warning', reason, message });

function ofContainer(pod: SimulatedPod, before: ContainerStatus | undefined, after: ContainerStatus) {
  const { name, state } = after;
  const old = before?.state;
  if (state.running && !(old?.running && before?.containerID === after.containerID)) return starting(pod, name);
  if (state.running && before?.ready && !after.ready)
    return unhealthy('Readiness', containerIn(pod, name)?.readinessProbe);
  if (state.terminated && old?.running && pod.metadata.deletionTimestamp !== undefined)
    return [normal('Killing', `Stopping container ${name}`)];
  const reason = state.waiting?.reason;
  return reason === undefined || reason === old?.waiting?.reason ? [] : waitingFor(pod, name, reason);
}

const containerIn = ({ spec }: SimulatedPod, name: string): Container | undefined =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((one) => one.name === name);

const imageIn = (pod: SimulatedPod, name: string): string => containerIn(pod, name)?.image ?? '';

const unhealthy = (what: Parameters<typeof probeFailure>[0], probe: Probe | undefined): readonly Occurrence[] =>
  probe ? [warning('Unhealthy', probeFailure(what, probe))] : [];

function killing(pod: SimulatedPod, name: string, killer: Killer): readonly Occurrence[] {
  const { startupProbe, livenessProbe } = containerIn(pod, name) ?? {};
  const isInit = pod.spec?.initContainers?.some((one) => one.name === name);
  const who = `${isInit ? 'Init container' : 'Container'} ${name}`;
  const isBack = !isInit && (killer === 'change' || pod.spec?.restartPolicy !== 'Never');
  const told = (what: string) => normal('Killing', `${who} ${what}${isBack ? ', will be restarted' : ''}`);
  switch (killer) {
    case 'change':
      return [told('definition changed')];
    case 'startup':
      return [...unhealthy('Startup', startupProbe), told('failed startup probe')];
    case 'liveness':
      return [...unhealthy('Liveness', livenessProbe), told('failed liveness probe')];
  }
}

function starting(pod: SimulatedPod, name: string): readonly Occurrence[] {
  return [
    normal('Pulled', `Container image ${JSON.stringify(imageIn(pod, name))} already present on machine`),
    normal('Created', `Created container: ${name}`),
    normal('Started', `Started container ${name}`),
  ];
}

function waitingFor(pod: SimulatedPod, name: string, reason: string): readonly Occurrence[] {
  const image = imageIn(pod, name);
  const { name: podName, namespace, uid } = pod.metadata;
  switch (reason) {
    case 'ErrImagePull':
      return [
        normal('Pulling', `Pulling image ${JSON.stringify(image)}`),
        warning('Failed', `Failed to pull image ${JSON.stringify(image)}: ${pullError(image)}`),
        warning('Failed', `Error: ${reason}`),
      ];
    case 'ImagePullBackOff':
      return [
        normal('BackOff', `Back-off pulling image ${JSON.stringify(image)}`),
        warning('Failed', `Error: ${reason}`),
      ];
    case 'CrashLoopBackOff':
      return [
        warning('BackOff', `Back-off restarting failed container ${name} in pod ${podName}_${namespace}(${uid})`),
      ];
    default:
      return [];
  }
}

/** What a node tells people of a pod: the Events that lead from one status to the next. Pure. */
import type { Occurrence } from '../../kube/events.ts';
import { pullError } from './image.ts';
import type { ContainerStatus, PodStatus, SimulatedPod } from './pod.ts';

export function occurrences(pod: SimulatedPod, next: PodStatus): readonly Occurrence[] {
  const before = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const after = [...(next.initContainerStatuses ?? []), ...(next.containerStatuses ?? [])];
  return after.flatMap((status) =>
    ofContainer(
      pod,
      before.find(({ name }) => name === status.name),
      status,
    ),
  );
}

const normal = (reason: string, message: string): Occurrence => ({ type: 'Normal', reason, message });
const warning = (reason: string, message: string): Occurrence => ({ type: 'Warning', reason, message });

function ofContainer(pod: SimulatedPod, before: ContainerStatus | undefined, after: ContainerStatus) {
  const { name, state } = after;
  const old = before?.state;
  if (state.running && old?.running?.startedAt !== state.running.startedAt) return starting(pod, name);
  if (state.terminated && old?.running && pod.metadata.deletionTimestamp !== undefined)
    return [normal('Killing', `Stopping container ${name}`)];
  const reason = state.waiting?.reason;
  return reason === undefined || reason === old?.waiting?.reason ? [] : waitingFor(pod, name, reason);
}

const imageIn = ({ spec }: SimulatedPod, name: string): string =>
  [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find((one) => one.name === name)?.image ?? '';

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

/** Why a pod will not start, whoever waits for it. */
import type { KubeObject } from '../../kube/types.ts';

const HOPELESS: readonly (string | undefined)[] = [
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'],
];

interface ContainerStatus {
  readonly name?: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

interface Statuses {
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** Undefined as long as all of them may start. */
export function stuckPod(pods: readonly KubeObject[]): string | undefined {
  const containers = pods.flatMap((pod) => {
    const { status = {} } = pod as KubeObject & { readonly status?: Statuses };
    return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  });
  const waiting = containers.map(({ state }) => state?.waiting).find((one) => HOPELESS.includes(one?.reason));
  return waiting && [waiting.reason, waiting.message].filter(Boolean).join(': ');
}

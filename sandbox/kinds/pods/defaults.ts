/** What pods, and templates of pods, are given that their users left out. */
import type { ApiObject } from '../../api/object.ts';
import { pullPolicyFor } from './image.ts';
import { type Container, type Handler, type Lifecycle, type PodSpec, type Probe, podSpecOf } from './pod-spec.ts';
import { requestLimits, roundAmounts, roundUp } from './resource-defaults.ts';
import { setFieldRefDefaults, setVolumeDefaults } from './volume-defaults.ts';

/** All that templates and pods share, and what only pods get. */
export function setPodDefaults(pod: ApiObject): void {
  const spec = podSpecOf(pod);
  spec.enableServiceLinks ??= true;
  for (const list of [spec.containers, spec.initContainers]) {
    for (const container of list ?? []) setPodContainerDefaults(container, spec.hostNetwork === true);
  }
  setPodSpecDefaults(spec);
}

export function setPodSpecDefaults(spec: PodSpec): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  setAccountNames(spec);
  if (spec.overhead) roundAmounts(spec.overhead);
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
  for (const container of spec.containers ?? []) setContainerDefaults(container);
  for (const container of spec.initContainers ?? []) setContainerDefaults(container);
  for (const container of spec.ephemeralContainers ?? []) setContainerDefaults(container);
}

/** Two fields for one thing, of which the newer one counts. */
function setAccountNames(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return;
  spec.serviceAccountName = name;
  spec.serviceAccount = name;
}

function setPodContainerDefaults(container: Container, isOnHost: boolean): void {
  requestLimits(container);
  if (!isOnHost) return;
  for (const port of container.ports ?? []) {
    if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort;
  }
}

function setContainerDefaults(container: Container): void {
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  container.imagePullPolicy ||= pullPolicyFor(container.image ?? '');
  container.resources ??= {};
  roundUp(container.resources);
  for (const port of container.ports ?? []) port.protocol ||= 'TCP';
  for (const { valueFrom } of container.env ?? []) setFieldRefDefaults(valueFrom?.fieldRef);
  setProbeDefaults(container.livenessProbe);
  setProbeDefaults(container.readinessProbe);
  setProbeDefaults(container.startupProbe);
  setLifecycleDefaults(container.lifecycle);
}

function setProbeDefaults(probe: Probe | undefined): void {
  if (!probe) return;
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  setHandlerDefaults(probe);
  if (probe.grpc) probe.grpc.service ??= '';
}

function setLifecycleDefaults(lifecycle: Lifecycle | undefined): void {
  setHandlerDefaults(lifecycle?.postStart);
  setHandlerDefaults(lifecycle?.preStop);
}

function setHandlerDefaults(handler: Handler | undefined): void {
  const http = handler?.httpGet;
  if (!http) return;
  http.path ||= '/';
  http.scheme ||= 'HTTP';
}

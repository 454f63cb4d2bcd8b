/** The fields of containers as Go declares them, in its order; the notation is that of `notation.ts`. */
import type { Types } from './notation.ts';

const CONTAINER =
  'name! image command[] args[] workingDir ports[]ContainerPort envFrom[]EnvFromSource env[]EnvVar ' +
  'resources=ResourceRequirements resizePolicy[]ContainerResizePolicy restartPolicy? ' +
  '+restartPolicyRules[]ContainerRestartRule volumeMounts[]VolumeMount volumeDevices[]VolumeDevice ' +
  'livenessProbe*Probe readinessProbe*Probe startupProbe*Probe lifecycle*Lifecycle terminationMessagePath ' +
  'terminationMessagePolicy imagePullPolicy securityContext*SecurityContext stdin stdinOnce tty';

export const CONTAINER_TYPES: Types = {
  Container: CONTAINER,
  EphemeralContainer: `${CONTAINER} targetContainerName`,
  ContainerPort: 'name hostPort containerPort# protocol hostIP',
  EnvFromSource: 'prefix configMapRef*ConfigMapEnvSource secretRef*SecretEnvSource',
  ConfigMapEnvSource: 'name optional?',
  SecretEnvSource: 'name optional?',
  EnvVar: 'name! value valueFrom*EnvVarSource',
  EnvVarSource:
    'fieldRef*ObjectFieldSelector resourceFieldRef*ResourceFieldSelector configMapKeyRef*ConfigMapKeySelector ' +
    'secretKeyRef*SecretKeySelector +fileKeyRef*FileKeySelector',
  ObjectFieldSelector: 'apiVersion fieldPath!',
  ResourceFieldSelector: 'containerName resource! divisor=Quantity',
  ConfigMapKeySelector: 'name key! optional?',
  SecretKeySelector: 'name key! optional?',
  FileKeySelector: 'volumeName! path! key! optional?',
  ResourceRequirements: 'limits{}Quantity requests{}Quantity claims[]ResourceClaim',
  ResourceClaim: 'name! +request',
  ContainerResizePolicy: 'resourceName! restartPolicy!',
  ContainerRestartRule: 'action exitCodes*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'operator values[]',
  VolumeMount: 'name! readOnly +recursiveReadOnly? mountPath! subPath mountPropagation? subPathExpr',
  VolumeDevice: 'name! devicePath!',
  Probe:
    'exec*ExecAction httpGet*HTTPGetAction tcpSocket*TCPSocketAction grpc*GRPCAction initialDelaySeconds ' +
    'timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds?',
  ExecAction: 'command[]',
  HTTPGetAction: 'path port=Port host scheme httpHeaders[]HTTPHeader',
  HTTPHeader: 'name! value!',
  TCPSocketAction: 'port=Port host',
  GRPCAction: 'port# service!?',
  Lifecycle: 'postStart*LifecycleHandler preStop*LifecycleHandler +stopSignal?',
  LifecycleHandler: 'exec*ExecAction httpGet*HTTPGetAction tcpSocket*TCPSocketAction sleep*SleepAction',
  SleepAction: 'seconds#',
  SecurityContext:
    'capabilities*Capabilities privileged? seLinuxOptions*SELinuxOptions ' +
    'windowsOptions*WindowsSecurityContextOptions runAsUser? runAsGroup? runAsNonRoot? readOnlyRootFilesystem? ' +
    'allowPrivilegeEscalation? procMount? seccompProfile*SeccompProfile +appArmorProfile*AppArmorProfile',
  Capabilities: 'add[] drop[]',
};

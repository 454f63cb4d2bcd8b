/** The parts of pods that rules look at; objects arrive decoded, so a field that is there has the right type. */
import type { ApiObject, JsonObject, Metadata } from '../../api/object.ts';

export type Quantities = Record<string, string>;

export interface Resources {
  requests?: Quantities;
  limits?: Quantities;
  claims?: { name?: string; request?: string }[];
}

export interface ContainerPort {
  name?: string;
  containerPort?: number;
  hostPort?: number;
  hostIP?: string;
  protocol?: string;
}

export interface FieldRef {
  apiVersion?: string;
  fieldPath?: string;
}

export interface ResourceFieldRef {
  containerName?: string;
  resource?: string;
  divisor?: string;
}

export interface KeyRef {
  name?: string;
  key?: string;
  optional?: boolean;
}

export interface EnvVar {
  name?: string;
  value?: string;
  valueFrom?: {
    fieldRef?: FieldRef;
    resourceFieldRef?: ResourceFieldRef;
    configMapKeyRef?: KeyRef;
    secretKeyRef?: KeyRef;
  };
}

export interface EnvFrom {
  prefix?: string;
  configMapRef?: { name?: string };
  secretRef?: { name?: string };
}

export interface HttpGet {
  path?: string;
  port?: string | number;
  scheme?: string;
  httpHeaders?: { name?: string; value?: string }[];
}

export interface Handler {
  exec?: { command?: string[] };
  httpGet?: HttpGet;
  tcpSocket?: { port?: string | number };
  grpc?: { port?: number; service?: string };
  sleep?: { seconds?: number };
}

export interface Probe extends Handler {
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  terminationGracePeriodSeconds?: number;
}

export interface Lifecycle {
  postStart?: Handler;
  preStop?: Handler;
  stopSignal?: string;
}

export interface VolumeMount {
  name?: string;
  mountPath?: string;
  readOnly?: boolean;
  recursiveReadOnly?: string;
  subPath?: string;
  subPathExpr?: string;
  mountPropagation?: string;
}

export interface VolumeDevice {
  name?: string;
  devicePath?: string;
}

export interface Profile {
  type?: string;
  localhostProfile?: string;
}

export interface ContainerSecurity extends JsonObject {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsUser?: number;
  runAsGroup?: number;
  procMount?: string;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: Profile;
  appArmorProfile?: Profile;
}

export interface PodSecurity extends JsonObject {
  runAsUser?: number;
  runAsGroup?: number;
  fsGroup?: number;
  supplementalGroups?: number[];
  fsGroupChangePolicy?: string;
  supplementalGroupsPolicy?: string;
  seLinuxChangePolicy?: string;
  sysctls?: { name?: string; value?: string }[];
  seccompProfile?: Profile;
  appArmorProfile?: Profile;
}

export interface Container extends JsonObject {
  name?: string;
  image?: string;
  imagePullPolicy?: string;
  restartPolicy?: string;
  terminationMessagePath?: string;
  terminationMessagePolicy?: string;
  ports?: ContainerPort[];
  env?: EnvVar[];
  envFrom?: EnvFrom[];
  resources?: Resources;
  resizePolicy?: { resourceName?: string; restartPolicy?: string }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: Lifecycle;
  volumeMounts?: VolumeMount[];
  volumeDevices?: VolumeDevice[];
  securityContext?: ContainerSecurity;
  targetContainerName?: string;
}

/** One source below its name, such as `configMap`; what rules do not look into stays untyped. */
export interface Volume extends JsonObject {
  name?: string;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface SpreadConstraint {
  maxSkew?: number;
  topologyKey?: string;
  whenUnsatisfiable?: string;
  labelSelector?: LabelSelector;
  minDomains?: number;
  nodeAffinityPolicy?: string;
  nodeTaintsPolicy?: string;
  matchLabelKeys?: string[];
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

export interface PodSpec extends JsonObject {
  containers?: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: string;
  dnsPolicy?: string;
  dnsConfig?: { nameservers?: string[]; searches?: string[]; options?: { name?: string; value?: string }[] };
  schedulerName?: string;
  securityContext?: PodSecurity;
  terminationGracePeriodSeconds?: number;
  activeDeadlineSeconds?: number;
  serviceAccountName?: string;
  serviceAccount?: string;
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  hostUsers?: boolean;
  shareProcessNamespace?: boolean;
  enableServiceLinks?: boolean;
  hostname?: string;
  subdomain?: string;
  tolerations?: Toleration[];
  hostAliases?: { ip?: string; hostnames?: string[] }[];
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
  runtimeClassName?: string;
  overhead?: Quantities;
  os?: { name?: string };
  resources?: Resources;
  imagePullSecrets?: { name?: string }[];
  readinessGates?: { conditionType?: string }[];
  schedulingGates?: { name?: string }[];
  resourceClaims?: { name?: string; resourceClaimName?: string; resourceClaimTemplateName?: string }[];
  topologySpreadConstraints?: SpreadConstraint[];
  affinity?: Affinity;
}

export interface Affinity {
  nodeAffinity?: JsonObject;
  podAffinity?: JsonObject;
  podAntiAffinity?: JsonObject;
}

export interface PodTemplate {
  metadata?: Partial<Metadata>;
  spec?: PodSpec;
}

export const podSpecOf = (pod: ApiObject): PodSpec => {
  pod['spec'] ??= {};
  return pod['spec'] as PodSpec;
};

/** Every container with the field it is found at, in the order of a real server's checks. */
export function containersOf(spec: PodSpec, field: string): [Container, string][] {
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  return lists.flatMap((list) =>
    (spec[list] ?? []).map((one, index): [Container, string] => [one, `${field}.${list}[${index}]`]),
  );
}

/** The fields of pod templates as Go declares them, in its order; the notation is that of `notation.ts`. */
import { CONTAINER_TYPES } from './container-types.ts';
import type { Types } from './notation.ts';
import { VOLUME_TYPES } from './volume-types.ts';

export const POD_TYPES: Types = {
  ...CONTAINER_TYPES,
  ...VOLUME_TYPES,
  PodTemplateSpec: 'metadata=ObjectMeta spec=PodSpec',
  ObjectMeta:
    'name generateName namespace selfLink uid resourceVersion generation -creationTimestamp!? ' +
    '+creationTimestamp? deletionTimestamp? deletionGracePeriodSeconds? labels{} annotations{} ' +
    'ownerReferences[]OwnerReference finalizers[] managedFields[]ManagedFieldsEntry',
  OwnerReference: 'apiVersion! kind! name! uid! controller? blockOwnerDeletion?',
  ManagedFieldsEntry: 'manager operation apiVersion time? fieldsType fieldsV1*Raw subresource',
  PodSpec:
    'volumes[]Volume initContainers[]Container containers![]Container ephemeralContainers[]EphemeralContainer ' +
    'restartPolicy terminationGracePeriodSeconds? activeDeadlineSeconds? dnsPolicy nodeSelector{} ' +
    'serviceAccountName serviceAccount automountServiceAccountToken? nodeName hostNetwork hostPID hostIPC ' +
    'shareProcessNamespace? securityContext*PodSecurityContext imagePullSecrets[]LocalObjectReference hostname ' +
    'subdomain affinity*Affinity schedulerName tolerations[]Toleration hostAliases[]HostAlias ' +
    'priorityClassName priority? dnsConfig*PodDNSConfig readinessGates[]PodReadinessGate runtimeClassName? ' +
    'enableServiceLinks? preemptionPolicy? overhead{}Quantity ' +
    'topologySpreadConstraints[]TopologySpreadConstraint setHostnameAsFQDN? os*PodOS hostUsers? ' +
    'schedulingGates[]PodSchedulingGate resourceClaims[]PodResourceClaim +resources*ResourceRequirements ' +
    '+hostnameOverride?',
  LocalObjectReference: 'name',
  LabelSelector: 'matchLabels{} matchExpressions[]LabelSelectorRequirement',
  LabelSelectorRequirement: 'key! operator! values[]',
  SELinuxOptions: 'user role type level',
  WindowsSecurityContextOptions: 'gmsaCredentialSpecName? gmsaCredentialSpec? runAsUserName? hostProcess?',
  SeccompProfile: 'type! localhostProfile?',
  AppArmorProfile: 'type! localhostProfile?',
  PodSecurityContext:
    'seLinuxOptions*SELinuxOptions windowsOptions*WindowsSecurityContextOptions runAsUser? runAsGroup? ' +
    'runAsNonRoot? supplementalGroups[] +supplementalGroupsPolicy? fsGroup? sysctls[]Sysctl ' +
    'fsGroupChangePolicy? seccompProfile*SeccompProfile +appArmorProfile*AppArmorProfile +seLinuxChangePolicy?',
  Sysctl: 'name! value!',
  Affinity: 'nodeAffinity*NodeAffinity podAffinity*PodAffinity podAntiAffinity*PodAntiAffinity',
  NodeAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution*NodeSelector ' +
    'preferredDuringSchedulingIgnoredDuringExecution[]PreferredSchedulingTerm',
  NodeSelector: 'nodeSelectorTerms![]NodeSelectorTerm',
  NodeSelectorTerm: 'matchExpressions[]NodeSelectorRequirement matchFields[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'key! operator! values[]',
  PreferredSchedulingTerm: 'weight# preference=NodeSelectorTerm',
  PodAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution[]PodAffinityTerm ' +
    'preferredDuringSchedulingIgnoredDuringExecution[]WeightedPodAffinityTerm',
  PodAffinityTerm:
    'labelSelector*LabelSelector namespaces[] topologyKey! namespaceSelector*LabelSelector matchLabelKeys[] ' +
    'mismatchLabelKeys[]',
  WeightedPodAffinityTerm: 'weight# podAffinityTerm=PodAffinityTerm',
  PodAntiAffinity:
    'requiredDuringSchedulingIgnoredDuringExecution[]PodAffinityTerm ' +
    'preferredDuringSchedulingIgnoredDuringExecution[]WeightedPodAffinityTerm',
  Toleration: 'key operator value effect tolerationSeconds?',
  HostAlias: '-ip +ip! hostnames[]',
  PodDNSConfig: 'nameservers[] searches[] options[]PodDNSConfigOption',
  PodDNSConfigOption: 'name value?',
  PodReadinessGate: 'conditionType!',
  TopologySpreadConstraint:
    'maxSkew# topologyKey! whenUnsatisfiable! labelSelector*LabelSelector minDomains? nodeAffinityPolicy? ' +
    'nodeTaintsPolicy? matchLabelKeys[]',
  PodOS: 'name!',
  PodSchedulingGate: 'name!',
  PodResourceClaim: 'name! -source=ClaimSource +resourceClaimName? +resourceClaimTemplateName?',
  ClaimSource: 'resourceClaimName? resourceClaimTemplateName?',
};

/**
 * The names of the fields of a pod template, in the order of the Kubernetes API types. The API server keeps pod
 * templates of our kinds as they come, so this is what finds a misspelt field. Lists stand for their elements.
 */

/** Fields by name: a block, or `any` where what is below is not looked at. */
export interface Fields {
  readonly [name: string]: Fields | 'any';
}

const leaves = <const N extends string>(names: N): Fields =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'any'] as const));

const METADATA: Fields = leaves(
  'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp ' +
    'deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields',
);

const HTTP_GET: Fields = { ...leaves('path port host scheme'), httpHeaders: leaves('name value') };
const HANDLER: Fields = {
  exec: leaves('command'),
  httpGet: HTTP_GET,
  tcpSocket: leaves('port host'),
};
const PROBE: Fields = {
  ...HANDLER,
  grpc: leaves('port service'),
  ...leaves(
    'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds',
  ),
};
const LIFECYCLE_HANDLER: Fields = { ...HANDLER, sleep: leaves('seconds') };

const KEY_SELECTOR: Fields = leaves('name key optional');
const ENV: Fields = {
  ...leaves('name value'),
  valueFrom: {
    fieldRef: leaves('apiVersion fieldPath'),
    resourceFieldRef: leaves('containerName resource divisor'),
    configMapKeyRef: KEY_SELECTOR,
    secretKeyRef: KEY_SELECTOR,
    fileKeyRef: leaves('volumeName path key optional'),
  },
};

const SELINUX: Fields = leaves('user role type level');
const PROFILE: Fields = leaves('type localhostProfile');

const CONTAINER: Fields = {
  ...leaves('name image command args workingDir'),
  ports: leaves('name hostPort containerPort protocol hostIP'),
  envFrom: { prefix: 'any', configMapRef: leaves('name optional'), secretRef: leaves('name optional') },
  env: ENV,
  resources: { ...leaves('limits requests'), claims: leaves('name request') },
  resizePolicy: leaves('resourceName restartPolicy'),
  ...leaves('restartPolicy restartPolicyRules'),
  volumeMounts: leaves('name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr'),
  volumeDevices: leaves('name devicePath'),
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: { postStart: LIFECYCLE_HANDLER, preStop: LIFECYCLE_HANDLER, stopSignal: 'any' },
  ...leaves('terminationMessagePath terminationMessagePolicy imagePullPolicy'),
  securityContext: {
    capabilities: leaves('add drop'),
    privileged: 'any',
    seLinuxOptions: SELINUX,
    windowsOptions: 'any',
    ...leaves('runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount'),
    seccompProfile: PROFILE,
    appArmorProfile: PROFILE,
  },
  ...leaves('stdin stdinOnce tty'),
};

const ITEMS: Fields = leaves('key path mode');
const DOWNWARD_FILE: Fields = {
  ...leaves('path mode'),
  fieldRef: leaves('apiVersion fieldPath'),
  resourceFieldRef: leaves('containerName resource divisor'),
};
const VOLUME: Fields = {
  name: 'any',
  hostPath: leaves('path type'),
  emptyDir: leaves('medium sizeLimit'),
  ...leaves('gcePersistentDisk awsElasticBlockStore gitRepo'),
  secret: { ...leaves('secretName defaultMode optional'), items: ITEMS },
  nfs: leaves('server path readOnly'),
  ...leaves('iscsi glusterfs'),
  persistentVolumeClaim: leaves('claimName readOnly'),
  ...leaves('rbd flexVolume cinder cephfs flocker'),
  downwardAPI: { defaultMode: 'any', items: DOWNWARD_FILE },
  ...leaves('fc azureFile'),
  configMap: { ...leaves('name defaultMode optional'), items: ITEMS },
  ...leaves('vsphereVolume quobyte azureDisk photonPersistentDisk'),
  projected: {
    defaultMode: 'any',
    sources: {
      secret: { ...leaves('name optional'), items: ITEMS },
      downwardAPI: { items: DOWNWARD_FILE },
      configMap: { ...leaves('name optional'), items: ITEMS },
      serviceAccountToken: leaves('audience expirationSeconds path'),
      ...leaves('clusterTrustBundle podCertificate'),
    },
  },
  ...leaves('portworxVolume scaleIO storageos'),
  csi: leaves('driver readOnly fsType volumeAttributes nodePublishSecretRef'),
  ephemeral: { volumeClaimTemplate: leaves('metadata spec') },
  image: leaves('reference pullPolicy'),
};

const POD_SPEC: Fields = {
  volumes: VOLUME,
  initContainers: CONTAINER,
  containers: CONTAINER,
  ephemeralContainers: { ...CONTAINER, targetContainerName: 'any' },
  ...leaves('restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector'),
  ...leaves('serviceAccountName serviceAccount automountServiceAccountToken nodeName'),
  ...leaves('hostNetwork hostPID hostIPC shareProcessNamespace'),
  securityContext: {
    seLinuxOptions: SELINUX,
    windowsOptions: 'any',
    ...leaves('runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls'),
    fsGroupChangePolicy: 'any',
    seccompProfile: PROFILE,
    appArmorProfile: PROFILE,
    seLinuxChangePolicy: 'any',
  },
  imagePullSecrets: leaves('name'),
  ...leaves('hostname subdomain'),
  affinity: leaves('nodeAffinity podAffinity podAntiAffinity'),
  schedulerName: 'any',
  tolerations: leaves('key operator value effect tolerationSeconds'),
  hostAliases: leaves('ip hostnames'),
  ...leaves('priorityClassName priority'),
  dnsConfig: { ...leaves('nameservers searches'), options: leaves('name value') },
  readinessGates: leaves('conditionType'),
  ...leaves('runtimeClassName enableServiceLinks preemptionPolicy overhead'),
  topologySpreadConstraints: leaves(
    'maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy matchLabelKeys',
  ),
  ...leaves('setHostnameAsFQDN hostnameOverride'),
  os: leaves('name'),
  hostUsers: 'any',
  schedulingGates: leaves('name'),
  resourceClaims: leaves('name resourceClaimName resourceClaimTemplateName'),
  resources: leaves('limits requests claims'),
  workloadRef: 'any',
};

export const POD_TEMPLATE_FIELDS: Fields = { metadata: METADATA, spec: POD_SPEC };

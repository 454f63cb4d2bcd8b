/** What the security settings of pods and containers may say. */
import { duplicate, type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import {
  choiceErrors,
  forbiddenIf,
  idErrors,
  invalidIf,
  NO_ERRORS,
  optionalChoiceErrors,
  relativePathErrors,
  repeatedAt,
} from './field-rules.ts';
import { type ContainerSecurity, containersOf, type PodSecurity, type PodSpec, type Profile } from './pod-spec.ts';

const PROFILES: readonly string[] = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const SYSCTL = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/;
const SHOWN_SYSCTL = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const LONGEST_SYSCTL = 253;
const LONGEST_PATH = 4095;

export function podSecurityErrors(spec: PodSpec, field: string): readonly FieldError[] {
  const security = spec.securityContext;
  if (!security) return NO_ERRORS;
  const sharesBoth = spec.shareProcessNamespace === true && spec.hostPID === true;
  return [
    ...identityErrors(security, field),
    ...invalidIf(
      sharesBoth,
      `${field}.shareProcessNamespace`,
      true,
      'ShareProcessNamespace and HostPID cannot both be enabled',
    ),
    ...(security.sysctls ? sysctlErrors(security.sysctls, `${field}.sysctls`) : NO_ERRORS),
    ...optionalChoiceErrors(security.fsGroupChangePolicy, `${field}.fsGroupChangePolicy`, ['Always', 'OnRootMismatch']),
    ...seccompErrors(security.seccompProfile, `${field}.seccompProfile`),
    ...appArmorErrors(security.appArmorProfile, `${field}.appArmorProfile`),
    ...optionalChoiceErrors(security.supplementalGroupsPolicy, `${field}.supplementalGroupsPolicy`, [
      'Merge',
      'Strict',
    ]),
    ...optionalChoiceErrors(security.seLinuxChangePolicy, `${field}.seLinuxChangePolicy`, ['MountOption', 'Recursive']),
  ];
}

const identityErrors = (security: PodSecurity, field: string): readonly FieldError[] => [
  ...idErrors(security.fsGroup, `${field}.fsGroup`),
  ...idErrors(security.runAsUser, `${field}.runAsUser`),
  ...idErrors(security.runAsGroup, `${field}.runAsGroup`),
  ...(security.supplementalGroups ?? []).flatMap((id, index) => idErrors(id, `${field}.supplementalGroups[${index}]`)),
];

function sysctlErrors(sysctls: readonly { name?: string }[], field: string): readonly FieldError[] {
  const repeated = repeatedAt(sysctls.map((one) => one.name));
  return sysctls.flatMap(({ name = '' }, index) => {
    const at = `${field}[${index}].name`;
    const isWrong = name.length > LONGEST_SYSCTL || !name.split(/[./]/).every((segment) => SYSCTL.test(segment));
    if (name === '') return [required(at)];
    if (isWrong)
      return [invalid(at, name, `must have at most ${LONGEST_SYSCTL} characters and match regex ${SHOWN_SYSCTL}`)];
    return repeated.has(index) ? [duplicate(at, name)] : [];
  });
}

function seccompErrors(profile: Profile | undefined, field: string): readonly FieldError[] {
  if (!profile) return NO_ERRORS;
  const { type = '', localhostProfile } = profile;
  const at = `${field}.localhostProfile`;
  const typeErrors =
    type === ''
      ? [required(`${field}.type`, 'type is required when seccompProfile is set')]
      : choiceErrors(type, `${field}.type`, PROFILES);
  if (type !== 'Localhost')
    return [
      ...typeErrors,
      ...invalidIf(localhostProfile !== undefined, at, profile, 'can only be set when seccomp type is Localhost'),
    ];
  return localhostProfile === undefined
    ? [required(at, 'must be set when seccomp type is Localhost')]
    : relativePathErrors(localhostProfile, at);
}

function appArmorErrors(profile: Profile | undefined, field: string): readonly FieldError[] {
  if (!profile) return NO_ERRORS;
  const { type = '', localhostProfile } = profile;
  const at = `${field}.localhostProfile`;
  if (type === '') return [required(`${field}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILES.includes(type)) return [unsupported(`${field}.type`, type, PROFILES)];
  if (type !== 'Localhost')
    return invalidIf(
      localhostProfile !== undefined,
      at,
      localhostProfile,
      'can only be set when AppArmor type is Localhost',
    );
  if (!localhostProfile) return [required(at, 'must be set when AppArmor type is Localhost')];
  if (localhostProfile.trim() !== localhostProfile)
    return [invalid(at, localhostProfile, 'must not be padded with whitespace')];
  return localhostProfile.length > LONGEST_PATH
    ? [{ type: 'FieldValueTooLong', field: at, detail: `may not be more than ${LONGEST_PATH} bytes` }]
    : NO_ERRORS;
}

/** `sharesUsers`: the pod has no user namespace of its own. */
export function containerSecurityErrors(
  security: ContainerSecurity | undefined,
  field: string,
  sharesUsers: boolean,
): readonly FieldError[] {
  if (!security) return NO_ERRORS;
  const { procMount } = security;
  const isUnmasked = sharesUsers && procMount === 'Unmasked';
  return [
    ...idErrors(security.runAsUser, `${field}.runAsUser`),
    ...idErrors(security.runAsGroup, `${field}.runAsGroup`),
    ...optionalChoiceErrors(procMount, `${field}.procMount`, ['Default', 'Unmasked']),
    ...invalidIf(isUnmasked, `${field}.procMount`, procMount, '`hostUsers` must be false to use `Unmasked`'),
    ...seccompErrors(security.seccompProfile, `${field}.seccompProfile`),
    ...escalationErrors(security, field),
    ...appArmorErrors(security.appArmorProfile, `${field}.appArmorProfile`),
  ];
}

function escalationErrors(security: ContainerSecurity, field: string): readonly FieldError[] {
  if (security.allowPrivilegeEscalation !== false) return NO_ERRORS;
  const adds = (security.capabilities?.add ?? []).filter((one) => one === 'CAP_SYS_ADMIN');
  const cannot = 'cannot set `allowPrivilegeEscalation` to false and';
  return [
    ...invalidIf(security.privileged === true, field, security, `${cannot} \`privileged\` to true`),
    ...adds.map(() => invalid(field, security, `${cannot} \`capabilities.Add\` CAP_SYS_ADMIN`)),
  ];
}

/** With users of its own a pod cannot share the host's other namespaces. */
export function hostUsersErrors(spec: PodSpec, field: string): readonly FieldError[] {
  if (spec.hostUsers !== false) return NO_ERRORS;
  const why = 'when `pod.Spec.HostUsers` is false';
  return [
    ...forbiddenIf(spec.hostNetwork === true, `${field}.hostNetwork`, why),
    ...forbiddenIf(spec.hostPID === true, `${field}.HostPID`, why),
    ...forbiddenIf(spec.hostIPC === true, `${field}.HostIPC`, why),
  ];
}

const WINDOWS_FORBIDS: readonly string[] = [
  ...['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls', 'runAsUser'],
  ...['runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy', 'capabilities'],
  ...['readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount'],
];

/** What one operating system has, the other may not be asked for. */
export function systemErrors(spec: PodSpec, field: string): readonly FieldError[] {
  if (!spec.os) return NO_ERRORS;
  const wrong = choiceErrors(spec.os.name, `${field}.os.name`, ['linux', 'windows']);
  if (wrong.length > 0) return wrong;
  const isWindows = spec.os.name === 'windows';
  const names = isWindows ? WINDOWS_FORBIDS : ['windowsOptions'];
  const why = isWindows ? 'cannot be set for a windows pod' : 'windows options cannot be set for a linux pod';
  const holders = [
    [spec.securityContext ?? {}, `${field}.securityContext`] as const,
    ...containersOf(spec, field).map(([one, at]) => [one.securityContext ?? {}, `${at}.securityContext`] as const),
  ];
  return holders.flatMap(([security, at]) =>
    names.flatMap((name) => forbiddenIf(security[name] !== undefined, `${at}.${name}`, why)),
  );
}

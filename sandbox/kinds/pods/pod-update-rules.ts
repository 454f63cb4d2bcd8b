/** What of a pod may still change once it exists. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import { forbiddenIf, invalidIf, NO_ERRORS } from './field-rules.ts';
import { changedNodeErrors } from './gated-pod-rules.ts';
import { type Container, type PodSpec, podSpecOf, type Toleration } from './pod-spec.ts';

const CHANGEABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');
const MIRROR = 'kubernetes.io/config.mirror';
/** Values in texts are cut off here. */
const LONGEST = 200;

type Containers = readonly Container[] | undefined;

export function podUpdateErrors(pod: ApiObject, old: ApiObject): readonly FieldError[] {
  const mirror = mirrorErrors(pod, old);
  if (sameJson(pod['spec'], old['spec'])) return mirror;
  const [now, before] = [podSpecOf(pod), podSpecOf(old)];
  if (count(now.containers) !== count(before.containers)) return [...mirror, added('spec.containers')];
  if (count(now.initContainers) !== count(before.initContainers)) return [...mirror, added('spec.initContainers')];
  return [
    ...mirror,
    ...imageErrors(now.containers, 'spec.containers'),
    ...imageErrors(now.initContainers, 'spec.initContainers'),
    ...deadlineErrors(now, before),
    ...tolerationErrors(now.tolerations ?? [], before.tolerations ?? []),
    ...gateErrors(now, before),
    ...changedNodeErrors(now, before),
    ...restErrors(now, before),
  ];
}

const count = (containers: Containers): number => containers?.length ?? 0;

const added = (field: string): FieldError => forbidden(field, 'pod updates may not add or remove containers');

/** The mark of a pod that only the kubelet runs. */
function mirrorErrors({ metadata }: ApiObject, { metadata: old }: ApiObject): readonly FieldError[] {
  const [now, before] = [metadata.annotations?.[MIRROR], old.annotations?.[MIRROR]];
  if (now === before) return NO_ERRORS;
  const verb = before === undefined ? 'add' : 'remove or update';
  return [forbidden(`metadata.annotations[${MIRROR}]`, `may not ${verb} mirror pod annotation`)];
}

const imageErrors = (containers: Containers, field: string): readonly FieldError[] =>
  (containers ?? []).flatMap(({ image = '' }, index) => {
    const at = `${field}[${index}].image`;
    return [
      ...(image === '' ? [required(at)] : NO_ERRORS),
      ...invalidIf(image.trim() !== image, at, image, 'must not have leading or trailing whitespace'),
    ];
  });

/** It may be set once, and shortened. */
function deadlineErrors(now: PodSpec, before: PodSpec): readonly FieldError[] {
  const [seconds, old] = [now.activeDeadlineSeconds, before.activeDeadlineSeconds];
  if (old === undefined) return NO_ERRORS;
  const field = 'spec.activeDeadlineSeconds';
  if (seconds === undefined) return [invalid(field, null, 'must not update from a positive integer to nil value')];
  return invalidIf(seconds > old, field, seconds, 'must be less than or equal to previous value');
}

function tolerationErrors(now: readonly Toleration[], before: readonly Toleration[]): readonly FieldError[] {
  const kept = new Set(now.map(timeless));
  const isKept = before.every((old) => kept.has(timeless(old)));
  const why = 'existing toleration can not be modified except its tolerationSeconds';
  return forbiddenIf(!isKept, 'spec.tolerations', why);
}

/** Everything but how long it lasts. */
const timeless = ({ key = '', operator = '', value = '', effect = '' }: Toleration): string =>
  JSON.stringify([key, operator, value, effect]);

function gateErrors(now: PodSpec, before: PodSpec): readonly FieldError[] {
  const known = new Set((before.schedulingGates ?? []).map((one) => one.name));
  return (now.schedulingGates ?? []).flatMap(({ name }, index) => {
    const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return forbiddenIf(!known.has(name), `spec.schedulingGates[${index}].name`, why);
  });
}

/** Everything that none of the rules above has spoken of. */
function restErrors(now: PodSpec, before: PodSpec): readonly FieldError[] {
  const same = settled(now, before);
  const lines = [...new Set([...Object.keys(before), ...Object.keys(same)])]
    .filter((name) => !sameJson(same[name], before[name]))
    .flatMap((name) => [`- \t${name}: ${shown(before[name])},`, `+ \t${name}: ${shown(same[name])},`]);
  if (lines.length === 0) return NO_ERRORS;
  return [forbidden('spec', `pod updates may not change fields other than ${CHANGEABLE}\n${lines.join('\n')}\n`)];
}

/** The new spec, with the old one's values where change is allowed. */
function settled(now: PodSpec, before: PodSpec): PodSpec {
  const same: PodSpec = { ...now };
  const isGated = (before.schedulingGates ?? []).length > 0;
  const canSettle = (before.terminationGracePeriodSeconds ?? 0) < 0 && now.terminationGracePeriodSeconds === 1;
  keep(same, before, ['activeDeadlineSeconds', 'tolerations', 'schedulingGates']);
  if (isGated) keep(same, before, ['nodeSelector', 'affinity']);
  if (canSettle) keep(same, before, ['terminationGracePeriodSeconds']);
  if (now.containers) same.containers = withImages(now.containers, before.containers);
  if (now.initContainers) same.initContainers = withImages(now.initContainers, before.initContainers);
  return same;
}

function keep(spec: PodSpec, before: PodSpec, names: readonly string[]): void {
  for (const name of names) {
    if (before[name] === undefined) delete spec[name];
    else spec[name] = before[name];
  }
}

const withImages = (now: readonly Container[], before: Containers): Container[] =>
  now.map((one, index) => {
    const image = before?.[index]?.image;
    return image === undefined ? one : { ...one, image };
  });

function shown(value: unknown): string {
  const text = value === undefined ? 'nil' : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

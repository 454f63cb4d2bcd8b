/** How containers may use the volumes of their pod. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import {
  backstepErrors,
  forbiddenIf,
  invalidIf,
  missing,
  NO_ERRORS,
  notFoundAt,
  relativePathErrors,
} from './field-rules.ts';
import type { Container, Volume, VolumeDevice, VolumeMount } from './pod-spec.ts';

type Known = ReadonlyMap<string, Volume>;

export function mountErrors(container: Container, volumes: Known, field: string): readonly FieldError[] {
  const { volumeMounts = [], volumeDevices = [] } = container;
  if (volumeMounts.length === 0 && volumeDevices.length === 0) return NO_ERRORS;
  const paths = new Set<string>();
  const names = new Set<string>();
  const devicePaths = new Set<string>();
  const mounted = placesOf(volumeMounts.map((one) => [one.name, one.mountPath]));
  const devices = placesOf(volumeDevices.map((one) => [one.name, one.devicePath]));
  return [
    ...volumeMounts.flatMap((mount, index) => {
      const at = `${field}.volumeMounts[${index}]`;
      const isRepeated = isSeen(paths, mount.mountPath ?? '');
      return [
        ...placeErrors(mount, volumes, at),
        ...invalidIf(isRepeated, `${at}.mountPath`, mount.mountPath, 'must be unique'),
        ...clashErrors(mount, devices, at),
        ...wayErrors(mount, container, at, `${field}.volumeMounts`),
      ];
    }),
    ...volumeDevices.flatMap((device, index) => {
      const at = `${field}.volumeDevices[${index}]`;
      const isNameRepeated = isSeen(names, device.name ?? '');
      const isPathRepeated = isSeen(devicePaths, device.devicePath ?? '');
      return [
        ...missing(device.name, `${at}.name`),
        ...invalidIf(isNameRepeated, `${at}.name`, device.name, 'must be unique'),
        ...deviceErrors(device, volumes, at),
        ...invalidIf(isPathRepeated, `${at}.devicePath`, device.devicePath, 'must be unique'),
        ...deviceClashErrors(device, mounted, at),
      ];
    }),
  ];
}

function isSeen(seen: Set<string>, value: string): boolean {
  const size = seen.size;
  return seen.add(value).size === size;
}

const placeErrors = (mount: VolumeMount, volumes: Known, field: string): readonly FieldError[] => [
  ...missing(mount.name, `${field}.name`),
  ...(volumes.has(mount.name ?? '') ? NO_ERRORS : [notFoundAt(`${field}.name`, mount.name ?? '')]),
  ...missing(mount.mountPath, `${field}.mountPath`),
];

interface Places {
  readonly names: ReadonlySet<string | undefined>;
  readonly paths: ReadonlySet<string | undefined>;
}

const placesOf = (places: readonly (readonly [name: string | undefined, path: string | undefined])[]): Places => ({
  names: new Set(places.map(([name]) => name)),
  paths: new Set(places.map(([, path]) => path)),
});

function clashErrors({ name, mountPath }: VolumeMount, { names, paths }: Places, field: string): readonly FieldError[] {
  const clash = 'must not already exist as a path in volumeDevices';
  return [
    ...invalidIf(names.has(name), `${field}.name`, name, 'must not already exist in volumeDevices'),
    ...invalidIf(paths.has(mountPath), `${field}.mountPath`, mountPath, clash),
  ];
}

/** Some of it is reported at the list, as real servers do. */
function wayErrors(mount: VolumeMount, container: Container, field: string, list: string): readonly FieldError[] {
  const { subPath = '', subPathExpr = '', mountPropagation, recursiveReadOnly } = mount;
  const both = subPath !== '' && subPathExpr !== '';
  return [
    ...(subPath === '' ? NO_ERRORS : relativePathErrors(subPath, `${list}.subPath`)),
    ...invalidIf(both, `${field}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
    ...(subPathExpr === '' ? NO_ERRORS : relativePathErrors(subPathExpr, `${list}.subPathExpr`)),
    ...(mountPropagation === undefined
      ? NO_ERRORS
      : propagationErrors(mountPropagation, container, `${list}.mountPropagation`)),
    ...(recursiveReadOnly === undefined ? NO_ERRORS : recursionErrors(mount, `${list}.recursiveReadOnly`)),
  ];
}

function propagationErrors(way: string, container: Container, field: string): readonly FieldError[] {
  const ways = ['Bidirectional', 'HostToContainer', 'None'];
  if (!ways.includes(way)) return [unsupported(field, way, ways)];
  return way === 'Bidirectional' && container.securityContext?.privileged !== true
    ? [forbidden(field, 'Bidirectional mount propagation is available only to privileged containers')]
    : NO_ERRORS;
}

function recursionErrors(mount: VolumeMount, field: string): readonly FieldError[] {
  const { recursiveReadOnly = '', readOnly, mountPropagation = 'None' } = mount;
  if (recursiveReadOnly === 'Disabled') return NO_ERRORS;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible')
    return [unsupported(field, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible'])];
  const shared = mountPropagation !== 'None';
  return [
    ...forbiddenIf(readOnly !== true, field, 'may only be specified when readOnly is true'),
    ...forbiddenIf(shared, field, 'may only be specified when mountPropagation is None or not specified'),
  ];
}

function deviceErrors(
  { name = '', devicePath = '' }: VolumeDevice,
  volumes: Known,
  field: string,
): readonly FieldError[] {
  const volume = volumes.get(name);
  const isBlock = volume?.['persistentVolumeClaim'] !== undefined || volume?.['ephemeral'] !== undefined;
  const why = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
  return [
    ...invalidIf(volume !== undefined && !isBlock, `${field}.name`, name, why),
    ...(volume ? NO_ERRORS : [notFoundAt(`${field}.name`, name)]),
    ...(devicePath === '' ? [required(`${field}.devicePath`)] : NO_ERRORS),
    ...backstepErrors(devicePath, field).map(() =>
      invalid(`${field}.devicePath`, devicePath, "can not contain backsteps ('..')"),
    ),
  ];
}

function deviceClashErrors(
  { name, devicePath }: VolumeDevice,
  { names, paths }: Places,
  field: string,
): readonly FieldError[] {
  const clash = 'must not already exist as a path in volumeMounts';
  return [
    ...invalidIf(names.has(name), `${field}.name`, name, 'must not already exist in volumeMounts'),
    ...invalidIf(paths.has(devicePath), `${field}.devicePath`, devicePath, clash),
  ];
}

/** What volumes that hold files of the cluster's own may contain: keys of config maps and secrets, facts of the pod, tokens. */
import { type FieldError, forbidden, invalid, required } from '../../api/field-error.ts';
import { isObject, type JsonObject } from '../../api/object.ts';
import { fieldRefErrors, resourceRefErrors } from './env-rules.ts';
import { filePathErrors, invalidIf, missing, modeErrors, NO_ERRORS } from './field-rules.ts';
import type { FieldRef, ResourceFieldRef } from './pod-spec.ts';

const FOR_FILES: readonly string[] = [
  ...['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'],
];
const PROJECTIONS = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle'] as const;

export const objectsOf = (list: unknown): readonly JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);

/** Files of a config map or a secret, whose name stands in the field `nameField`. */
export const fileSourceErrors = (source: JsonObject, field: string, nameField: string): readonly FieldError[] => [
  ...missing(source[nameField], `${field}.${nameField}`),
  ...modeErrors(source['defaultMode'], `${field}.defaultMode`),
  ...itemsErrors(source, field),
];

const itemsErrors = (source: JsonObject, field: string): readonly FieldError[] =>
  objectsOf(source['items']).flatMap((item, index) => itemErrors(item, `${field}.items[${index}]`));

const itemErrors = (item: JsonObject, field: string): readonly FieldError[] => [
  ...missing(item['key'], `${field}.key`),
  ...missing(item['path'], `${field}.path`),
  ...filePathErrors(String(item['path'] ?? ''), `${field}.path`),
  ...modeErrors(item['mode'], `${field}.mode`),
];

/** Its files are reported at the volume itself, as real servers do. */
export const downwardErrors = (source: JsonObject, field: string): readonly FieldError[] => [
  ...modeErrors(source['defaultMode'], `${field}.defaultMode`),
  ...objectsOf(source['items']).flatMap((item) => downwardFileErrors(item, field)),
];

function downwardFileErrors(item: JsonObject, field: string): readonly FieldError[] {
  return [
    ...missing(item['path'], `${field}.path`),
    ...filePathErrors(String(item['path'] ?? ''), `${field}.path`),
    ...factErrors(item, field),
    ...modeErrors(item['mode'], `${field}.mode`),
  ];
}

function factErrors(item: JsonObject, field: string): readonly FieldError[] {
  const fieldRef = item['fieldRef'] as FieldRef | undefined;
  const resourceFieldRef = item['resourceFieldRef'] as ResourceFieldRef | undefined;
  if (fieldRef) {
    const both = resourceFieldRef !== undefined;
    return [
      ...fieldRefErrors(fieldRef, `${field}.fieldRef`, FOR_FILES),
      ...invalidIf(both, field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
    ];
  }
  return resourceFieldRef
    ? resourceRefErrors(resourceFieldRef, `${field}.resourceFieldRef`, { needsContainer: true })
    : [required(field, 'one of fieldRef and resourceFieldRef is required')];
}

export function projectedErrors(source: JsonObject, field: string): readonly FieldError[] {
  const paths = new Set<string>();
  return [
    ...modeErrors(source['defaultMode'], `${field}.defaultMode`),
    ...objectsOf(source['sources']).flatMap((one, index) => {
      const at = `${field}.sources[${index}]`;
      const count = PROJECTIONS.filter((name) => one[name] !== undefined).length;
      return [
        ...projectionErrors(one, at, field),
        ...conflictErrors(one, field, paths),
        ...(count > 1 ? [forbidden(at, 'may not specify more than 1 volume type per source')] : NO_ERRORS),
      ];
    }),
  ];
}

function projectionErrors(source: JsonObject, field: string, volumeField: string): readonly FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  return [
    ...(isObject(secret) ? namedFilesErrors(secret, `${field}.secret`) : NO_ERRORS),
    ...(isObject(configMap) ? namedFilesErrors(configMap, `${field}.configMap`) : NO_ERRORS),
    ...(isObject(downwardAPI)
      ? objectsOf(downwardAPI['items']).flatMap((item) => downwardFileErrors(item, `${field}.downwardAPI`))
      : NO_ERRORS),
    ...(isObject(serviceAccountToken)
      ? tokenErrors(serviceAccountToken, `${field}.serviceAccountToken`, volumeField)
      : NO_ERRORS),
  ];
}

const namedFilesErrors = (source: JsonObject, field: string): readonly FieldError[] => [
  ...missing(source['name'], `${field}.name`),
  ...itemsErrors(source, field),
];

/** The path is reported at the volume, as real servers do. */
function tokenErrors(token: JsonObject, field: string, volumeField: string): readonly FieldError[] {
  const seconds = Number(token['expirationSeconds'] ?? 0);
  const at = `${field}.expirationSeconds`;
  const path = String(token['path'] ?? '');
  return [
    ...invalidIf(seconds < 600, at, seconds, 'may not specify a duration less than 10 minutes'),
    ...invalidIf(seconds > 2 ** 32, at, seconds, 'may not specify a duration larger than 2^32 seconds'),
    ...(path === '' ? [required(`${volumeField}.path`)] : filePathErrors(path, `${volumeField}.path`)),
  ];
}

/** Two files of one volume may not share a path; `paths` collects those seen. */
const conflictErrors = (source: JsonObject, field: string, paths: Set<string>): readonly FieldError[] =>
  PROJECTIONS.flatMap((name) => {
    const projection = source[name];
    if (!isObject(projection)) return [];
    return objectsOf(projection['items']).flatMap((item) => {
      const path = String(item['path'] ?? '');
      if (path === '' || !paths.has(path)) {
        paths.add(path);
        return [];
      }
      return [invalid(field, projection['name'] ?? path, 'conflicting duplicate paths')];
    });
  });

/** What the metadata of any object may hold, and what of it an update may change. */
import { type FieldError, forbidden, invalid, required, tooLong } from '../api/field-error.ts';
import { type ApiObject, type Metadata, type OwnerReference, sameJson } from '../api/object.ts';
import type { Behaviour, Kind } from './kind.ts';
import {
  beforeSuffix,
  dnsLabel,
  dnsLabel1035,
  dnsSubdomain,
  pathSegment,
  qualifiedName,
  type Rule,
  ruleErrors,
} from './rules/names.ts';
import { notNegative } from './rules/numbers.ts';
import { labelsErrors } from './rules/selectors.ts';

/** 256 KiB, keys and values together. */
const MOST_ANNOTATIONS = 256 * 1024;
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const STANDARD: readonly string[] = ['kubernetes', ORPHAN, FOREGROUND];
/** Groups whose kinds accept finalizers without a domain, as custom kinds do. */
const LENIENT: readonly string[] = ['coordination.k8s.io', 'policy'];

const NAMES: Readonly<Record<NonNullable<Behaviour['names']>, Rule>> = {
  subdomain: dnsSubdomain,
  label: dnsLabel,
  'label-1035': dnsLabel1035,
  'path-segment': pathSegment,
};

/** What is wrong with new metadata; `old` is the stored one, whose unchanged parts need no second look. */
export function metadataErrors({ metadata }: ApiObject, kind: Kind, old?: Metadata): FieldError[] {
  const { labels, annotations, ownerReferences, finalizers } = metadata;
  const errors = old ? [] : identityErrors(metadata, kind);
  if (labels && changed(labels, old?.labels)) errors.push(...labelsErrors(labels, 'metadata.labels'));
  if (annotations && changed(annotations, old?.annotations)) errors.push(...annotationsErrors(annotations));
  if (ownerReferences?.length && changed(ownerReferences, old?.ownerReferences))
    errors.push(...ownersErrors(ownerReferences));
  if (finalizers?.length && changed(finalizers, old?.finalizers)) errors.push(...finalizersErrors(finalizers, kind));
  return errors;
}

const changed = (value: unknown, old: unknown): boolean => value !== old && !sameJson(value, old);

function identityErrors({ name, generateName, namespace, generation }: Metadata, kind: Kind): FieldError[] {
  const rule = NAMES[kind.behaviour.names ?? 'subdomain'];
  const errors: FieldError[] = [];
  if (generateName) errors.push(...ruleErrors('metadata.generateName', generateName, prefixRule(rule)));
  if (name) errors.push(...ruleErrors('metadata.name', name, rule));
  else errors.push(required('metadata.name', 'name or generateName is required'));
  if (kind.namespaced) errors.push(...namespaceErrors(namespace ?? ''));
  else if (namespace) errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  return [...errors, ...notNegative(generation, 'metadata.generation')];
}

/** `.` alone is no name, but may well begin one. */
const prefixRule = (rule: Rule): Rule =>
  rule === pathSegment ? (value) => pathSegment(`${value}x`) : beforeSuffix(rule);

const namespaceErrors = (namespace: string): FieldError[] =>
  namespace === '' ? [required('metadata.namespace')] : ruleErrors('metadata.namespace', namespace, dnsLabel);

function annotationsErrors(annotations: Readonly<Record<string, string>>): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in annotations) {
    size += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? '');
    // Case does not matter here.
    for (const text of qualifiedName(key.toLowerCase())) errors.push(invalid('metadata.annotations', key, text));
  }
  if (size > MOST_ANNOTATIONS) errors.push(tooLong('metadata.annotations', MOST_ANNOTATIONS));
  return errors;
}

function ownersErrors(owners: readonly OwnerReference[]): FieldError[] {
  const errors = owners.flatMap(ownerErrors);
  const [first, ...others] = owners.filter(({ controller }) => controller);
  if (!first) return errors;
  const text = `Only one reference can have Controller set to true. Found "true" in references for ${called(first)} and `;
  for (const other of others) errors.push(invalid('metadata.ownerReferences', owners, text + called(other)));
  return errors;
}

const called = ({ kind, name }: OwnerReference): string => `${kind}/${name}`;

function ownerErrors(owner: OwnerReference): FieldError[] {
  const { apiVersion, kind, name, uid } = owner;
  const field = 'metadata.ownerReferences';
  return [
    ...(versionOf(apiVersion) ? [] : [invalid(`${field}.apiVersion`, apiVersion ?? '', 'version must not be empty')]),
    ...(kind ? [] : [invalid(`${field}.kind`, kind ?? '', 'kind must not be empty')]),
    ...(name ? [] : [invalid(`${field}.name`, name ?? '', 'name must not be empty')]),
    ...(uid ? [] : [invalid(`${field}.uid`, uid ?? '', 'uid must not be empty')]),
    ...(apiVersion === 'v1' && kind === 'Event'
      ? [invalid(field, owner, '/v1, Kind=Event is disallowed from being an owner')]
      : []),
  ];
}

/** What follows the one slash, if there is one; more slashes are no version at all. */
function versionOf(apiVersion: string | undefined): string {
  const parts = (apiVersion ?? '').split('/');
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}

function finalizersErrors(finalizers: readonly string[], kind: Kind): FieldError[] {
  const field = 'metadata.finalizers';
  const errors = finalizers.flatMap((one) => ruleErrors(field, one, qualifiedName));
  if (!kind.isCustom && !LENIENT.includes(kind.group)) errors.push(...finalizers.flatMap(unqualifiedErrors));
  if (finalizers.includes(ORPHAN) && finalizers.includes(FOREGROUND))
    errors.push(invalid(field, finalizers, `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`));
  return errors;
}

const unqualifiedErrors = (finalizer: string, index: number): FieldError[] =>
  finalizer.includes('/') || STANDARD.includes(finalizer)
    ? []
    : [
        invalid(
          `metadata.finalizers[${index}]`,
          finalizer,
          'name is neither a standard finalizer name nor is it fully qualified',
        ),
      ];

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

/** What an update may not do to metadata, whatever the kind. */
export function metadataUpdateErrors({ metadata }: ApiObject, { metadata: old }: ApiObject): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp) errors.push(...addedFinalizers(metadata.finalizers, old.finalizers));
  if ((metadata.generation ?? 0) < (old.generation ?? 0))
    errors.push(invalid('metadata.generation', metadata.generation ?? 0, 'must not be decremented'));
  for (const field of IMMUTABLE)
    if ((metadata[field] ?? '') !== (old[field] ?? ''))
      errors.push(invalid(`metadata.${field}`, metadata[field], 'field is immutable'));
  return errors;
}

function addedFinalizers(now: readonly string[] = [], before: readonly string[] = []): FieldError[] {
  const added = [...new Set(now.filter((one) => !before.includes(one)))].sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
  const text = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbidden('metadata.finalizers', text)];
}

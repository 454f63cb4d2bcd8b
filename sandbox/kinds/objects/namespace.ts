/** Namespaces: active until deleted, finished by the controller that empties them. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { qualifiedName, ruleErrors } from '../rules/names.ts';

interface Namespace {
  spec?: { finalizers?: string[] };
  status?: { phase?: string };
}

const FINALIZER = 'kubernetes';
const STANDARD: readonly string[] = [FINALIZER, 'orphan', 'foregroundDeletion'];
const NAME_LABEL = 'kubernetes.io/metadata.name';

export const namespaceBehaviour: Behaviour = {
  names: 'label',
  defaults,
  creating,
  updating,
  validate,
  validateStatus,
};

function defaults(object: ApiObject): void {
  const { metadata } = object;
  // A name that is still to be generated gets its label once it is known.
  if (metadata.name && metadata.labels?.[NAME_LABEL] !== metadata.name)
    metadata.labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  const namespace = object as Namespace;
  if (!namespace.status?.phase) namespace.status = { ...namespace.status, phase: 'Active' };
}

function creating(object: ApiObject): void {
  const namespace = object as Namespace;
  const finalizers = namespace.spec?.finalizers ?? [];
  if (!finalizers.includes(FINALIZER)) namespace.spec = { ...namespace.spec, finalizers: [...finalizers, FINALIZER] };
  namespace.status = { phase: 'Active' };
}

/** Only `/finalize` writes these. */
function updating(object: ApiObject, old: ApiObject): void {
  const { finalizers, ...rest } = (object as Namespace).spec ?? {};
  const stored = (old as Namespace).spec?.finalizers;
  object['spec'] = { ...rest, ...(stored && { finalizers: stored }) };
}

function validate(object: ApiObject): FieldError[] {
  return ((object as Namespace).spec?.finalizers ?? []).flatMap((one) => finalizerErrors(one, 'spec.finalizers'));
}

function finalizerErrors(name: string, field: string): FieldError[] {
  const errors = ruleErrors(field, name, qualifiedName);
  return name.includes('/') || STANDARD.includes(name)
    ? errors
    : [...errors, invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

function validateStatus(object: ApiObject): FieldError[] {
  const phase = (object as Namespace).status?.phase ?? '';
  const isDeleted = object.metadata.deletionTimestamp !== undefined;
  const expected = isDeleted ? 'Terminating' : 'Active';
  if (phase === expected) return [];
  const when = isDeleted ? 'is not empty' : 'is empty';
  return [invalid('status.Phase', phase, `may only be '${expected}' if \`deletionTimestamp\` ${when}`)];
}

/** What a write to `/finalize` may not put in. */
export const finalizeErrors = (object: ApiObject): FieldError[] =>
  ((object as Namespace).spec?.finalizers ?? []).flatMap((one, index) =>
    finalizerErrors(one, `spec.finalizers[${index}]`),
  );

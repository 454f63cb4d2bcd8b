/** PersistentVolumeClaims: checked lightly; nobody provides volumes in the sandbox. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { dnsSubdomain, ruleErrors } from '../rules/names.ts';
import { comparison, quantity } from '../rules/quantities.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';

interface DataSource {
  readonly apiGroup?: string | null;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly selector?: unknown;
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
  readonly storageClassName?: string;
  readonly volumeName?: string;
  volumeMode?: string;
  dataSource?: DataSource;
  dataSourceRef?: DataSource;
}

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const REQUEST = 'spec.resources[storage]';

export const persistentVolumeClaimBehaviour: Behaviour = {
  defaults(object) {
    const spec = specOf(object);
    spec.volumeMode ??= 'Filesystem';
    object['spec'] = spec;
    object['status'] = { phase: 'Pending', ...(object['status'] as object | undefined) };
  },
  creating(object) {
    object['status'] = { phase: 'Pending' };
    matchSources(object);
  },
  updating: matchSources,
  validate,
  validateUpdate,
};

const specOf = (object: ApiObject): ClaimSpec => (object['spec'] ?? {}) as ClaimSpec;

/** Two names of one thing. */
function matchSources(object: ApiObject): void {
  const spec = specOf(object);
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace)
    spec.dataSource = { ...spec.dataSourceRef };
}

function validate(object: ApiObject): FieldError[] {
  const spec = specOf(object);
  const { storageClassName = '', volumeMode } = spec;
  return [
    ...accessErrors(spec.accessModes ?? []),
    ...labelSelectorErrors(spec.selector, 'spec.selector'),
    ...requestErrors(spec.resources?.requests?.['storage']),
    ...(storageClassName === '' ? [] : ruleErrors('spec.storageClassName', storageClassName, dnsSubdomain)),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [unsupported('spec.volumeMode', volumeMode, VOLUME_MODES)]),
    ...(spec.dataSource ? sourceErrors(spec.dataSource, 'spec.dataSource') : []),
    ...(spec.dataSourceRef ? sourceErrors(spec.dataSourceRef, 'spec.dataSourceRef') : []),
  ];
}

function accessErrors(modes: readonly string[]): FieldError[] {
  const field = 'spec.accessModes';
  if (modes.length === 0) return [required(field, 'at least 1 access mode is required')];
  const unknown = modes.filter((mode) => !ACCESS_MODES.includes(mode));
  const isMixed =
    modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && !unknown.includes(mode));
  return [
    ...unknown.map((mode) => unsupported(field, mode, ACCESS_MODES)),
    ...(isMixed ? [forbidden(field, 'may not use ReadWriteOncePod with other access modes')] : []),
  ];
}

function requestErrors(storage: unknown): FieldError[] {
  if (storage === undefined) return [required(REQUEST)];
  return (quantity(storage) ?? 0n) > 0n ? [] : [invalid(REQUEST, storage, 'must be greater than zero')];
}

function sourceErrors({ apiGroup, kind = '', name = '' }: DataSource, field: string): FieldError[] {
  const text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
  return [
    ...(name === '' ? [required(`${field}.name`)] : []),
    ...(kind === '' ? [required(`${field}.kind`)] : []),
    ...(!apiGroup && kind !== 'PersistentVolumeClaim' ? [invalid(field, kind, text)] : []),
    ...(apiGroup ? ruleErrors(`${field}.apiGroup`, apiGroup, dnsSubdomain) : []),
  ];
}

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [specOf(object), specOf(old)];
  const isBound = (object['status'] as { phase?: string } | undefined)?.phase === 'Bound';
  const errors: FieldError[] = [];
  if (!sameJson(comparable(spec, spec, isBound), comparable(before, spec, isBound)))
    errors.push(forbidden('spec', IMMUTABLE));
  const [now, then] = [spec.resources?.requests?.['storage'], before.resources?.requests?.['storage']];
  if (comparison(now, then) < 0 && comparison(now, capacityOf(old)) <= 0)
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  if (spec.volumeMode !== before.volumeMode) errors.push(invalid('volumeMode', spec.volumeMode, 'field is immutable'));
  return errors;
}

const capacityOf = (object: ApiObject): unknown =>
  (object['status'] as { capacity?: Record<string, unknown> } | undefined)?.capacity?.['storage'];

/** A volume may be bound once; what a bound claim asks for may grow. */
function comparable(spec: ClaimSpec, now: ClaimSpec, isBound: boolean): object {
  const { volumeName, resources, ...rest } = spec;
  return { ...rest, volumeName: volumeName || now.volumeName || null, resources: isBound ? null : (resources ?? null) };
}

/** What a request's query (and a deletion's body) asks for beyond its path, checked as a real server checks it. */
import { type ApiError, badRequest, invalidObject } from '../api/api-error.ts';
import { type FieldError, forbidden, invalid, required, tooLong, unsupported, verbatim } from '../api/field-error.ts';
import { isObject, type JsonObject } from '../api/object.ts';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  readonly force: boolean;
}

export type Propagation = 'Foreground' | 'Background' | 'Orphan';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagation: Propagation | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly watch: boolean;
  readonly bookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly initialEvents: boolean | undefined;
}

type Verb = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions' | 'ListOptions';

const MOST_MANAGER_BYTES = 128;
const PROPAGATIONS: readonly string[] = ['Foreground', 'Background', 'Orphan', 'nil'];
const VALIDATIONS: readonly string[] = ['', 'Ignore', 'Warn', 'Strict'];
const MATCHES: readonly string[] = ['Exact', 'NotOlderThan'];

/** `agent` names the manager of fields if the query names none. */
export function writeOptions(query: URLSearchParams, agent: string, verb: Verb, isApply = false): WriteOptions {
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const errors = [
    ...dryRunErrors(query.getAll('dryRun')),
    ...managerErrors(fieldManager),
    ...(VALIDATIONS.includes(fieldValidation) ? [] : [unsupported('fieldValidation', fieldValidation, VALIDATIONS)]),
    ...(verb === 'PatchOptions' ? patchErrors(query, isApply) : []),
  ];
  refuse(verb, errors);
  return {
    dryRun: query.has('dryRun'),
    fieldManager: fieldManager || agent.split('/')[0] || 'unknown',
    fieldValidation: (fieldValidation || 'Warn') as WriteOptions['fieldValidation'],
    force: flag(query, 'force') ?? false,
  };
}

/** Where there is a body, nobody reads the query. */
export function deleteOptions(query: URLSearchParams, body: unknown): DeleteOptions {
  const given = isObject(body) ? body : queried(query);
  const preconditions = isObject(given['preconditions']) ? given['preconditions'] : {};
  const { dryRun = [] } = given;
  const propagation = (given['propagationPolicy'] ?? undefined) as string | undefined;
  const orphans = (given['orphanDependents'] ?? undefined) as boolean | undefined;
  const grace = (given['gracePeriodSeconds'] ?? undefined) as number | undefined;
  refuse('DeleteOptions', [
    ...dryRunErrors(Array.isArray(dryRun) ? dryRun.map(String) : []),
    ...propagationErrors(propagation, orphans),
  ]);
  return {
    dryRun: Array.isArray(dryRun) && dryRun.length > 0,
    gracePeriodSeconds: grace,
    propagation: propagation as Propagation | undefined,
    orphanDependents: orphans,
    uid: preconditions['uid'] as string | undefined,
    resourceVersion: preconditions['resourceVersion'] as string | undefined,
  };
}

const queried = (query: URLSearchParams): JsonObject => ({
  dryRun: query.getAll('dryRun'),
  propagationPolicy: query.get('propagationPolicy'),
  orphanDependents: flag(query, 'orphanDependents'),
  gracePeriodSeconds: integer(query, 'gracePeriodSeconds'),
});

export function listOptions(query: URLSearchParams): ListOptions {
  const options: ListOptions = {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    limit: Math.max(integer(query, 'limit') ?? 0, 0),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    watch: flag(query, 'watch') ?? false,
    bookmarks: flag(query, 'allowWatchBookmarks') ?? false,
    timeoutSeconds: integer(query, 'timeoutSeconds'),
    initialEvents: flag(query, 'sendInitialEvents'),
  };
  refuse('ListOptions', options.watch ? watchErrors(options) : matchErrors(options));
  return options;
}

function refuse(verb: Verb, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw optionsError(verb, errors);
}

const optionsError = (verb: Verb, errors: readonly FieldError[]): ApiError =>
  invalidObject({ group: 'meta.k8s.io', resource: verb }, '', errors);

/** The list is shown as Go prints it. */
function dryRunErrors(values: readonly string[]): FieldError[] {
  if (values.every((value) => value === 'All')) return [];
  const shown = `[]string{${values.map((value) => JSON.stringify(value)).join(', ')}}`;
  return [unsupported('dryRun', verbatim(shown), ['All'])];
}

function managerErrors(manager: string): FieldError[] {
  if (Buffer.byteLength(manager) > MOST_MANAGER_BYTES) return [tooLong('fieldManager', MOST_MANAGER_BYTES)];
  let place = 0;
  return [...manager].flatMap((character) => {
    const at = place;
    place += Buffer.byteLength(character);
    if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return [];
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return [invalid('fieldManager', manager, `invalid character U+${code} (at position ${at})`)];
  });
}

function patchErrors(query: URLSearchParams, isApply: boolean): FieldError[] {
  if (!isApply) return query.has('force') ? [forbidden('force', 'may not be specified for non-apply patch')] : [];
  return query.get('fieldManager') ? [] : [required('fieldManager', 'is required for apply patch')];
}

function propagationErrors(propagation: string | undefined, orphans: boolean | undefined): FieldError[] {
  if (propagation === undefined) return [];
  if (orphans !== undefined)
    return [invalid('propagationPolicy', propagation, 'orphanDependents and deletionPropagation cannot be both set')];
  return PROPAGATIONS.includes(propagation) ? [] : [unsupported('propagationPolicy', propagation, PROPAGATIONS)];
}

function matchErrors({ resourceVersion, resourceVersionMatch: match, ...options }: ListOptions): FieldError[] {
  if (options.initialEvents !== undefined)
    return [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')];
  if (match === '') return [];
  if (resourceVersion === '')
    return [forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')];
  if (options.continue !== '')
    return [forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')];
  if (!MATCHES.includes(match)) return [unsupported('resourceVersionMatch', match, [...MATCHES, ''])];
  if (match === 'Exact' && resourceVersion === '0')
    return [forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')];
  return [];
}

function watchErrors({ initialEvents, resourceVersionMatch: match }: ListOptions): FieldError[] {
  if (initialEvents === undefined)
    return match === ''
      ? []
      : [
          forbidden(
            'resourceVersionMatch',
            'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
          ),
        ];
  if (match === 'NotOlderThan') return [];
  return [forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')];
}

/** Go's reading of a boolean parameter: absent, or anything but "false" and "0". */
function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  return value === null ? undefined : value.toLowerCase() !== 'false' && value !== '0';
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
}

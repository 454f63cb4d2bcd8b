/** Events, in the old form (`v1`) and in the new one (`events.k8s.io/v1`), which is stricter. */
import { type FieldError, invalid, required } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { dnsSubdomain, isLonger, qualifiedName, ruleErrors } from '../rules/names.ts';

interface Event {
  readonly involvedObject?: { readonly namespace?: string };
  readonly regarding?: { readonly namespace?: string };
  readonly eventTime?: string | null;
  readonly reportingComponent?: string;
  readonly reportingController?: string;
  readonly reportingInstance?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly type?: string;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string | null };
}

/** Go serialises it although it is a pointer that is nil. */
const isNew = ({ apiVersion }: ApiObject): boolean => apiVersion !== 'v1';

export const eventBehaviour: Behaviour = {
  validate: (object) => (isNew(object) ? [...plainErrors(object), ...strictErrors(object)] : plainErrors(object)),
  validateUpdate,
};

function plainErrors(object: ApiObject): FieldError[] {
  const event = object as ApiObject & Event;
  const namespace = object.metadata.namespace ?? '';
  const about = (event.involvedObject ?? event.regarding)?.namespace ?? '';
  const errors = event.eventTime ? recentErrors(event, namespace, about) : oldErrors(namespace, about);
  return [...errors, ...ruleErrors('namespace', namespace, dnsSubdomain)];
}

const mismatch = (about: string): FieldError =>
  invalid('involvedObject.namespace', about, 'does not match event.namespace');

function oldErrors(namespace: string, about: string): FieldError[] {
  const matches = about === '' ? namespace === '' || namespace === 'default' : about === namespace;
  return matches ? [] : [mismatch(about)];
}

function recentErrors(event: ApiObject & Event, namespace: string, about: string): FieldError[] {
  const reporter = isNew(event) ? 'reportingController' : 'reportingComponent';
  const by = event.reportingController ?? event.reportingComponent ?? '';
  const message = event.message ?? event.note ?? '';
  return [
    ...(about === '' && namespace !== 'default' && namespace !== 'kube-system' ? [mismatch(about)] : []),
    ...(by === '' ? [required(reporter)] : []),
    ...ruleErrors(reporter, by, qualifiedName),
    ...shortTextErrors('reportingInstance', event.reportingInstance),
    ...shortTextErrors('action', event.action),
    ...shortTextErrors('reason', event.reason),
    ...(isLonger(message, 1024) ? [invalid('message', '', 'can have at most 1024 characters')] : []),
  ];
}

function shortTextErrors(field: string, text = ''): FieldError[] {
  if (text === '') return [required(field)];
  return isLonger(text, 128) ? [invalid(field, '', 'can have at most 128 characters')] : [];
}

const UNSET: Readonly<Record<string, string>> = {
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedCount: 'count',
  deprecatedSource: 'source',
};

function strictErrors(object: ApiObject): FieldError[] {
  const event = object as ApiObject & Event;
  const { type = '' } = event;
  return [
    ...seriesErrors(event),
    ...(event.eventTime ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalid('type', '', `has invalid value: ${type}`)]),
    ...Object.entries(UNSET)
      .filter(([field]) => isSet(object[field]))
      .map(([, name]) => invalid(name, '', 'needs to be unset')),
  ];
}

const isSet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

function seriesErrors({ series }: Event): FieldError[] {
  if (!series) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalid('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ];
}

const FIXED: Readonly<Record<string, string>> = {
  regarding: 'involvedObject',
  reason: 'reason',
  note: 'message',
  type: 'type',
  eventTime: 'eventTime',
  action: 'action',
  related: 'related',
  reportingController: 'reportingController',
  reportingInstance: 'reportingInstance',
};

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  if (!isNew(object)) return [];
  return Object.entries(FIXED)
    .filter(([field]) => !sameJson(object[field] ?? null, old[field] ?? null))
    .map(([field, name]) => invalid(name, object[field], 'field is immutable'));
}

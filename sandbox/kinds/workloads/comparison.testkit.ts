/** What of objects and refusals is the same on servers of all ages. */
import { type ApiObject, copied, isObject, type JsonObject } from '../../api/object.ts';

/** Only newer servers, or only older ones, say these. */
const OF_AN_AGE: readonly string[] = [
  ...['managedFields', 'uid', 'creationTimestamp', 'resourceVersion', 'selfLink', 'generation', 'namespace'],
  ...['completionMode', 'suspend', 'podReplacementPolicy', 'manualSelector', 'persistentVolumeClaimRetentionPolicy'],
  ...['maxSurge', 'availableReplicas', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'],
  'controller-uid',
];
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export function comparableObject(object: ApiObject): unknown {
  const { metadata, spec, status, template, data } = stripped(copied(object) as JsonObject) as JsonObject;
  return JSON.parse(JSON.stringify({ metadata, spec, status, template, data }).replaceAll(UID, 'uid'));
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isToken(one)).map(stripped);
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const key in value) {
    const inner = stripped(value[key]);
    const isNone = inner === null || (Array.isArray(inner) && inner.length === 0);
    if (!isNone && (!OF_AN_AGE.includes(key) || isSurge(key, value))) kept[key] = inner;
  }
  return kept;
}

/** Deployments have it at any age. */
const isSurge = (key: string, { maxUnavailable }: JsonObject): boolean => key === 'maxSurge' && maxUnavailable !== 1;

/** What older servers mount into pods. */
const isToken = (value: unknown): boolean =>
  isObject(value) && typeof value['name'] === 'string' && value['name'].startsWith('default-token');

interface ComparableRefusal {
  readonly code: unknown;
  readonly reason: unknown;
  readonly causes: readonly string[];
}

export function comparableRefusal(body: JsonObject | undefined): ComparableRefusal | undefined {
  if (!body) return undefined;
  const { code, reason, message, details } = body;
  const { causes = [] } = (details ?? {}) as { causes?: { field?: string; reason?: string; message?: string }[] };
  const texts = causes.map((one) => `${one.field} ${one.reason} ${comparableText(one.field ?? '', one.message ?? '')}`);
  return { code, reason, causes: texts.length > 0 ? [...new Set(texts)].sort() : [String(message)] };
}

/** Values that are no plain text or number are written as Go structures by old servers, and the uid is its own. */
function comparableText(field: string, message: string): string {
  const isStructure =
    STRUCTURE.test(message) || /max(?:Surge|Unavailable)$/.test(field) || message.endsWith('an integer');
  const [, head = '', detail = ''] = (isStructure && VALUED.exec(message)) || [];
  // Which fields those are differs.
  const text = (head === '' ? message : `${head}: ${detail}`).replace(
    /fields other than .*/s,
    'fields other than these',
  );
  return text.replaceAll(UID, 'uid');
}

const STRUCTURE = /^(?:Invalid|Unsupported) value: (?:[^"0-9-]|"null")/;
const VALUED = /^((?:Invalid|Unsupported) value): .*?: (a valid .*|[a-z`][^":]*|supported values: .*)$/s;

/** The way from client-side to server-side apply: what `kubectl` wrote down of its last configuration counts as its own. */
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { objectChanges } from './changes.ts';
import { difference, type FieldSet, union } from './field-set.ts';
import { fieldsOf } from './owned-fields.ts';
import { goJson } from './path-element.ts';
import { problemsOf } from './validity.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MOST_ANNOTATION_BYTES = 256 * 1024;

/** Fields that still are as `kubectl apply` last set them: no conflict to a server-side apply by kubectl. */
export function conceded(live: ApiObject, schema: Schema): FieldSet {
  const noted = parsed(live.metadata?.annotations?.[LAST_APPLIED]);
  if (noted === undefined || noted['apiVersion'] !== live.apiVersion || problemsOf(noted, schema).length > 0)
    return undefined;
  const changed = objectChanges(noted, live, schema);
  return difference(fieldsOf(noted, schema), changed && union(changed.gained, changed.lost));
}

function parsed(text: string | undefined): JsonObject | undefined {
  if (!text) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The applied object with the note brought up to date, if it has one: older clients read it. */
export function withLastApplied(applied: ApiObject, patch: ApiObject): ApiObject {
  const { annotations } = applied.metadata;
  if (!annotations?.[LAST_APPLIED]) return applied;
  const note = `${goJson(withoutNote(patch))}\n`;
  if (annotations[LAST_APPLIED] === note) return applied;
  const { [LAST_APPLIED]: _, ...others } = annotations;
  const noted = { ...others, [LAST_APPLIED]: note };
  const fits = bytesIn(noted) <= MOST_ANNOTATION_BYTES;
  return { ...applied, metadata: { ...applied.metadata, annotations: fits ? noted : others } };
}

function withoutNote(patch: ApiObject): ApiObject {
  if (!isObject(patch.metadata.annotations)) return patch;
  const { [LAST_APPLIED]: _, ...annotations } = patch.metadata.annotations;
  return { ...patch, metadata: { ...patch.metadata, annotations } };
}

const bytesIn = (annotations: Readonly<Record<string, string>>): number =>
  Object.entries(annotations).reduce((sum, pair) => sum + Buffer.byteLength(pair[0]) + Buffer.byteLength(pair[1]), 0);

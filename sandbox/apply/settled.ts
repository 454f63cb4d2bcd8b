/** Writes that change nothing: dating the managers again is no change. */
import { type ApiObject, type ManagedFieldsEntry, sameJson } from '../api/object.ts';

/**
 * The stored object itself if a write would change it in nothing but times of `managedFields`, as when `cpu: 1000m` is
 * applied to what is stored as `1` over and over. To be asked last, after defaults and admission.
 */
export function settled(before: ApiObject, after: ApiObject): ApiObject {
  const [were, are] = [before.metadata.managedFields ?? [], after.metadata.managedFields ?? []];
  if (were.length !== are.length || !were.every((entry, index) => isSameBut(entry, are[index]))) return after;
  const isSame = sameJson(withoutManagers(before), withoutManagers(after));
  return isSame ? before : after;
}

function isSameBut(entry: ManagedFieldsEntry, other: ManagedFieldsEntry | undefined): boolean {
  const { time: _, ...mine } = entry;
  const { time: __, ...theirs } = other ?? {};
  return sameJson(mine, theirs);
}

function withoutManagers(object: ApiObject): object {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

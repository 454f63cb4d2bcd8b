/** The refusal of an apply that would change what others own. */
import { ApiError } from '../api/api-error.ts';
import type { ManagedFieldsEntry } from '../api/object.ts';
import { type FieldSet, intersection, pathsOf } from './field-set.ts';
import { type Entries, identityOf, setIn } from './managers.ts';
import { pathText } from './path-element.ts';

export interface Conflict {
  readonly entry: ManagedFieldsEntry;
  readonly fields: FieldSet;
}

export const conflictsIn = (others: Entries, gained: FieldSet): Conflict[] =>
  others.flatMap((entry) => {
    const fields = intersection(setIn(entry), gained);
    return fields ? [{ entry, fields }] : [];
  });

export function applyConflict(conflicts: readonly Conflict[]): ApiError {
  const sorted = [...conflicts].sort((a, b) => (identityOf(a.entry) < identityOf(b.entry) ? -1 : 1));
  const causes = sorted.flatMap(({ entry, fields }) =>
    [...pathsOf(fields)].map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(entry)}`,
      field: pathText(path),
    })),
  );
  const [first] = causes;
  if (causes.length === 1 && first) {
    return refusal(`Apply failed with 1 conflict: ${first.message}: ${first.field}`, causes);
  }
  const lines = sorted.flatMap(({ entry, fields }) => [
    `conflicts with ${managerText(entry)}:`,
    ...[...pathsOf(fields)].map((path) => `- ${pathText(path)}`),
  ]);
  return refusal(`Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes);
}

const refusal = (message: string, causes: readonly { reason: string; message: string; field: string }[]): ApiError =>
  new ApiError(409, 'Conflict', message, { causes });

function managerText({ manager, operation, apiVersion, subresource }: ManagedFieldsEntry): string {
  const name = JSON.stringify(manager ?? '') + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

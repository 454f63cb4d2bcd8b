/** Where a pod may run can still be narrowed while gates keep it from being scheduled. */
import { type FieldError, invalid } from '../../api/field-error.ts';
import { isObject, type JsonObject, sameJson } from '../../api/object.ts';
import { NO_ERRORS } from './field-rules.ts';
import type { PodSpec } from './pod-spec.ts';
import { objectsOf } from './volume-file-rules.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

export function changedNodeErrors(now: PodSpec, before: PodSpec): readonly FieldError[] {
  if (!before.schedulingGates?.length) return NO_ERRORS;
  return [...selectorErrors(now, before), ...affinityErrors(now, before)];
}

function selectorErrors({ nodeSelector = {} }: PodSpec, before: PodSpec): readonly FieldError[] {
  const isKept = Object.entries(before.nodeSelector ?? {}).every(([key, value]) => nodeSelector[key] === value);
  const why = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return isKept ? NO_ERRORS : [invalid('spec.nodeSelector', nodeSelector, why)];
}

function affinityErrors(now: PodSpec, before: PodSpec): readonly FieldError[] {
  const [terms, old] = [termsOf(now), termsOf(before)];
  const field = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  if (old.length === 0) return NO_ERRORS;
  if (old.length !== terms.length)
    return [invalid(field, terms, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return terms.flatMap((term, index) =>
    isNarrowed(term, old[index] ?? {})
      ? []
      : [invalid(`${field}[${index}]`, term, 'only additions are allowed (no mutations or deletions)')],
  );
}

function termsOf({ affinity }: PodSpec): readonly JsonObject[] {
  const must = affinity?.nodeAffinity?.[REQUIRED];
  return isObject(must) ? objectsOf(must['nodeSelectorTerms']) : [];
}

/** An empty term selects nothing, so what is added to it would widen it. */
function isNarrowed(term: JsonObject, old: JsonObject): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  const isEmpty = lists.every((name) => objectsOf(old[name]).length === 0);
  if (isEmpty) return lists.every((name) => objectsOf(term[name]).length === 0);
  return lists.every((name) => {
    const before = objectsOf(old[name]);
    return sameJson(objectsOf(term[name]).slice(0, before.length), before);
  });
}

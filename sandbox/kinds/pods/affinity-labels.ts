/** Turns `matchLabelKeys` of a new pod's affinity into selectors with the pod's own labels. */
import { isObject, type JsonObject } from '../../api/object.ts';
import type { PodSpec } from './pod-spec.ts';
import { objectsOf } from './volume-file-rules.ts';

type Labels = Readonly<Record<string, string>>;

export function setMatchedLabels({ affinity }: PodSpec, labels: Labels): void {
  for (const terms of [affinity?.podAffinity, affinity?.podAntiAffinity]) {
    if (!terms) continue;
    for (const term of objectsOf(terms['requiredDuringSchedulingIgnoredDuringExecution'])) complete(term, labels);
    for (const term of objectsOf(terms['preferredDuringSchedulingIgnoredDuringExecution']))
      if (isObject(term['podAffinityTerm'])) complete(term['podAffinityTerm'], labels);
  }
}

function complete(term: JsonObject, labels: Labels): void {
  const selector = term['labelSelector'];
  if (!isObject(selector)) return;
  const added = [
    ...requirementsOf(term['matchLabelKeys'], 'In', labels),
    ...requirementsOf(term['mismatchLabelKeys'], 'NotIn', labels),
  ];
  if (added.length > 0) selector['matchExpressions'] = [...objectsOf(selector['matchExpressions']), ...added];
}

const requirementsOf = (keys: unknown, operator: string, labels: Labels): JsonObject[] =>
  (Array.isArray(keys) ? keys : []).flatMap((key: string) => {
    const value = labels[key];
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });

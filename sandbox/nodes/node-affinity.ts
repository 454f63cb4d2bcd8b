/** Whether a node is one that a pod asks for. Pure. */
import type { KubeObject } from '../../kube/types.ts';
import type { SimulatedPod } from './pod.ts';

export interface NodeRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeRequirement[];
  readonly matchFields?: readonly NodeRequirement[];
}

export function isWanted({ metadata: { name, labels = {} } }: KubeObject, { spec = {} }: SimulatedPod): boolean {
  if (!Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    terms === undefined ||
    terms.some(({ matchExpressions = [], matchFields = [] }) => {
      const isEmpty = matchExpressions.length + matchFields.length === 0;
      const isMet = matchExpressions.every((one) => meets(labels[one.key], one));
      return (
        !isEmpty && isMet && matchFields.every((one) => meets(one.key === 'metadata.name' ? name : undefined, one))
      );
    })
  );
}

function meets(value: string | undefined, { operator, values = [] }: NodeRequirement): boolean {
  const isAmong = value !== undefined && values.includes(value);
  switch (operator) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}

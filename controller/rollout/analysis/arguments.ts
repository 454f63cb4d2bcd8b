/** The arguments that a Rollout hands to an analysis, each with its value. */
import type { Problem } from '../../../analysis/problem.ts';
import type { Argument, SuppliedArgument } from '../../../crds/analysis/references.ts';
import type { KubeObject } from '../../../kube/types.ts';
import { fieldText } from './field.ts';

export interface Giver {
  readonly object: KubeObject;
  readonly hash: string;
  readonly stableHash: string;
}

export function suppliedArguments(
  args: readonly SuppliedArgument[] | undefined,
  giver: Giver,
): readonly Argument[] | Problem {
  const resolved = (args ?? []).map((argument) => supplied(argument, giver));
  const problem = resolved.find((one) => 'problem' in one);
  return problem && 'problem' in problem ? problem : (resolved as readonly Argument[]);
}

function supplied({ name, value, valueFrom }: SuppliedArgument, giver: Giver): Argument | Problem {
  if (value !== undefined || valueFrom === undefined) return { name, ...(value !== undefined && { value }) };
  const { podTemplateHashValue, fieldRef } = valueFrom;
  if (podTemplateHashValue === 'Latest') return { name, value: giver.hash };
  if (podTemplateHashValue === 'Stable') return { name, value: giver.stableHash };
  if (!fieldRef) return { name };
  const text = fieldText(giver.object, fieldRef.fieldPath);
  return text === undefined
    ? { problem: `argument '${name}': the Rollout has no value at '${fieldRef.fieldPath}'` }
    : { name, value: text };
}

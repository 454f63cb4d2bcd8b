/** What is said of a pass in which a write was refused: whoever may never get its pods has failed. */
import { isDone, type TemplateStatus } from '../experiment-contract.ts';
import type { Failure } from '../runtime/reconcile.ts';
import type { Status } from './objects.ts';
import { serviceNameOf } from './service.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';
import { isTerminating } from './standing.ts';

/** Trying again would not help. What is busy, late or overtaken is tried again. */
const FINAL: readonly unknown[] = ['Invalid', 'Forbidden', 'BadRequest'];

interface Refusal extends Error {
  readonly reason: string;
}

const isFinal = (error: unknown): error is Refusal =>
  error instanceof Error && 'reason' in error && FINAL.includes(error.reason);

export function failed(s: Snapshot, errors: readonly unknown[]): Failure<Status> {
  const refusals = isTerminating(s) ? [] : errors.filter(isFinal);
  if (refusals.length === 0) return { status: s.status, notices: [] };
  const told = s.status.templateStatuses ?? [];
  const problems = new Map(
    s.templates.flatMap((sight) => {
      const refusal = refusals.find((one) => isAbout(one, sight));
      return refusal ? [[sight.spec.name, problemOf(refusal, sight)] as const] : [];
    }),
  );
  const statuses = s.templates.map(({ spec: { name } }): TemplateStatus => {
    const before = told.find((one) => one.name === name) ?? emptyStatus(name);
    const message = problems.get(name);
    return message === undefined || isDone(before) ? before : { ...before, status: 'Error', message };
  });
  return {
    status: { ...s.status, templateStatuses: statuses },
    notices: [...problems.values()].map((message) => ({ type: 'Warning', reason: 'ReplicaSetUpdateError', message })),
  };
}

const emptyStatus = (name: string): TemplateStatus => ({
  ...{ name, replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
});

/** The server's text names the object. */
const isAbout = ({ message }: Refusal, sight: TemplateSight): boolean =>
  [sight.replicaSetName, serviceNameOf(sight)].some((name) => message.includes(`"${name}"`)) ||
  /\/(replicasets|services)\/([^/: ]+):/.exec(message)?.[2] === sight.replicaSetName;

function problemOf({ message }: Refusal, { spec: { name, replicas }, replicaSet }: TemplateSight): string {
  if (/\/services:/.test(message)) return `Failed to create Service for template '${name}': ${message}`;
  return replicaSet
    ? `Unable to scale ReplicaSet for template '${name}' to desired replica count '${replicas}': ${message}`
    : `Failed to create ReplicaSet for template '${name}': ${message}`;
}

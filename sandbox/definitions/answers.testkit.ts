/** What our functions answer to the cases, as a server would put it. */
import { type FieldError, messageOf } from '../api/field-error.ts';
import { type ApiObject, copied } from '../api/object.ts';
import type { ClusterView, Kind } from '../kinds/kind.ts';
import { pruned } from '../schema/prune.ts';
import { definitionBehaviour } from './behaviour.ts';
import { customKinds } from './custom-kinds.ts';
import { establishedStatus } from './status.ts';

export const NOW = '2026-01-02T03:04:05Z';

const nobody: ClusterView = { now: NOW, random: () => 0, find: () => undefined, all: () => [], warn: () => undefined };

export const causeOf = (error: FieldError): string => `${error.type} ${messageOf(error)}`;

export interface Answer {
  readonly causes: readonly string[];
  readonly unknown: readonly string[];
  readonly object: ApiObject;
}

/** A definition as it is stored after its creation. */
export function created(definition: ApiObject): ApiObject {
  const object = copied(definition);
  definitionBehaviour.defaults?.(object);
  definitionBehaviour.creating?.(object, nobody);
  definitionBehaviour.defaults?.(object);
  return object;
}

export const definitionCauses = (definition: ApiObject): readonly string[] =>
  (definitionBehaviour.validate?.(created(definition)) ?? []).map(causeOf);

export const established = (definition: ApiObject, others: readonly ApiObject[] = []): ApiObject =>
  establishedStatus(created(definition), others, NOW);

export function kindOf(definition: ApiObject): Kind {
  const [kind] = customKinds(established(definition), { type: 'object' });
  if (!kind) throw new Error('the definition is not established');
  return kind;
}

/** What becomes of an object at its creation; `metadata` is the server's part. */
export function answerTo(kind: Kind, given: ApiObject): Answer {
  const { object, unknown } = pruned(kind.schema, { ...given, metadata: { ...given.metadata } });
  const whole: ApiObject = { ...object };
  delete whole['status'];
  kind.behaviour.defaults?.(whole);
  return { causes: (kind.behaviour.validate?.(whole) ?? []).map(causeOf), unknown, object: whole };
}

/** Schemas and writers that the tests of apply share. */
import { ApiError } from '../api/api-error.ts';
import type { ApiObject, Fields, ManagedFieldsEntry } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { type Apply, appliedTo } from './applied.ts';
import { tracked, type Write } from './tracked.ts';

export const NOW = '2030-01-01T00:00:00Z';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'object', additionalProperties: text };

/** A custom kind with a field of every sort. */
export const GADGET: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        size: { type: 'integer' },
        port: { 'x-kubernetes-int-or-string': true },
        colors: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        steps: { type: 'array', items: text },
        options: texts,
        limits: { ...texts, 'x-kubernetes-map-type': 'atomic' },
        parts: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['number', 'kind'],
          items: {
            type: 'object',
            properties: { number: { type: 'integer' }, kind: { ...text, default: 'plain' }, note: text, tags: texts },
          },
        },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
    },
    status: { type: 'object', properties: { phase: text } },
  },
};

export type Spec = Readonly<Record<string, unknown>>;

export const gadget = (spec: Spec | undefined, more: Readonly<Record<string, unknown>> = {}): ApiObject => ({
  apiVersion: 'test.dev/v1',
  kind: 'Gadget',
  metadata: { name: 'g', namespace: 'n' },
  ...(spec && { spec }),
  ...more,
});

export const apply = (
  live: ApiObject | undefined,
  patch: ApiObject,
  manager: string,
  more: Partial<Apply> = {},
): ApiObject =>
  appliedTo({
    live,
    patch,
    manager,
    schema: GADGET,
    force: false,
    apiVersion: 'test.dev/v1',
    kind: 'Gadget',
    now: NOW,
    ...more,
  });

export function update(
  before: ApiObject | undefined,
  after: ApiObject,
  manager: string,
  more: Partial<Write> = {},
): ApiObject {
  const entries = tracked({ before, after, manager, schema: GADGET, apiVersion: 'test.dev/v1', now: NOW, ...more });
  return { ...after, metadata: { ...after.metadata, managedFields: [...entries] } };
}

/** The object as it was read, with another spec. */
export const edited = (object: ApiObject, spec: Spec): ApiObject => ({ ...object, spec });

export const owners = (object: ApiObject): Record<string, Fields | undefined> =>
  Object.fromEntries(entriesOf(object).map((entry) => [`${entry.manager} ${entry.operation}`, entry.fieldsV1]));

export const entriesOf = (object: ApiObject): readonly ManagedFieldsEntry[] => object.metadata.managedFields ?? [];

export const refusal = (act: () => unknown): ApiError | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return undefined;
};

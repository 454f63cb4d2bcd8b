/** Two kinds for the tests of OpenAPI documents: one of Kubernetes' own and one that a definition declares. */
import type { Kind } from '../kinds/kind.ts';
import type { Schema } from '../schema/schema.ts';
import { builtInTypes } from '../types/built-in-types.ts';

const plain = {
  singular: '',
  shortNames: [],
  categories: [],
  namespaced: true,
  hasStatus: true,
  hasGeneration: true,
  behaviour: {},
  columns: [],
} as const;

export function deployments(): Kind {
  return {
    ...plain,
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    schema: builtInTypes()('io.k8s.api.apps.v1.Deployment'),
    scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
    isCustom: false,
    storageVersion: 'v1',
  };
}

export function reverts(properties: Readonly<Record<string, Schema>> = {}, more: Schema = {}): Kind {
  return {
    ...plain,
    group: 'sluice.dev',
    version: 'v1alpha1',
    kind: 'Revert',
    plural: 'reverts',
    namespaced: false,
    hasStatus: false,
    schema: {
      type: 'object',
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: builtInTypes()('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
        spec: { type: 'object', properties },
      },
      ...more,
    },
    isCustom: true,
    storageVersion: 'v1alpha1',
  };
}

export function reviews(): Kind {
  return {
    ...plain,
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    namespaced: false,
    hasStatus: false,
    schema: builtInTypes()('io.k8s.api.authorization.v1.SelfSubjectAccessReview'),
    isCustom: false,
    storageVersion: 'v1',
  };
}

/** Follows keys into a document; undefined where it ends. */
export function at(document: unknown, ...keys: readonly string[]): unknown {
  let value = document;
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

/** Every reference in a document. */
export function references(document: unknown): string[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

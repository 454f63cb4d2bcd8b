/** What makes a kind: its names, its schemas and how kubectl shows it; and the CustomResourceDefinition that follows. */
import type { z } from 'zod';
import { type Node, structural } from './structural.ts';

interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly jsonPath: string;
  readonly description: string;
  /** Above 0: shown by `-o wide` only. */
  readonly priority?: number;
}

export interface Kind {
  readonly kind: string;
  /** `argoproj.io` if not given. */
  readonly group?: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  /** One sentence on the whole kind. */
  readonly about: string;
  readonly spec: z.ZodType;
  readonly status?: z.ZodType;
  /** Fields beside spec and status. */
  readonly others?: Readonly<Record<string, z.ZodType>>;
  /** Without `status: true`, status is written with the object itself. */
  readonly subresources?: {
    readonly status: true;
    readonly scale?: { readonly spec: string; readonly status: string; readonly selector: string };
  };
  readonly columns: readonly Column[];
}

const GROUP = 'argoproj.io';
const VERSION = 'v1alpha1';

export const apiVersionOf = ({ group }: Kind): string => `${group ?? GROUP}/${VERSION}`;

/** The fields of an object of this kind beside apiVersion, kind and metadata. */
export function fieldsOf({ spec, status, others }: Kind): Readonly<Record<string, z.ZodType>> {
  return { spec, ...(status && { status }), ...others };
}

export function definitionOf(kind: Kind) {
  const { group = GROUP, plural, shortNames, scope } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind: kind.kind,
        listKind: `${kind.kind}List`,
        plural,
        singular: kind.kind.toLowerCase(),
        shortNames: [...shortNames],
        categories: ['sluice'],
      },
      scope,
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          ...(kind.subresources && { subresources: subresourcesOf(kind.subresources) }),
          ...(kind.columns.length > 0 && { additionalPrinterColumns: kind.columns.map((column) => ({ ...column })) }),
          schema: { openAPIV3Schema: objectSchema(kind) },
        },
      ],
    },
  };
}

function subresourcesOf({ scale }: NonNullable<Kind['subresources']>) {
  return {
    status: {},
    ...(scale && {
      scale: {
        specReplicasPath: scale.spec,
        statusReplicasPath: scale.status,
        labelSelectorPath: scale.selector,
      },
    }),
  };
}

function objectSchema(kind: Kind): Node {
  const fields = Object.entries(fieldsOf(kind)).map(
    ([name, schema]) => [name, structural(schema, `${kind.kind}.${name}`)] as const,
  );
  return {
    type: 'object',
    description: kind.about,
    properties: {
      apiVersion: { type: 'string', description: `Always ${apiVersionOf(kind)}.` },
      kind: { type: 'string', description: `Always ${kind.kind}.` },
      metadata: { type: 'object' },
      ...Object.fromEntries(fields),
    },
    required: ['spec'],
  };
}

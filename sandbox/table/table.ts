/** Lists of objects as tables: what `kubectl get` asks for and prints. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';

export interface TableOptions {
  /** RFC 3339; ages count from it. */
  readonly now: string;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
  readonly noHeaders?: boolean;
}

/** A `Table` of meta.k8s.io/v1. */
export function tableOf(columns: readonly Column[], objects: readonly ApiObject[], options: TableOptions): object {
  const { resourceVersion, remainingItemCount } = options;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(options.continue && { continue: options.continue }),
      ...(remainingItemCount !== undefined && { remainingItemCount }),
    },
    columnDefinitions: options.noHeaders ? null : columns.map(definition),
    rows: objects.map((object) => row(columns, object, options)),
  };
}

const definition = ({ name, type, format = '', description = '', priority }: Column): object => ({
  name,
  type,
  format,
  description,
  priority,
});

function row(columns: readonly Column[], object: ApiObject, { now, includeObject }: TableOptions): object {
  const conditions = conditionsOf(object);
  return {
    cells: columns.map((column) => column.cell(object, now)),
    ...(conditions && { conditions }),
    object: shown(object, includeObject),
  };
}

function shown(object: ApiObject, includeObject: TableOptions['includeObject']): object | null {
  switch (includeObject) {
    case 'None':
      return null;
    case 'Metadata':
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
    case 'Object':
      return object;
  }
}

/** Pods that have come to an end say so: kubectl used to hide them. */
function conditionsOf({ apiVersion, kind, ...fields }: ApiObject): readonly object[] | undefined {
  if (kind !== 'Pod' || apiVersion !== 'v1') return undefined;
  const { phase } = fields['status'] as { readonly phase?: string };
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}

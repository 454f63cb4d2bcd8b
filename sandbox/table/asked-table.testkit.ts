/** Tables as an API server answers with them. */
import { clusterUrl } from '../../e2e/cluster.testkit.ts';
import type { JsonObject } from '../api/object.ts';

export interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly type: string; readonly priority: number }[];
  readonly rows: readonly {
    readonly cells: readonly unknown[];
    readonly object: unknown;
    readonly conditions?: unknown;
  }[];
}

export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

export async function asked(path: string, accept: string): Promise<JsonObject> {
  const response = await fetch(`${clusterUrl}${path}`, { headers: { accept } });
  return (await response.json()) as JsonObject;
}

/** Ages may differ by the second between the server's clock and ours. */
export const withoutAges = (cells: readonly unknown[]): unknown[] =>
  cells.map((cell) => (typeof cell === 'string' ? cell.replaceAll(/\b(?:\d+[ydhms]){1,2}\b/g, 'AGE') : cell));

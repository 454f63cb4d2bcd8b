/** A name for each operation that no other has. */
import type { Operation } from './operations.ts';

/** `patchApisAppsV1NamespacesNamespaceDeploymentsNameStatus` */
export const operationId = ({ action }: Operation, path: string): string =>
  [action, ...path.split(/[^A-Za-z0-9]+/).map(capitalised)].join('');

const capitalised = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** Objects that a pass makes for somebody: the name that is free for one, or one that an earlier pass has made. */
import type { RunSpec } from '../../analysis/templates/run-spec.ts';
import { byController } from '../../kube/ownership.ts';
import type { KubeObject, OwnerReference } from '../../kube/types.ts';
import { isOver, phaseOf, type Run } from './objects.ts';
import { isSame } from './same.ts';

export interface Search<T> {
  /** The name after so many that are taken. */
  readonly nameAfter: (count: number) => string;
  readonly find: (name: string) => T | undefined;
  /** Whether one that is there can be taken as it is. */
  readonly isReusable: (there: T) => boolean;
}

export type Place<T> = { readonly there: T } | { readonly there?: undefined; readonly name: string };

export function placeFor<T>({ nameAfter, find, isReusable }: Search<T>): Place<T> {
  for (let count = 0; ; count++) {
    const name = nameAfter(count);
    const there = find(name);
    if (there === undefined) return { name };
    if (isReusable(there)) return { there };
  }
}

export const isControlledBy = (object: KubeObject, owner: KubeObject): boolean =>
  byController(object).includes(owner.metadata.uid ?? '');

export const ownerReference = ({ apiVersion, kind, metadata }: KubeObject): OwnerReference => ({
  ...{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' },
  ...{ controller: true, blockOwnerDeletion: true },
});

/** It was made by a pass that could not tell of it. */
export function isReusableRun(there: Run, owner: KubeObject, spec: RunSpec): boolean {
  const { metrics, args, dryRun, measurementRetention, terminate } = there.spec;
  const isWanted = isSame({ metrics, args, dryRun, measurementRetention }, spec);
  return isControlledBy(there, owner) && terminate !== true && !isOver(phaseOf(there)) && isWanted;
}

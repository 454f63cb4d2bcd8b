/** The revisions of a template that an owner keeps: which is the one asked for, and which may go. Pure. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import { sameJson } from '../../api/object.ts';
import { templateHash } from '../deployments/template-hash.ts';
import { byAge, ownership, type PodTemplate } from '../workloads.ts';

export interface Revision extends KubeObject {
  readonly data: { readonly spec: { readonly template: PodTemplate } };
  readonly revision: number;
}

export interface Owner extends KubeObject {
  readonly spec: { readonly template: PodTemplate; readonly revisionHistoryLimit?: number };
  readonly status?: { readonly collisionCount?: number };
}

/** `renumber`: what is asked for was asked for before. */
export interface Wanted {
  readonly do: 'keep' | 'renumber' | 'create';
  readonly revision: Revision;
}

const DEFAULT_LIMIT = 10;
/** Says to whoever undoes a change that the template is to be replaced as a whole. */
const REPLACE = { $patch: 'replace' } as const;

/** The oldest first. */
export const inOrder = (revisions: readonly Revision[]): readonly Revision[] =>
  [...revisions].sort((a, b) => a.revision - b.revision || byAge(a, b));

export function wantedRevision(owner: Owner, all: readonly Revision[], hashLabel: string): Wanted {
  const revisions = inOrder(all);
  const last = revisions.at(-1);
  const number = (last?.revision ?? 0) + 1;
  const fresh = revisionOf(owner, number, hashLabel);
  const same = revisions.findLast(({ data }) => sameJson(data, fresh.data));
  if (!same) return { do: 'create', revision: fresh };
  return same === last ? { do: 'keep', revision: same } : { do: 'renumber', revision: { ...same, revision: number } };
}

function revisionOf(owner: Owner, revision: number, hashLabel: string): Revision {
  const { template } = owner.spec;
  const hash = templateHash(template, owner.status?.collisionCount || undefined);
  const { name, namespace, annotations } = owner.metadata;
  const metadata = {
    name: `${name}-${hash}`,
    namespace,
    labels: { ...template.metadata?.labels, [hashLabel]: hash },
    ...(annotations && { annotations }),
    ownerReferences: [ownership(owner)],
  };
  const data = { spec: { template: { ...template, ...REPLACE } } };
  return { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: metadata as unknown as Meta, data, revision };
}

/** As it was then. */
export function templateOf({ data }: Revision): PodTemplate {
  const { $patch: _, ...template } = data.spec.template as PodTemplate & Partial<typeof REPLACE>;
  return template;
}

/** Those beyond the limit that nothing refers to, the oldest. */
export function outlived(owner: Owner, all: readonly Revision[], isLive: (one: Revision) => boolean) {
  const idle = inOrder(all).filter((one) => !isLive(one));
  return idle.slice(0, Math.max(0, idle.length - (owner.spec.revisionHistoryLimit ?? DEFAULT_LIMIT)));
}

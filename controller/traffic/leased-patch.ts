/** The patch of an object that belongs to a user: what changes in it, and the record of what is leased in it. */
import { type KubeObject, refOf } from '../../kube/types.ts';
import type { Action } from '../runtime/plan.ts';
import { LEASES, leaseText } from './leases.ts';
import type { Fields } from './records.ts';
import type { Place } from './router.ts';

interface Change {
  /** Paths that are the Rollout's from now on. */
  readonly leases: readonly string[];
  readonly because: string;
  /** Merged into the object; none where it is right already. */
  readonly fields?: Fields;
  readonly annotations?: Readonly<Record<string, string | null>>;
  readonly labels?: Readonly<Record<string, string | null>>;
}

/** Lists are written as a whole, so the patch fits only the version it was made from. Empty if nothing changes. */
export function leasedPatch({ uid }: Pick<Place, 'uid'>, object: KubeObject, change: Change): readonly Action[] {
  const { leases, because, fields = {}, labels = {} } = change;
  const text = leaseText(uid, object, leases);
  const isNoted = text === (object.metadata.annotations?.[LEASES] ?? null);
  const annotations = { ...change.annotations, ...(!isNoted && { [LEASES]: text }) };
  const metadata = { ...(isFilled(annotations) && { annotations }), ...(isFilled(labels) && { labels }) };
  const merge = { ...(isFilled(metadata) && { metadata }), ...fields };
  if (!isFilled(merge)) return [];
  const { resourceVersion } = object.metadata;
  return [{ do: 'patch', ref: refOf(object), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}

const isFilled = (fields: Fields): boolean => Object.keys(fields).length > 0;

/** How a canary Mapping goes: at weight 0 first, and only after a while, so that every proxy has seen that before. */
import { type KubeObject, refOf } from '../../../kube/types.ts';
import type { Action } from '../../runtime/plan.ts';
import { fieldsOf } from '../records.ts';
import type { Place, Rendered } from '../router.ts';
import type { Mapping } from './mapping.ts';

/** Since when our Mapping gets no requests. */
const IDLE_SINCE = 'sluice.dev/idle-since';
/** Milliseconds. */
const SETTLE = 5_000;

export const settledAfter = (since: Date): Date => new Date(since.getTime() + SETTLE);

type Mark = Readonly<Record<string, string | undefined>>;

export const idleMark = ({ metadata }: KubeObject): Mark => ({ [IDLE_SINCE]: metadata.annotations?.[IDLE_SINCE] });

/** What the mark is to be once the Mapping has gone from one weight to another. */
export function idleMarkAfter(canary: KubeObject, shown: number, wanted: number, { now }: Place): Mark {
  if (wanted > 0) return {};
  return shown > 0 && now ? { [IDLE_SINCE]: now.toISOString() } : idleMark(canary);
}

/** The next thing to do about a Mapping of ours that nobody needs any more. */
export function leaving(canary: Mapping, shown: number, { now }: Place): Rendered {
  const nothing: Rendered = { actions: [], notices: [], problems: [] };
  if (canary.metadata.deletionTimestamp !== undefined) return nothing;
  // Who has no time to wait for has no second look either.
  if (!now) return { ...nothing, actions: [deletion(canary)] };
  const since = Date.parse(idleMark(canary)[IDLE_SINCE] ?? '');
  if (shown > 0 || Number.isNaN(since))
    return { ...nothing, actions: [idling(canary, now)], wakeAt: settledAfter(now) };
  const wakeAt = settledAfter(new Date(since));
  return wakeAt > now ? { ...nothing, wakeAt } : { ...nothing, actions: [deletion(canary)] };
}

function idling(canary: Mapping, now: Date): Action {
  const { name, resourceVersion } = canary.metadata;
  const isIdle = fieldsOf(canary.spec)['weight'] === 0;
  const merge = {
    metadata: { annotations: { [IDLE_SINCE]: now.toISOString() } },
    ...(!isIdle && { spec: { weight: 0 } }),
  };
  const because = isIdle ? `mapping ${name} is to go` : `canary weight 0 in mapping ${name}, which is to go`;
  return { do: 'patch', ref: refOf(canary), patch: { merge }, ...(resourceVersion && { resourceVersion }), because };
}

function deletion(canary: Mapping): Action {
  const { name, uid, resourceVersion } = canary.metadata;
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return { do: 'delete', ref: refOf(canary), ...which, because: `stable alone: no canary mapping ${name}` };
}

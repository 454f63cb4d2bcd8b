/** Annotations of a Rollout's ReplicaSets: copies of the Rollout's, and the place of each in the history. */
import { type Delivery, deliveryText } from './delivery.ts';
import { DELIVERED_BY, DESIRED_REPLICAS, REVISION, REVISION_HISTORY } from './keys.ts';
import type { Revision } from './revision.ts';

type Annotations = Readonly<Record<string, string>>;

const KEPT_BACK: readonly string[] = [
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  DELIVERED_BY,
];
const NOTIFIED = 'notified.notifications.argoproj.io';

/** What every ReplicaSet of the current template has from its Rollout. */
export const copiedAnnotations = (annotations: Annotations = {}): Annotations =>
  Object.fromEntries(
    Object.entries(annotations).filter(([key]) => !KEPT_BACK.includes(key) && !key.startsWith(NOTIFIED)),
  );

/** Nothing if nobody knows: what an earlier delivery of the same template said stays true. */
export const deliveryAnnotations = (delivery: Delivery | undefined): Annotations =>
  delivery ? { [DELIVERED_BY]: deliveryText(delivery) } : {};

/** One above all others, or its own if that is higher still. */
export function revisionNumber(current: Revision | undefined, revisions: readonly Revision[]): number {
  const others = revisions.filter((one) => one !== current).map(({ number }) => number);
  return Math.max(current?.number ?? 0, Math.max(0, ...others) + 1);
}

/** The numbers a ReplicaSet had before; a ReplicaSet that comes back has several. */
export function historyAnnotations({ object, number: before }: Revision, number: number): Annotations {
  if (before === number || before === 0) return { [REVISION]: String(number) };
  const earlier = object.metadata.annotations?.[REVISION_HISTORY];
  const history = earlier === undefined ? String(before) : `${earlier},${before}`;
  return { [REVISION]: String(number), [REVISION_HISTORY]: history };
}

/** Those of `wanted` that are not there or are others. */
export const newAnnotations = (there: Annotations = {}, wanted: Annotations): Annotations =>
  Object.fromEntries(Object.entries(wanted).filter(([key, value]) => there[key] !== value));

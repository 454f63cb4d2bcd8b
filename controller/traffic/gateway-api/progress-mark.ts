/**
 * The label by which GitOps tools know a route that is not as it is in Git. It is there while any Rollout needs it;
 * an annotation lists those. Each Rollout leases its share: the field, and after a dot who it is.
 */
import { type Fields, fieldsOf } from '../records.ts';
import type { Site } from './site.ts';

const LEASE = /^metadata\.(labels|annotations)\[([^\]]+)\]\.(.+)$/;

export function markLeases({ mark, place: { rollout } }: Site): readonly string[] {
  if (!mark) return [];
  const holder = `${rollout.namespace}/${rollout.name}`;
  return [`metadata.labels[${mark.label}].${holder}`, `metadata.annotations[${mark.holders}].${holder}`];
}

/** As a merge patch of the metadata has it. */
interface Metadata {
  readonly labels: Readonly<Record<string, string | null>>;
  readonly annotations: Readonly<Record<string, string | null>>;
}

/** What has to change in the metadata; `isActive`: the route is not as in Git because of this Rollout. */
export function markChanges(site: Site, isActive: boolean): Metadata {
  const { mark, route } = site;
  const shares = sharesOf([...site.leased, ...markLeases(site)]);
  const lists = shares.filter(({ field }) => field === 'annotations').map((share) => listAt(site, share));
  const isHeldByOthers = lists.some(({ others }) => others.length > 0);
  const annotations = lists.map((list): Change => [list.key, textOf(list, isActive && list.key === mark?.holders)]);
  const labels = shares
    .filter(({ field, key }) => field === 'labels' && !(isHeldByOthers && hasLabel(site, key)))
    .map(({ key }): Change => {
      const isNeeded = key === mark?.label && (isActive || isHeldByOthers);
      return [key, isNeeded ? mark.value : null];
    });
  return {
    labels: changed(labels, route.metadata.labels),
    annotations: changed(annotations, route.metadata.annotations),
  };
}

type Change = readonly [key: string, value: string | null];

interface Share {
  readonly field: string;
  readonly key: string;
  readonly holder: string;
}

/** Also those that the configuration does not ask for any more. */
function sharesOf(paths: readonly string[]): readonly Share[] {
  return [...new Set(paths)].flatMap((path) => {
    const [, field, key, holder] = LEASE.exec(path) ?? [];
    return field === undefined || key === undefined || holder === undefined ? [] : [{ field, key, holder }];
  });
}

interface List {
  readonly key: string;
  readonly holder: string;
  readonly all: readonly string[];
  readonly others: readonly string[];
}

function listAt({ route }: Site, { key, holder }: Share): List {
  const text: unknown = fieldsOf(route.metadata.annotations)[key];
  const words = typeof text === 'string' ? text.split(',') : [];
  const all = words.map((word) => word.trim()).filter(Boolean);
  return { key, holder, all, others: all.filter((one) => one !== holder) };
}

function textOf({ all, others, holder }: List, isHeld: boolean): string | null {
  const held = all.includes(holder) ? all : [...all, holder];
  return (isHeld ? held : others).join(',') || null;
}

/** Others may have another value for it: whoever came first is right. */
function hasLabel({ route }: Site, key: string): boolean {
  return fieldsOf(route.metadata.labels)[key] !== undefined;
}

function changed(changes: readonly Change[], present: unknown): Readonly<Record<string, string | null>> {
  const now: Fields = fieldsOf(present);
  return Object.fromEntries(changes.filter(([key, value]) => (now[key] ?? null) !== value));
}

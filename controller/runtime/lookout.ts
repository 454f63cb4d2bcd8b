/** Looks for kinds that a cluster does not have yet: one question for all who wait for one. */
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import { groupOf, type Resource } from '../../kube/types.ts';

/** Whether it is worth while to ask for objects of the kind. */
export type IsServed = (resource: Resource) => Promise<boolean>;

/** Milliseconds for which an answer is good. */
const FRESH = 20_000;

/** Which kinds there are in a version of a group is not asked: whoever has it is likely to have them all. */
export function lookout(client: Pick<Client, 'read'>, clock: Pick<Clock, 'monotonic'>): IsServed {
  let held: { readonly since: number; readonly versions: Promise<ReadonlySet<string>> } | undefined;
  return async ({ apiVersion }) => {
    if (groupOf({ apiVersion }) === '') return true;
    if (!held || clock.monotonic() - held.since >= FRESH)
      held = { since: clock.monotonic(), versions: servedVersions(client) };
    // What cannot be seen may be there.
    const versions = await held.versions.catch(() => undefined);
    return versions?.has(apiVersion) ?? true;
  };
}

/** Of all groups: `apps/v1`. */
export async function servedVersions(client: Pick<Client, 'read'>): Promise<ReadonlySet<string>> {
  const { groups = [] } = (await client.read('/apis')) as { readonly groups?: readonly Group[] };
  return new Set(groups.flatMap(({ versions = [] }) => versions.map(({ groupVersion }) => groupVersion)));
}

interface Group {
  readonly versions?: readonly { readonly groupVersion: string }[];
}

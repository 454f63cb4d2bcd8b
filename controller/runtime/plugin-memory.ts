/** What came of calls, until the next passes have heard of it. Whoever is forgotten is asked again, under the same key. */
import type { Heard } from './plugin-contract.ts';

export interface PluginMemory {
  keep(owner: string, key: string, heard: Heard): void;
  /** Whether there was an answer. */
  isDone(owner: string, key: string): boolean;
  of(owner: string): Readonly<Record<string, Heard>>;
  /** What a router was told last; undefined where that is in doubt. */
  tell(owner: string, plugin: string, routes: string | undefined): void;
  told(owner: string, plugin: string): string | undefined;
}

const MOST_OWNERS = 10_000;
/** Of one owner: one call is made at a time. */
const MOST_CALLS = 4;

export function pluginMemory(): PluginMemory {
  const owners = new Map<string, Map<string, Heard>>();
  const routers = new Map<string, string>();
  return {
    keep: (owner, key, heard) => {
      const calls = owners.get(owner) ?? new Map<string, Heard>();
      // The last ones to speak are the last in their maps.
      owners.delete(owner);
      calls.delete(key);
      owners.set(owner, calls.set(key, heard));
      trim(calls, MOST_CALLS);
      trim(owners, MOST_OWNERS);
    },
    isDone: (owner, key) => {
      const { reply } = owners.get(owner)?.get(key) ?? {};
      return reply !== undefined && ('answer' in reply || 'refusal' in reply);
    },
    of: (owner) => Object.fromEntries(owners.get(owner) ?? []),
    tell: (owner, plugin, routes) => {
      routers.delete(`${owner} ${plugin}`);
      if (routes !== undefined) routers.set(`${owner} ${plugin}`, routes);
      trim(routers, MOST_OWNERS);
    },
    told: (owner, plugin) => routers.get(`${owner} ${plugin}`),
  };
}

function trim(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size > most) map.delete(oldest);
}

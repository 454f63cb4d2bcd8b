/** Which shard a key belongs to, and which shards a replica should take or give away. Pure. */

/**
 * The shard of a key, from 0 to below `count`. The answer is part of the protocol between replicas of all versions and
 * never changes: FNV-1a (32 bits) over the key's UTF-8 bytes, its bits mixed by the last steps of MurmurHash3 (of FNV
 * alone the lowest bit is the parity of the key's lowest bits), modulo `count`. The key is whatever must stay together.
 */
export function shardOf(key: string, count: number): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % count;
}

/** Who has which shard, as one replica sees it. */
export interface Distribution {
  readonly self: string;
  /** Everybody who lives, oneself included. */
  readonly members: readonly string[];
  /** By shard: who has it, undefined if anybody may take it, empty if it is on its way from one to another. */
  readonly holders: readonly (string | undefined)[];
}

export interface Change {
  readonly take: readonly number[];
  readonly release: readonly number[];
}

/**
 * What one replica does towards an even distribution: everybody has the rounded down or the rounded up fair share.
 * It takes up to the rounded down share, and one more only of what nobody else lacks. It gives away what is above the
 * rounded up share, and down to the rounded down share if somebody lacks what cannot be had otherwise.
 */
export function changeFor({ self, members, holders }: Distribution): Change {
  const names = members.toSorted();
  const floor = Math.floor(holders.length / names.length);
  const cap = Math.ceil(holders.length / names.length);
  const has = (member: string) => holders.filter((holder) => holder === member).length;
  const lacks = (member: string) => Math.max(0, floor - has(member));
  const mine = shardsOf(holders, self);
  const free = rotated(shardsOf(holders, undefined), names.indexOf(self) / names.length);
  const othersLack = sumOf(names, lacks) - lacks(self);

  const unclaimed = free.length - lacks(self) - othersLack;
  const more = mine.length < cap && unclaimed > 0 ? cap - Math.max(mine.length, floor) : 0;
  const coming = shardsOf(holders, '').length + sumOf(names, (member) => Math.max(0, has(member) - cap));
  const rich = names.filter((name) => has(name) > floor);
  const asked = rich.indexOf(self) < othersLack - free.length - coming ? 1 : 0;
  const given = Math.min(mine.length - floor, Math.max(0, mine.length - cap) + asked);
  return {
    take: free.slice(0, lacks(self) + more),
    release: mine.slice(mine.length - Math.max(0, given)),
  };
}

const sumOf = (members: readonly string[], number: (member: string) => number): number =>
  members.reduce((sum, member) => sum + number(member), 0);

const shardsOf = (holders: Distribution['holders'], holder: string | undefined): number[] =>
  holders.flatMap((it, shard) => (it === holder ? [shard] : []));

/** The same list begun elsewhere, so that not everybody reaches for the same shard. */
function rotated(shards: readonly number[], part: number): number[] {
  const start = Math.floor(shards.length * part);
  return [...shards.slice(start), ...shards.slice(0, start)];
}

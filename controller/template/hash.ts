/** The hash that names ReplicaSets: FNV-1a of 32 bits, spelled without vowels so that it forms no words. */

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

export function hashOf(text: string, collisionCount?: number): string {
  let hash = mixed(OFFSET, new TextEncoder().encode(text));
  if (collisionCount !== undefined) hash = mixed(hash, counterBytes(collisionCount));
  const digits = String(hash >>> 0);
  let name = '';
  for (let index = 0; index < digits.length; index += 1) name += ALPHABET[digits.charCodeAt(index) % ALPHABET.length];
  return name;
}

function mixed(hash: number, bytes: Uint8Array): number {
  let result = hash;
  for (const byte of bytes) result = Math.imul(result ^ byte, PRIME);
  return result;
}

/** Eight bytes, of which four are used, the lowest first. */
const counterBytes = (count: number): Uint8Array =>
  Uint8Array.of(count, count >>> 8, count >>> 16, count >>> 24, 0, 0, 0, 0);

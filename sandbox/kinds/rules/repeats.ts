/** Which items of a list say what an earlier one said; in one pass, however long the list is. */
export function repeats(keys: readonly unknown[]): ReadonlySet<number> {
  const seen = new Set<unknown>();
  const repeated = new Set<number>();
  for (const [index, key] of keys.entries()) {
    if (seen.has(key)) repeated.add(index);
    seen.add(key);
  }
  return repeated;
}

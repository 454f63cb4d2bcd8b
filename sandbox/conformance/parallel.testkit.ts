/** Many things at a time, but not all at once. */

/** At most `width` at a time; results in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  one: (item: T, index: number) => Promise<R>,
) {
  const results = new Array<R>(items.length);
  const left = items.entries();
  const lane = async () => {
    for (const [index, item] of left) results[index] = await one(item, index);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

/** The median and other quantiles: between the two nearest values where none is exactly there. */

export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

/** One for a share between 0 and 1, a list for a list of them. */
export function quantiles(values: readonly number[], at: unknown): number | readonly number[] {
  const order = sorted(values);
  if (Array.isArray(at)) return at.map((share) => quantile(order, share));
  return quantile(order, at);
}

function sorted(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new Error('no values to calculate with');
  return values.toSorted((a, b) => a - b);
}

/** What is no number makes all of it none. */
function quantile(order: readonly number[], share: unknown): number {
  if (typeof share !== 'number' || !(share >= 0 && share <= 1)) throw new Error('a quantile is between 0 and 1');
  if (order.some(Number.isNaN)) return Number.NaN;
  const place = share * (order.length - 1);
  const below = order[Math.floor(place)] ?? Number.NaN;
  const above = order[Math.ceil(place)] ?? Number.NaN;
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

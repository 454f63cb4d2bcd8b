/** What chance allows: how likely a count is that comes of a share. */

/** What a normal distribution has beyond three standard deviations, on either side. */
const BEYOND_THREE_SIGMA = 0.00135;

/** Whether so many hits are within three sigma, by the exact binomial distribution. A share of 0 or 1 is held to exactly. */
export function isWithinThreeSigma(hits: number, count: number, share: number): boolean {
  if (share <= 0 || share >= 1) return hits === count * share;
  const fewer = tail(hits, count, share);
  const more = tail(count - hits, count, 1 - share);
  return Math.min(fewer, more) >= BEYOND_THREE_SIGMA;
}

/** How far it is from what was to be expected, in standard deviations. */
export function sigmasOff(hits: number, count: number, share: number): number {
  const sigma = Math.sqrt(count * share * (1 - share));
  return sigma === 0 ? 0 : (hits - count * share) / sigma;
}

/** How likely at most so many hits are. */
function tail(most: number, count: number, share: number): number {
  // In logarithms: the chance of no hit at all is too small for a number.
  let log = count * Math.log1p(-share);
  let sum = 0;
  for (let hits = 0; hits <= most; hits++) {
    sum += Math.exp(log);
    log += Math.log((count - hits) / (hits + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return sum;
}

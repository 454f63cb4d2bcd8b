/** Amounts of CPU between their text and thousandths of a core. Pure. */
import { quantity } from '../../kinds/rules/quantities.ts';

const MICRO = 1_000_000n;
/** A billion cores: sums of such amounts are still exact. */
const MOST = 10 ** 12;
const STEPS = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** Rounded up; undefined if the text is no amount, or a negative one. */
export function millicoresOf(text: unknown): number | undefined {
  const amount = quantity(text);
  if (amount === undefined || amount < 0n) return undefined;
  return Math.min(Number((amount + MICRO - 1n) / MICRO), MOST);
}

/** As the server writes it, so that what was written compares equal; `amount` is whole. */
export function textOfMillicores(amount: number): string {
  if (amount % 1000 !== 0) return `${amount}m`;
  let [cores, step] = [amount / 1000, 0];
  while (cores !== 0 && cores % 1000 === 0 && step < STEPS.length - 1) [cores, step] = [cores / 1000, step + 1];
  return `${cores}${STEPS[step]}`;
}

/** The random endings of generated names. */
import type { Random } from '../../kube/clock.ts';

/** No vowels, so that no words come out; no digits that look like letters. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export const randomFrom = (random: Random, length: number): string =>
  Array.from({ length }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');

/** All functions of the language, by name; those with predicates are in predicates.ts. */
import type { Builtins } from './builtin.ts';
import { OF_LISTS } from './lists.ts';
import { OF_NUMBERS } from './numbers.ts';
import { CONVERSIONS, OF_RESULTS } from './result.ts';
import { OF_TEXTS } from './strings.ts';
import { OF_TIMES } from './times.ts';

export const BUILTINS: Builtins = {
  ...OF_RESULTS,
  ...CONVERSIONS,
  ...OF_NUMBERS,
  ...OF_TEXTS,
  ...OF_LISTS,
  ...OF_TIMES,
};

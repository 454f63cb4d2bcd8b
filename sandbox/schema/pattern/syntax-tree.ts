/** What a pattern says, as a tree. */

/** Whether a character, given as its code point, is meant. */
export type CharacterTest = (point: number) => boolean;

export type Place = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

export type PatternNode =
  | { readonly is: 'character'; readonly test: CharacterTest }
  | { readonly is: 'place'; readonly place: Place }
  | { readonly is: 'all'; readonly parts: readonly PatternNode[] }
  | { readonly is: 'either'; readonly parts: readonly PatternNode[] }
  /** `most` is -1 where there is no limit. */
  | { readonly is: 'repeated'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** Why text is no pattern, in the words of Go's regexp package. */
export class PatternError extends Error {
  override readonly name = 'PatternError';

  constructor(what: string, where: string) {
    super(`error parsing regexp: ${what}: \`${where}\``);
  }
}

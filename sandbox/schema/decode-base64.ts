/** Finds what is wrong with base64, as Go's decoder counts it. */

const ALPHABET = /^[A-Za-z0-9+/]$/;

/** The byte at which Go gives up; undefined if it would not. Line breaks may stand anywhere. */
export function base64Fault(text: string): number | undefined {
  // Groups of four: where the current one began does not matter, only how much of it is there.
  let filled = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isBreak(character)) continue;
    if (character === '=') return paddingFault(text, at, filled);
    if (!ALPHABET.test(character)) return at;
    filled = (filled + 1) % 4;
  }
  return filled === 0 ? undefined : text.length - filled;
}

const isBreak = (character: string): boolean => character === '\n' || character === '\r';

function paddingFault(text: string, at: number, filled: number): number | undefined {
  if (filled < 2) return at;
  let next = afterBreaks(text, at + 1);
  if (filled === 2) {
    if (next === text.length) return text.length;
    if (text[next] !== '=') return next - 1;
    next = afterBreaks(text, next + 1);
  }
  return next < text.length ? next : undefined;
}

function afterBreaks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBreak(text.charAt(at))) at += 1;
  return at;
}

/** A position in a pattern's text. */
export interface Reader {
  readonly text: string;
  at: number;
}

export const rest = ({ text, at }: Reader): string => text.slice(at);

export const upcoming = ({ text, at }: Reader): string => text[at] ?? '';

export const startsWith = ({ text, at }: Reader, start: string): boolean => text.startsWith(start, at);

export const isAtEnd = ({ text, at }: Reader): boolean => at >= text.length;

/** Takes one character, as its code point; the reader must not be at the end. */
export function takePoint(reader: Reader): number {
  const point = reader.text.codePointAt(reader.at) ?? 0;
  reader.at += point > 0xffff ? 2 : 1;
  return point;
}

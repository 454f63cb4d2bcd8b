/** Colours where somebody looks, and nowhere else. */

/** What is known of where a text goes. */
export interface Output {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

export function colorsFor(output: Output): Colors {
  const isColored = output.isTTY === true && output.hasColors?.() === true;
  const painted = (code: number) => (text: string) => (isColored ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: painted(1), dim: painted(2), good: painted(32), bad: painted(31), warn: painted(33) };
}

/** Quoted scalars whose next lines are not indented: go-yaml reads them, stricter readers do not. Pure. */

/** The text with the scalar that starts at this quote indented; undefined if it never ends, or needs nothing. */
export function quoteRepaired(text: string, start: number): string | undefined {
  const end = closingQuote(text, start);
  if (end === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const margin = ' '.repeat(start - lineStart + 1);
  const lines = text.slice(start, end).split('\n');
  const indented = lines.map((line, index) => (index === 0 || line.trim() === '' ? line : margin + line.trimStart()));
  const repaired = text.slice(0, start) + indented.join('\n') + text.slice(end);
  return repaired === text ? undefined : repaired;
}

function closingQuote(text: string, start: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== quote) return at;
      at += 1;
    }
  }
  return undefined;
}

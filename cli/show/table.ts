/** Rows of cells as aligned text: what is painted is as wide as what is not. */

interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

export type Row = readonly (Cell | string)[];

const GAP = '  ';

export function tableText(rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map((cell): Cell => (typeof cell === 'string' ? { text: cell } : cell)));
  const most = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: most }, (_, column) =>
    Math.max(...cells.map((row) => row[column]?.text.length ?? 0)),
  );
  return cells.map((row) => `${lineOf(row, widths)}\n`).join('');
}

/** No line ends in spaces. */
function lineOf(row: readonly Cell[], widths: readonly number[]): string {
  const last = row.findLastIndex(({ text }) => text !== '');
  return row
    .slice(0, last + 1)
    .map(({ text, paint }, column) => {
      const padding = column === last ? '' : ' '.repeat((widths[column] ?? 0) - text.length);
      return `${paint && text !== '' ? paint(text) : text}${padding}`;
    })
    .join(GAP);
}

/** Trees and labelled lines as text. */
import { ageText } from '../../sandbox/table/age.ts';
import type { Colors } from '../colors.ts';
import type { Mark } from './marks.ts';
import { type Row, tableText } from './table.ts';
import type { Branch } from './tree.ts';

export interface Style {
  readonly now: Date;
  readonly colors: Colors;
  /** Also where pods run, and which images ReplicaSets have. */
  readonly isWide?: boolean;
}

const LABEL_WIDTH = 17;

export type Line = readonly [label: string, value: string | number];

export const linesText = (lines: readonly Line[]): string =>
  lines.map(([label, value]) => `${`${label.padEnd(LABEL_WIDTH)}${value}`.trimEnd()}\n`).join('');

export function treeText(root: Branch, style: Style): string {
  const title: Row = ['NAME', 'KIND', 'STATUS', 'AGE', 'INFO', ...(style.isWide ? ['NODE/IMAGES'] : [])];
  return tableText([title, ...rowsOf(root, { own: '', below: '' }, style)]);
}

/** The lines that lead to a branch, and to what is below it. */
interface Lines {
  readonly own: string;
  readonly below: string;
}

function rowsOf(branch: Branch, lines: Lines, style: Style): readonly Row[] {
  const last = branch.children.length - 1;
  return [
    row(branch, lines.own, style),
    ...branch.children.flatMap((child, index) => {
      const own = `${lines.below}${index === last ? '└──' : '├──'}`;
      return rowsOf(child, { own, below: `${lines.below}${index === last ? '   ' : '│  '}` }, style);
    }),
  ];
}

function row({ icon, name, kind, mark, since, info, more = '' }: Branch, lines: string, style: Style): Row {
  const { colors, now, isWide } = style;
  const age = kind === '' ? '' : ageText(since, now.toISOString());
  return [`${lines}${icon} ${name}`, kind, status(mark, colors), age, info.join(','), ...(isWide ? [more] : [])];
}

const status = (mark: Mark | undefined, colors: Colors): Row[number] =>
  mark ? { text: `${mark.icon} ${mark.word}`, paint: colors[mark.tone] } : '';

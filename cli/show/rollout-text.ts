/** A Rollout as people look at it: what there is to say of it, and the tree of what belongs to it. */
import { ageText } from '../../sandbox/table/age.ts';
import type { Colors } from '../colors.ts';
import type { Family } from './family.ts';
import { type Mark, rolloutMark } from './marks.ts';
import { standingOf } from './phase.ts';
import { imagesOf, revisionsOf } from './roles.ts';
import { actualWeight, aimOf } from './steps.ts';
import { type Row, tableText } from './table.ts';
import { type Branch, treeOf } from './tree.ts';

export interface Style {
  readonly now: Date;
  readonly colors: Colors;
  /** Also where pods run, and which images ReplicaSets have. */
  readonly isWide?: boolean;
}

const LABEL_WIDTH = 17;

export function rolloutText(family: Family, style: Style): string {
  const lines = [...summary(family, style), ...images(family), ...replicas(family)];
  const text = lines.map(([label, value]) => `${label.padEnd(LABEL_WIDTH)}${value}`.trimEnd());
  return `${text.join('\n')}\n\n${treeText(treeOf(family, style.now), style)}`;
}

type Line = readonly [label: string, value: string | number];

function summary(family: Family, { colors }: Style): readonly Line[] {
  const { rollout } = family;
  const { metadata, spec } = rollout;
  const { phase, message } = standingOf(rollout);
  const mark = rolloutMark(phase);
  return [
    ['Name:', metadata.name],
    ['Namespace:', metadata.namespace ?? ''],
    ['Status:', `${colors[mark.tone](mark.icon)} ${phase}`],
    ...(message === '' ? [] : [['Message:', message] as const]),
    ['Strategy:', spec.strategy?.blueGreen ? 'BlueGreen' : 'Canary'],
    ...canary(family),
  ];
}

function canary(family: Family): readonly Line[] {
  const { rollout } = family;
  const aim = aimOf(rollout);
  if (!aim) return [];
  const { stableRS, currentPodHash } = rollout.status ?? {};
  const current = revisionsOf(family).find(({ hash }) => hash === currentPodHash && hash !== stableRS);
  return [
    ['  Step:', aim.step],
    ['  SetWeight:', aim.setWeight],
    ['  ActualWeight:', actualWeight(rollout, current)],
  ];
}

const images = (family: Family): readonly Line[] =>
  imagesOf(family).map(({ image, tags }, index) => [
    index === 0 ? 'Images:' : '',
    tags.length > 0 ? `${image} (${tags.join(', ')})` : image,
  ]);

function replicas({ rollout: { spec, status = {} } }: Family): readonly Line[] {
  return [
    ['Replicas:', ''],
    ['  Desired:', spec.replicas ?? 1],
    ['  Current:', status.replicas ?? 0],
    ['  Updated:', status.updatedReplicas ?? 0],
    ['  Ready:', status.readyReplicas ?? 0],
    ['  Available:', status.availableReplicas ?? 0],
  ];
}

function treeText(root: Branch, style: Style): string {
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

/** A Rollout as people look at it: what there is to say of it, and the tree of what belongs to it. */
import type { Family } from './family.ts';
import { rolloutMark } from './marks.ts';
import { standingOf } from './phase.ts';
import { imagesOf, revisionsOf } from './roles.ts';
import { actualWeight, aimOf } from './steps.ts';
import { treeOf } from './tree.ts';
import { type Line, linesText, type Style, treeText } from './tree-text.ts';

export function rolloutText(family: Family, style: Style): string {
  const lines = [...summary(family, style), ...images(family), ...replicas(family)];
  return `${linesText(lines)}\n${treeText(treeOf(family, style.now), style)}`;
}

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

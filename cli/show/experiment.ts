/** How an Experiment is shown: with its ReplicaSets, their pods, and its analyses. */
import { milliseconds } from '../../crds/duration.ts';
import type { KubeObject } from '../../kube/types.ts';
import { durationText } from '../../sandbox/table/age.ts';
import { type Connection, EXPERIMENTS } from '../cluster.ts';
import { momentText } from '../moment.ts';
import { controlledBy, type ExperimentObject, experimentRelatives, familyIn } from './family.ts';
import { analysisMark } from './marks.ts';
import { type OneFlags, type Showing, showOne } from './one.ts';
import { imagesIn, templateIn } from './roles.ts';
import { experimentBranch, type Relatives } from './tree.ts';
import { type Line, linesText, type Style, treeText } from './tree-text.ts';
import type { Viewer } from './viewer.ts';

const EXPERIMENT: Showing = {
  resource: EXPERIMENTS,
  relatives: experimentRelatives,
  text: (object, [replicaSets = [], pods = [], runs = []], style) =>
    experimentText(object as ExperimentObject, familyIn(object, [replicaSets, pods, [], runs]), style),
};

export const showExperiment = (connection: Connection, name: string, viewer: Viewer, flags: OneFlags): Promise<void> =>
  showOne(connection, viewer, { showing: EXPERIMENT, name, flags });

export function experimentText(experiment: ExperimentObject, relatives: Relatives, style: Style): string {
  const lines = [...summary(experiment, style), ...images(experiment, relatives)];
  return `${linesText(lines)}\n${treeText(experimentBranch(relatives, experiment), style)}`;
}

function summary(experiment: ExperimentObject, { colors, now }: Style): readonly Line[] {
  const { metadata, spec, status } = experiment;
  const left = timeLeft(experiment, now);
  const { icon, word, tone } = analysisMark(status?.phase);
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const { message, availableAt } = status ?? {};
  return [
    ['Name:', metadata.name],
    ['Namespace:', metadata.namespace ?? ''],
    ['Status:', `${colors[tone](icon)} ${word}`],
    ...(message ? [['Message:', message] as const] : []),
    ...(owner ? [['Owner:', `${owner.kind} ${owner.name}`] as const] : []),
    ['Duration:', spec.duration ?? 'until somebody or its analyses end it'],
    ...(availableAt === undefined ? [] : [['Available:', momentText(new Date(availableAt), now)] as const]),
    ...(left === undefined ? [] : [['Remaining:', left] as const]),
  ];
}

/** Its time runs once all its pods are available; undefined where it does not run. */
export function timeLeft({ spec, status }: ExperimentObject, now: Date): string | undefined {
  const duration = milliseconds(spec.duration ?? '');
  if (duration === undefined || status?.availableAt === undefined || status.phase !== 'Running') return undefined;
  return durationText(Math.max(0, Date.parse(status.availableAt) + duration - now.getTime()));
}

/** Of what has pods, each with the template it comes from. */
function images(experiment: KubeObject, { replicaSets }: Relatives): readonly Line[] {
  const running = controlledBy(experiment, replicaSets).filter(({ status }) => (status?.replicas ?? 0) > 0);
  const texts = running.flatMap((one) => imagesIn(one).map((image) => `${image} (${templateIn(one)})`));
  return [...new Set(texts)].sort().map((text, index) => [index === 0 ? 'Images:' : '', text]);
}

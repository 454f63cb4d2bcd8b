/** Lists Rollouts, Experiments and AnalysisRuns as tables. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import type { KubeObject } from '../../kube/types.ts';
import { ageText } from '../../sandbox/table/age.ts';
import { ANALYSIS_RUNS, type Connection, EXPERIMENTS } from '../cluster.ts';
import type { Colors } from '../colors.ts';
import { Canvas } from './canvas.ts';
import { timeLeft } from './experiment.ts';
import { type AnalysisRunObject, type ExperimentObject, listed, onlyNamed, type Wanted } from './family.ts';
import { follow } from './follow.ts';
import { analysisMark, rolloutMark } from './marks.ts';
import { standingOf } from './phase.ts';
import { aimOf } from './steps.ts';
import { type Row, tableText } from './table.ts';
import { countsIn } from './tree.ts';
import type { Viewer } from './viewer.ts';

export interface ListFlags {
  readonly allNamespaces?: boolean;
  readonly name?: string;
  readonly watch?: boolean;
  readonly timestamps?: boolean;
}

interface Look {
  readonly now: Date;
  readonly colors: Colors;
  readonly flags: ListFlags;
}

const NOTHING = 'No resources found.\n';
const NONE = '-';

type Text = (objects: readonly KubeObject[], look: Look) => string;

export const listRollouts = (connection: Connection, viewer: Viewer, flags: ListFlags): Promise<void> =>
  showList(connection, viewer, flags, {
    wanted: rolloutsIn(connection, flags),
    text: (objects, look) => rolloutsText(objects as readonly RolloutObject[], look),
  });

export const listExperiments = (connection: Connection, viewer: Viewer, flags: ListFlags): Promise<void> =>
  showList(connection, viewer, flags, {
    wanted: { resource: EXPERIMENTS, selection: placeOf(connection, flags) },
    text: (objects, look) => experimentsText(objects as readonly ExperimentObject[], look),
  });

export const listAnalysisRuns = (connection: Connection, viewer: Viewer, flags: ListFlags): Promise<void> =>
  showList(connection, viewer, flags, {
    wanted: { resource: ANALYSIS_RUNS, selection: placeOf(connection, flags) },
    text: (objects, look) => analysisRunsText(objects as readonly AnalysisRunObject[], look),
  });

const placeOf = ({ namespace }: Connection, { allNamespaces }: ListFlags) => (allNamespaces ? {} : { namespace });

async function showList(
  { client }: Connection,
  { clock, random, terminal, signal, colors }: Viewer,
  flags: ListFlags,
  { wanted, text }: { readonly wanted: Wanted; readonly text: Text },
): Promise<void> {
  const picture = (objects: Iterable<KubeObject>) => (now: Date) => text([...objects], { now, colors, flags });
  if (!flags.watch) {
    terminal.write(picture(await listed(client, wanted))(clock.now()));
    return;
  }
  const canvas = new Canvas(terminal, clock);
  await follow({ client, clock, random }, [wanted], {
    signal,
    changed: ([view]) => canvas.show((now) => picture(view?.all() ?? [])(now)),
  });
  canvas.end();
}

function rolloutsIn(connection: Connection, flags: ListFlags): Wanted {
  const { name } = flags;
  const { resource, selection } = onlyNamed(connection.namespace, name ?? '');
  const { fieldSelector = '' } = selection;
  return {
    resource,
    selection: { ...placeOf(connection, flags), ...(name !== undefined && { fieldSelector }) },
  };
}

export function rolloutsText(rollouts: readonly RolloutObject[], look: Look): string {
  if (rollouts.length === 0) return NOTHING;
  const columns = ['STRATEGY', 'STATUS', 'STEP', 'SET-WEIGHT', 'READY', 'DESIRED', 'UP-TO-DATE', 'AVAILABLE'];
  const { timestamps } = look.flags;
  const title = [...(timestamps ? ['TIMESTAMP'] : []), ...named('NAMESPACE', 'NAME', look), ...columns];
  const rows = inOrder(rollouts).map((rollout) => [
    ...(timestamps ? [look.now.toISOString().replace(/\.\d+Z/, 'Z')] : []),
    ...rolloutRow(rollout, look),
  ]);
  return tableText([title, ...rows]);
}

const named = (namespace: string, name: string, { flags }: Look): readonly string[] =>
  flags.allNamespaces ? [namespace, name] : [name];

const orderKey = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

const inOrder = <T extends KubeObject>(objects: readonly T[]): readonly T[] =>
  objects.toSorted((a, b) => Number(orderKey(a) > orderKey(b)) - Number(orderKey(a) < orderKey(b)));

function rolloutRow(rollout: RolloutObject, look: Look): Row {
  const { metadata, spec, status = {} } = rollout;
  const { phase } = standingOf(rollout);
  const aim = aimOf(rollout);
  return [
    ...named(metadata.namespace ?? '', metadata.name, look),
    spec.strategy?.blueGreen ? 'BlueGreen' : 'Canary',
    { text: phase, paint: look.colors[rolloutMark(phase).tone] },
    aim?.step ?? NONE,
    String(aim?.setWeight ?? NONE),
    `${status.readyReplicas ?? 0}/${status.replicas ?? 0}`,
    String(spec.replicas ?? 1),
    String(status.updatedReplicas ?? 0),
    String(status.availableReplicas ?? 0),
  ];
}

export function experimentsText(experiments: readonly ExperimentObject[], look: Look): string {
  if (experiments.length === 0) return NOTHING;
  const title = [...named('NAMESPACE', 'NAME', look), 'STATUS', 'DURATION', 'REMAINING', 'AGE'];
  return tableText([title, ...inOrder(experiments).map((experiment) => experimentRow(experiment, look))]);
}

function experimentRow(experiment: ExperimentObject, look: Look): Row {
  const { metadata, spec, status } = experiment;
  const { word, tone } = analysisMark(status?.phase);
  return [
    ...named(metadata.namespace ?? '', metadata.name, look),
    { text: word, paint: look.colors[tone] },
    spec.duration ?? NONE,
    timeLeft(experiment, look.now) ?? NONE,
    ageText(metadata.creationTimestamp, look.now.toISOString()),
  ];
}

export function analysisRunsText(runs: readonly AnalysisRunObject[], look: Look): string {
  if (runs.length === 0) return NOTHING;
  const title = [...named('NAMESPACE', 'NAME', look), 'STATUS', 'MEASUREMENTS', 'AGE'];
  return tableText([title, ...inOrder(runs).map((run) => analysisRunRow(run, look))]);
}

function analysisRunRow(run: AnalysisRunObject, look: Look): Row {
  const { metadata, status } = run;
  const { word, tone } = analysisMark(status?.phase);
  return [
    ...named(metadata.namespace ?? '', metadata.name, look),
    { text: word, paint: look.colors[tone] },
    countsIn(run).join(',') || NONE,
    ageText(metadata.creationTimestamp, look.now.toISOString()),
  ];
}

/** Lists Rollouts and Experiments as tables. */
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { milliseconds } from '../../crds/duration.ts';
import type { KubeObject } from '../../kube/types.ts';
import { ageText, durationText } from '../../sandbox/table/age.ts';
import { type Connection, EXPERIMENTS } from '../cluster.ts';
import type { Colors } from '../colors.ts';
import { Canvas } from './canvas.ts';
import { type ExperimentObject, listed, onlyNamed, type Wanted } from './family.ts';
import { follow } from './follow.ts';
import { analysisMark, rolloutMark } from './marks.ts';
import { standingOf } from './phase.ts';
import { aimOf } from './steps.ts';
import { type Row, tableText } from './table.ts';
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

export async function listRollouts(connection: Connection, viewer: Viewer, flags: ListFlags): Promise<void> {
  const { client } = connection;
  const { clock, random, terminal, signal, colors } = viewer;
  const wanted = rolloutsIn(connection, flags);
  const picture = (objects: Iterable<KubeObject>) => (now: Date) =>
    rolloutsText([...objects] as RolloutObject[], { now, colors, flags });
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

function rolloutsIn({ namespace }: Connection, { name, allNamespaces }: ListFlags): Wanted {
  const { resource, selection } = onlyNamed(namespace, name ?? '');
  const { fieldSelector = '' } = selection;
  return {
    resource,
    selection: { ...(!allNamespaces && { namespace }), ...(name !== undefined && { fieldSelector }) },
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

export async function listExperiments(connection: Connection, viewer: Viewer, flags: ListFlags): Promise<void> {
  const { client, namespace } = connection;
  const selection = flags.allNamespaces ? {} : { namespace };
  const experiments = (await listed(client, { resource: EXPERIMENTS, selection })) as readonly ExperimentObject[];
  const { terminal, clock, colors } = viewer;
  terminal.write(experimentsText(experiments, { now: clock.now(), colors, flags }));
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
    remaining(experiment, look.now),
    ageText(metadata.creationTimestamp, look.now.toISOString()),
  ];
}

/** Its time runs once all its pods are available. */
function remaining({ spec, status }: ExperimentObject, now: Date): string {
  const duration = milliseconds(spec.duration ?? '');
  if (duration === undefined || status?.availableAt === undefined || status.phase !== 'Running') return NONE;
  return durationText(Math.max(0, Date.parse(status.availableAt) + duration - now.getTime()));
}

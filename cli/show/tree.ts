/** A Rollout and what belongs to it as a tree: revisions, the newest first, and what each of them consists of. */
import { REVISION, SCALE_DOWN_DEADLINE } from '../../controller/rollout/keys.ts';
import type { ReplicaSet } from '../../controller/rollout/objects.ts';
import type { KubeObject } from '../../kube/types.ts';
import type { ApiObject } from '../../sandbox/api/object.ts';
import { durationText } from '../../sandbox/table/age.ts';
import { podSummary } from '../../sandbox/table/pod-summary.ts';
import { type AnalysisRunObject, controlledBy, type ExperimentObject, type Family } from './family.ts';
import { analysisMark, type Mark, podMark, replicaSetMark, rolloutMark } from './marks.ts';
import { standingOf } from './phase.ts';
import { imagesIn, revisionsOf, rolesOf, templateIn } from './roles.ts';

export interface Branch {
  readonly icon: string;
  readonly name: string;
  /** '' for what is no object. */
  readonly kind: string;
  readonly mark?: Mark;
  /** RFC 3339: when it came to be. */
  readonly since?: string | undefined;
  readonly info: readonly string[];
  /** Where it runs, or what: for those who want to see more. */
  readonly more?: string;
  readonly children: readonly Branch[];
}

export function treeOf(family: Family, now: Date): Branch {
  const { rollout } = family;
  return {
    ...{ icon: '⟳', kind: 'Rollout', ...common(rollout) },
    mark: rolloutMark(standingOf(rollout).phase),
    info: [],
    children: revisionBranches(family, now),
  };
}

const common = ({ metadata }: KubeObject): Pick<Branch, 'name' | 'since'> => ({
  ...{ name: metadata.name, since: metadata.creationTimestamp },
});

const numberOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[REVISION] ?? 0);

function revisionBranches(family: Family, now: Date): readonly Branch[] {
  const { rollout, experiments, runs } = family;
  const members = [
    ...revisionsOf(family).map((revision) => ({
      number: revision.number,
      branch: replicaSetBranch(family, revision.object, [...rolesOf(rollout, revision), ...delayOf(revision, now)]),
    })),
    ...controlledBy(rollout, experiments).map((experiment) => ({
      ...{ number: numberOf(experiment), branch: experimentBranch(family, experiment) },
    })),
    ...controlledBy(rollout, runs).map((run) => ({ number: numberOf(run), branch: runBranch(run) })),
  ];
  const numbers = [...new Set(members.map(({ number }) => number))].sort((a, b) => b - a);
  return numbers.map((number) => ({
    ...{ icon: '#', name: `revision:${number}`, kind: '', info: [] },
    children: members.filter((member) => member.number === number).map(({ branch }) => branch),
  }));
}

function delayOf(
  { object, deadline }: { readonly object: ReplicaSet; readonly deadline: Date | undefined },
  now: Date,
) {
  if (object.metadata.annotations?.[SCALE_DOWN_DEADLINE] === undefined || !deadline) return [];
  const left = deadline.getTime() - now.getTime();
  return [`delay:${left > 0 ? durationText(left) : 'passed'}`];
}

/** What there may be of an Experiment. */
export type Relatives = Pick<Family, 'replicaSets' | 'pods' | 'runs'>;

function replicaSetBranch({ pods }: Relatives, object: ReplicaSet, info: readonly string[]): Branch {
  return {
    ...{ icon: '⧉', kind: 'ReplicaSet', ...common(object), info },
    mark: replicaSetMark(object),
    more: imagesIn(object).join(','),
    children: byAge(controlledBy(object, pods)).map(podBranch),
  };
}

function podBranch(pod: KubeObject): Branch {
  const { reason, ready, total, restarts } = podSummary(pod as ApiObject);
  const { spec } = pod as ApiObject & { readonly spec?: { readonly nodeName?: string } };
  return {
    ...{ icon: '□', kind: 'Pod', ...common(pod), children: [] },
    mark: podMark(reason),
    info: [`ready:${ready}/${total}`, ...(restarts > 0 ? [`restarts:${restarts}`] : [])],
    more: spec?.nodeName ?? '',
  };
}

export function experimentBranch(family: Relatives, experiment: ExperimentObject): Branch {
  const replicaSets = byAge(controlledBy(experiment, family.replicaSets));
  return {
    ...{ icon: 'Σ', kind: 'Experiment', ...common(experiment), info: [] },
    mark: analysisMark(experiment.status?.phase),
    children: [
      ...replicaSets.map((object) => replicaSetBranch(family, object, [templateIn(object)].filter(Boolean))),
      ...byAge(controlledBy(experiment, family.runs)).map(runBranch),
    ],
  };
}

function runBranch(run: AnalysisRunObject): Branch {
  return {
    ...{ icon: 'α', kind: 'AnalysisRun', ...common(run) },
    mark: analysisMark(run.status?.phase),
    info: countsIn(run),
    children: jobBranches(run),
  };
}

/** `✔ 4`, `✖ 1`: its measurements, of all metrics together. */
export function countsIn({ status }: AnalysisRunObject): readonly string[] {
  const count = (what: 'successful' | 'failed' | 'inconclusive' | 'error'): number =>
    (status?.metricResults ?? []).reduce((sum, result) => sum + (result[what] ?? 0), 0);
  const counts: readonly (readonly [icon: string, count: number])[] = [
    ['✔', count('successful')],
    ['✖', count('failed')],
    ['?', count('inconclusive')],
    ['⚠', count('error')],
  ];
  return counts.flatMap(([icon, number]) => (number > 0 ? [`${icon} ${number}`] : []));
}

/** Measurements that a Job made say which. */
function jobBranches({ status }: AnalysisRunObject): readonly Branch[] {
  const measurements = status?.metricResults?.flatMap((result) => result.measurements ?? []) ?? [];
  return measurements.flatMap(({ metadata, phase, startedAt }) => {
    const name = metadata?.['job-name'];
    if (name === undefined) return [];
    return [{ icon: '⊞', kind: 'Job', name, mark: analysisMark(phase), since: startedAt, info: [], children: [] }];
  });
}

const ageKey = ({ metadata }: KubeObject): string => `${metadata.creationTimestamp ?? ''} ${metadata.name}`;

const byAge = <T extends KubeObject>(objects: readonly T[]): readonly T[] =>
  objects.toSorted((a, b) => Number(ageKey(a) > ageKey(b)) - Number(ageKey(a) < ageKey(b)));

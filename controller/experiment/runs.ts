/** The analyses of an Experiment: begun once all its pods are there, told of, and ended with it. */
import type { Problem } from '../../analysis/problem.ts';
import { flattened } from '../../analysis/templates/flattened.ts';
import { type RunSpec, runSpec } from '../../analysis/templates/run-spec.ts';
import type { ExperimentAnalysis } from '../../crds/analysis/references.ts';
import { ANALYSIS_RUNS, isOver, phaseOf, type Run } from '../analysis/objects.ts';
import { isReusableRun, ownerReference, placeFor } from '../analysis/ownership.ts';
import { termination } from '../analysis/termination.ts';
import type { ExperimentObject } from '../experiment-contract.ts';
import type { Action, Notice } from '../runtime/plan.ts';
import { filledArguments } from './arguments.ts';
import { INSTANCE_LABEL, type RunStatus } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { isTerminating } from './standing.ts';

export interface RunsWork {
  readonly actions: readonly Action[];
  readonly notices: readonly Notice[];
  readonly statuses: readonly RunStatus[];
}

interface One {
  readonly status?: RunStatus;
  readonly actions: readonly Action[];
}

export const runNameAfter = ({ metadata }: ExperimentObject, analysis: string, count: number): string =>
  `${metadata.name}-${analysis}${count === 0 ? '' : `.${count}`}`;

export function runsWork(s: Snapshot): RunsWork {
  const all = (s.spec.analyses ?? []).map((analysis) => runOf(s, analysis));
  const going = isTerminating(s) ? goingOn(s) : [];
  return {
    actions: [...all.flatMap(({ actions }) => actions), ...going.map(termination)],
    notices: going.map(({ metadata: { name } }) => ({
      ...{ type: 'Normal', reason: 'AnalysisRunTerminating', message: `Terminating AnalysisRun '${name}'` },
    })),
    statuses: all.flatMap(({ status }) => status ?? []),
  };
}

/** Those of an attempt before, too. */
const goingOn = ({ runs, object }: Snapshot): readonly Run[] =>
  runs.filter(
    (run) =>
      run.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid) &&
      !isOver(phaseOf(run)) &&
      run.spec.terminate !== true &&
      run.metadata.deletionTimestamp === undefined,
  );

function runOf(s: Snapshot, analysis: ExperimentAnalysis): One {
  const told = s.status.analysisRuns?.find(({ name }) => name === analysis.name);
  if (told) return { status: mirrored(s, told), actions: [] };
  if (isTerminating(s)) return { actions: [] };
  return s.status.availableAt === undefined ? awaited(s, analysis) : begun(s, analysis);
}

/** What has ended stays as it ended, whatever becomes of the run. */
function mirrored({ runs }: Snapshot, told: RunStatus): RunStatus {
  if (isOver(told.phase)) return told;
  const run = runs.find(({ metadata }) => metadata.name === told.analysisRun);
  const { name, analysisRun } = told;
  if (!run) return { name, analysisRun, phase: 'Error', message: `AnalysisRun '${analysisRun}' is gone` };
  const message = run.status?.message;
  return { name, analysisRun, phase: phaseOf(run) || 'Pending', ...(message && { message }) };
}

/** It cannot begin, but whether it ever will can be said. */
function awaited({ analysisTemplates }: Snapshot, analysis: ExperimentAnalysis): One {
  const flat = flattened([analysis], analysisTemplates);
  return 'problem' in flat ? refused(analysis, flat) : { actions: [] };
}

const refused = ({ name }: ExperimentAnalysis, { problem: message }: Problem): One => ({
  ...{ status: { name, analysisRun: '', phase: 'Error', message }, actions: [] },
});

function begun(s: Snapshot, analysis: ExperimentAnalysis): One {
  const spec = specFor(s, analysis);
  if ('problem' in spec) return refused(analysis, spec);
  const place = placeFor({
    nameAfter: (count) => runNameAfter(s.object, analysis.name, count),
    find: (name) => s.runs.find(({ metadata }) => metadata.name === name),
    isReusable: (there) => isReusableRun(there, s.object, spec),
  });
  const analysisRun = place.there ? place.there.metadata.name : place.name;
  const because = `start AnalysisRun ${analysisRun}`;
  return {
    status: { name: analysis.name, analysisRun, phase: (place.there && phaseOf(place.there)) || 'Pending' },
    actions: place.there ? [] : [{ do: 'create', object: newRun(s, analysisRun, spec), because }],
  };
}

function specFor(s: Snapshot, analysis: ExperimentAnalysis): RunSpec | Problem {
  const args = filledArguments(s, analysis.args);
  if ('problem' in args) return args;
  const { dryRun, measurementRetention } = s.spec;
  return runSpec({ templates: [analysis], args, dryRun, measurementRetention }, s.analysisTemplates);
}

function newRun({ object, spec: { analysisRunMetadata } }: Snapshot, name: string, spec: RunSpec): Run {
  const instance = object.metadata.labels?.[INSTANCE_LABEL];
  const labels = { ...(instance !== undefined && { [INSTANCE_LABEL]: instance }), ...analysisRunMetadata?.labels };
  const { annotations } = analysisRunMetadata ?? {};
  return {
    ...{ apiVersion: ANALYSIS_RUNS.apiVersion, kind: ANALYSIS_RUNS.kind },
    metadata: {
      ...{ name, namespace: object.metadata.namespace ?? '' },
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [ownerReference(object)],
    },
    spec: spec as Run['spec'],
  };
}

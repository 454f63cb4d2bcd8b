/** The AnalysisRun of a role: what it is called, what it holds, and whether it is there already. */
import type { Problem } from '../../../analysis/problem.ts';
import type { Templates } from '../../../analysis/templates/flattened.ts';
import { type RunSpec, runSpec } from '../../../analysis/templates/run-spec.ts';
import type { RolloutAnalysis } from '../../../crds/analysis/references.ts';
import { ANALYSIS_RUNS, type Run } from '../../analysis/objects.ts';
import { isReusableRun, ownerReference, placeFor } from '../../analysis/ownership.ts';
import { HASH_LABEL, INSTANCE_LABEL, REVISION } from '../keys.ts';
import type { Snapshot } from '../snapshot.ts';
import { suppliedArguments } from './arguments.ts';
import { ROLE_LABEL, type Role, STEP_LABEL } from './objects.ts';

export interface Wish {
  readonly role: Role;
  readonly analysis: Partial<RolloutAnalysis>;
  /** Of the step, for a run of that role. */
  readonly index?: number;
}

type Rollout = Pick<Snapshot, 'object' | 'hash' | 'number' | 'status' | 'selector'>;

export interface Making {
  readonly templates: Templates;
  /** All runs whose names may be in the way. */
  readonly runs: readonly Run[];
}

/** One that can be taken as it is, or one that is to be made. */
export type Made = { readonly run: Run; readonly isNew: boolean } | Problem;

export function madeRun(s: Rollout, wish: Wish, { templates, runs }: Making): Made {
  const giver = { object: s.object, hash: s.hash, stableHash: s.status.stableRS ?? '' };
  const args = suppliedArguments(wish.analysis.args, giver);
  if ('problem' in args) return args;
  const spec = runSpec({ ...wish.analysis, args }, templates);
  if ('problem' in spec) return spec;
  const base = nameOf(s, wish);
  const place = placeFor({
    nameAfter: (count) => (count === 0 ? base : `${base}.${count}`),
    find: (name) => runs.find(({ metadata }) => metadata.name === name),
    isReusable: (there) => isReusableRun(there, s.object, spec),
  });
  return place.there ? { run: place.there, isNew: false } : { run: newRun(s, wish, place.name, spec), isNew: true };
}

const SUFFIXES = { PrePromotion: '-pre', PostPromotion: '-post', Background: '' } as const;

function nameOf({ object, hash, number }: Rollout, { role, index }: Wish): string {
  const suffix = role === 'Step' ? `-${index ?? 0}` : SUFFIXES[role];
  return `${object.metadata.name}-${hash}-${number}${suffix}`;
}

function newRun({ object, hash, number, selector }: Rollout, wish: Wish, name: string, spec: RunSpec): Run {
  const { metadata } = object;
  const { labels = {}, annotations = {} } = wish.analysis.analysisRunMetadata ?? {};
  const instance = metadata.labels?.[INSTANCE_LABEL];
  return {
    ...{ apiVersion: ANALYSIS_RUNS.apiVersion, kind: ANALYSIS_RUNS.kind },
    metadata: {
      ...{ name, namespace: metadata.namespace ?? '' },
      labels: {
        [HASH_LABEL]: hash,
        [ROLE_LABEL]: wish.role,
        ...(wish.index !== undefined && { [STEP_LABEL]: String(wish.index) }),
        ...(instance !== undefined && { [INSTANCE_LABEL]: instance }),
        ...labels,
        ...selector.matchLabels,
      },
      annotations: { [REVISION]: String(number), ...annotations },
      ownerReferences: [ownerReference(object)],
    },
    spec: spec as Run['spec'],
  };
}

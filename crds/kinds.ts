/** Every kind of the API. A kind that is not listed here does not exist. */
import { analysisRun } from './analysis/run.ts';
import { analysisTemplate, clusterAnalysisTemplate } from './analysis/template.ts';
import { application } from './application/application.ts';
import { applicationSet } from './application-set/application-set.ts';
import { experiment } from './experiment.ts';
import { apiVersionOf, type Kind } from './kind.ts';
import { appProject } from './project.ts';
import { revert } from './revert.ts';
import { rollout } from './rollout/rollout.ts';

export const kinds = {
  Rollout: rollout,
  AnalysisTemplate: analysisTemplate,
  ClusterAnalysisTemplate: clusterAnalysisTemplate,
  AnalysisRun: analysisRun,
  Experiment: experiment,
  Application: application,
  AppProject: appProject,
  ApplicationSet: applicationSet,
  Revert: revert,
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as KindName[];

/** The kind of ours that is meant; undefined if it is somebody else's. */
export const kindNamed = (apiVersion: unknown, kind: unknown): KindName | undefined =>
  kindNames.find((name) => name === kind && apiVersionOf(kinds[name]) === apiVersion);

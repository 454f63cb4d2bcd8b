/** Everything that can be said of an object by looking at it alone. For the controller, `lint` and the admission webhook. */
import type { AnalysisRunSpec } from '../analysis/run.ts';
import type { AnalysisTemplateSpec } from '../analysis/template.ts';
import type { ApplicationSpec } from '../application/spec.ts';
import type { ApplicationSetSpec } from '../application-set/application-set.ts';
import type { ExperimentSpec } from '../experiment.ts';
import { fieldsOf } from '../kind.ts';
import { type KindName, kinds } from '../kinds.ts';
import type { AppProjectSpec } from '../project.ts';
import type { RolloutSpec } from '../rollout/rollout.ts';
import { runFindings, templateFindings } from './analysis.ts';
import { applicationFindings } from './application.ts';
import { applicationSetFindings } from './application-set.ts';
import { experimentFindings } from './experiment.ts';
import type { Finding } from './finding.ts';
import { projectFindings } from './project.ts';
import { rolloutFindings } from './rollout.ts';
import { shapeOf, unknownFields } from './shape.ts';

interface Specs {
  Rollout: RolloutSpec;
  AnalysisTemplate: AnalysisTemplateSpec;
  ClusterAnalysisTemplate: AnalysisTemplateSpec;
  AnalysisRun: AnalysisRunSpec;
  Experiment: ExperimentSpec;
  Application: ApplicationSpec;
  AppProject: AppProjectSpec;
  ApplicationSet: ApplicationSetSpec;
  Revert: object;
}

/** The rules beyond the schema, by kind: a kind without an entry does not compile. */
const rules: { readonly [K in KindName]: (object: { spec: Specs[K] }) => Finding[] } = {
  Rollout: rolloutFindings,
  AnalysisTemplate: templateFindings,
  ClusterAnalysisTemplate: templateFindings,
  AnalysisRun: runFindings,
  Experiment: experimentFindings,
  Application: applicationFindings,
  AppProject: projectFindings,
  ApplicationSet: applicationSetFindings,
  Revert: () => [],
};

/**
 * All findings: errors first, the very first in the reference's words, then warnings. Of an object whose types are
 * wrong nothing more is said.
 */
export function validate(kind: KindName, object: object): Finding[] {
  const fields = Object.entries(fieldsOf(kinds[kind]));
  const values = object as Readonly<Record<string, unknown>>;
  const shapes = fields.map(([name, schema]) => shapeOf(schema, values[name], name));
  const types = shapes.flatMap((shape) => shape.types);
  const strangers = fields.flatMap(([name, schema]) => unknownFields(schema, values[name], name));
  if (types.length > 0) return [...types, ...strangers];
  const check = rules[kind] as (object: object) => Finding[];
  const found = [...check(object), ...shapes.flatMap((shape) => shape.values), ...strangers];
  return [...found.filter(isError), ...found.filter((finding) => !isError(finding))];
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

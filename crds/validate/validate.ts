/** Everything that can be said of an object by looking at it alone. For the controller, `lint` and the admission webhook. */
import type { z } from 'zod';
import { fieldsOf } from '../kind.ts';
import { type KindName, kindNames, kinds } from '../kinds.ts';
import { runFindings, templateFindings } from './analysis.ts';
import { applicationFindings } from './application.ts';
import { applicationSetFindings } from './application-set.ts';
import { experimentFindings } from './experiment.ts';
import type { Finding } from './finding.ts';
import { projectFindings } from './project.ts';
import { rolloutFindings } from './rollout.ts';
import { shapeOf } from './shape.ts';
import { unknownFields } from './unknown.ts';

/** The rules beyond the schema, by kind: a kind without an entry does not compile. */
const rules: { readonly [K in KindName]: (object: { spec: z.output<(typeof kinds)[K]['spec']> }) => Finding[] } = {
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

/** What people write. A status is nobody's to validate: an unforeseen word in it must not stop the object. */
const fields = Object.fromEntries(
  kindNames.map((kind) => [
    kind,
    Object.entries(fieldsOf(kinds[kind]))
      .filter(([name]) => name !== 'status')
      .map(([name, schema]) => ({ name, schema, strangers: unknownFields(schema) })),
  ]),
);

/**
 * All findings: errors first, the very first in the reference's words, then warnings. Of an object whose types are
 * wrong nothing more is said.
 */
export function validate(kind: KindName, object: object): Finding[] {
  const values = object as Readonly<Record<string, unknown>>;
  const parts = (fields[kind] ?? []).map((field) => ({ ...field, value: values[field.name] }));
  const shapes = parts.map(({ schema, value, name }) => shapeOf(schema, value, name));
  const types = shapes.flatMap((shape) => shape.types);
  const strange = parts.flatMap(({ strangers, value, name }) => strangers(value, name));
  if (types.length > 0) return [...types, ...strange];
  const check = rules[kind] as (object: object) => Finding[];
  const found = [...check(object), ...shapes.flatMap((shape) => shape.values), ...strange].filter(isFirst);
  return [...found.filter(isError), ...found.filter((finding) => !isError(finding))];
}

/** A rule and the schema may both find the same. */
const isFirst = ({ message }: Finding, index: number, all: readonly Finding[]): boolean =>
  all.findIndex((other) => other.message === message) === index;

const isError = ({ severity }: Finding): boolean => severity === 'error';

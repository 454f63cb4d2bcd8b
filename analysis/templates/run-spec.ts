/** The spec of an AnalysisRun: what templates say, with the arguments and rules of whoever uses them. */
import type { Argument, DryRun, MeasurementRetention, TemplateReference } from '../../crds/analysis/references.ts';
import type { AnalysisRunSpec } from '../../crds/analysis/run.ts';
import type { Problem } from '../problem.ts';
import { flattened, repeated, type Templates } from './flattened.ts';

export interface Wish {
  readonly templates?: readonly Partial<TemplateReference>[] | undefined;
  /** Each with a value, or with a reference to a Secret. */
  readonly args?: readonly Argument[] | undefined;
  readonly dryRun?: readonly DryRun[] | undefined;
  readonly measurementRetention?: readonly MeasurementRetention[] | undefined;
}

/** As it is stored: what is not said is left out. */
export type RunSpec = Pick<AnalysisRunSpec, 'metrics' | 'args' | 'dryRun' | 'measurementRetention'>;

export function runSpec(wish: Wish, templates: Templates): RunSpec | Problem {
  const flat = flattened(wish.templates ?? [], templates);
  if ('problem' in flat) return flat;
  const dryRun = [...(wish.dryRun ?? []), ...flat.dryRun];
  const measurementRetention = [...(wish.measurementRetention ?? []), ...flat.measurementRetention];
  const args = flat.args.map((declared) => supplied(declared, wish.args ?? []));
  const open = args.find(({ value, valueFrom }) => value === undefined && valueFrom === undefined);
  const problem =
    twice(dryRun, 'Dry-Run') ??
    twice(measurementRetention, 'Measurement Retention') ??
    (open && `args.${open.name} was not resolved`);
  if (problem !== undefined) return { problem };
  return {
    metrics: [...flat.metrics],
    ...(args.length > 0 && { args }),
    ...(dryRun.length > 0 && { dryRun }),
    ...(measurementRetention.length > 0 && { measurementRetention }),
  };
}

/** Arguments that no template declares are nobody's. */
function supplied(declared: Argument, incoming: readonly Argument[]): Argument {
  const given = incoming.find(({ name }) => name === declared.name);
  const { name } = declared;
  if (given?.value !== undefined) return { name, value: given.value };
  return given?.valueFrom === undefined ? declared : { name, valueFrom: given.valueFrom };
}

function twice(rules: readonly { readonly metricName: string }[], what: string): string | undefined {
  const name = repeated(rules.map(({ metricName }) => metricName));
  return name === undefined ? undefined : `two ${what} metric rules have the same name '${name}'`;
}

/** The Experiment of a step: what it is called, what it holds, and whether it is there already. */
import type { Problem } from '../../../analysis/problem.ts';
import { completer } from '../../../crds/defaults.ts';
import { ExperimentSpec } from '../../../crds/experiment.ts';
import type { ExperimentStep } from '../../../crds/rollout/steps.ts';
import { isOver } from '../../analysis/objects.ts';
import { isControlledBy, ownerReference, placeFor } from '../../analysis/ownership.ts';
import { isSame } from '../../analysis/same.ts';
import { EXPERIMENTS, type ExperimentObject, SERVICE_PORTS } from '../../experiment-contract.ts';
import { suppliedArguments } from '../analysis/arguments.ts';
import { HASH_LABEL, REVISION } from '../keys.ts';
import { placeOf } from '../place.ts';
import type { Revision } from '../revision.ts';
import type { Snapshot } from '../snapshot.ts';
import { experimentsIn } from './objects.ts';

/** One that can be taken as it is, or one that is to be made. */
export type Made = { readonly experiment: ExperimentObject; readonly isNew: boolean } | Problem;

type Spec = Partial<ExperimentSpec>;

const complete = completer(ExperimentSpec);

/** Undefined as long as there are not both revisions. */
export function madeExperiment(s: Snapshot, step: ExperimentStep, index: number): Made | undefined {
  const { current, stable } = s;
  if (!current || !stable) return undefined;
  const spec = specOf(s, step, { canary: current, stable });
  if ('problem' in spec) return spec;
  const base = `${s.object.metadata.name}-${s.hash}-${s.number}-${index}`;
  const place = placeFor({
    nameAfter: (count) => (count === 0 ? base : `${base}-${count}`),
    find: (name) => experimentsIn(s).all.find(({ metadata }) => metadata.name === name),
    isReusable: (there) => isReusable(there, s, spec),
  });
  return place.there
    ? { experiment: place.there, isNew: false }
    : { experiment: newExperiment(s, place.name, spec), isNew: true };
}

/** It was made by a pass that could not tell of it. */
function isReusable(there: ExperimentObject, { object }: Snapshot, spec: Spec): boolean {
  const { terminate: isEnding, ...wanted } = complete(there.spec as ExperimentSpec);
  const { terminate: _, ...own } = complete(spec as ExperimentSpec);
  return isControlledBy(there, object) && isEnding !== true && !isOver(there.status?.phase) && isSame(wanted, own);
}

type Sides = Readonly<Record<'canary' | 'stable', Revision>>;
type StepTemplate = ExperimentStep['templates'][number];

/** As it is stored: what is not said is left out. */
function specOf(s: Snapshot, step: ExperimentStep, sides: Sides): Spec | Problem {
  const analyses = analysesOf(s, step);
  if ('problem' in analyses) return analyses;
  const { duration, dryRun, analysisRunMetadata, scaleDownDelaySeconds } = step;
  return {
    templates: step.templates.map((template) => templateOf(template, sides[template.specRef])),
    ...(duration !== undefined && { duration }),
    progressDeadlineSeconds: s.spec.progressDeadlineSeconds,
    ...(analyses.list.length > 0 && { analyses: [...analyses.list] }),
    ...(scaleDownDelaySeconds !== undefined && { scaleDownDelaySeconds }),
    ...(dryRun && { dryRun }),
    ...(analysisRunMetadata && { analysisRunMetadata }),
  };
}

type Template = ExperimentSpec['templates'][number];

/** The pods of a revision, as that has them, with more labels and annotations. */
function templateOf(wanted: StepTemplate, { object }: Revision): Template {
  const { name, replicas, metadata, selector = object.spec.selector, weight, service } = wanted;
  const { labels = {}, annotations = {} } = metadata ?? {};
  const { template, minReadySeconds = 0 } = object.spec;
  const { metadata: own } = template;
  return {
    ...{ name, replicas, minReadySeconds },
    selector: { ...selector, matchLabels: { ...selector.matchLabels, ...labels } },
    template: {
      ...template,
      metadata: {
        ...own,
        labels: { ...own?.labels, ...labels },
        ...((own?.annotations ?? metadata?.annotations) && { annotations: { ...own?.annotations, ...annotations } }),
      },
    },
    ...((weight !== undefined || service) && { service: service?.name ? { name: service.name } : {} }),
  };
}

function analysesOf(s: Snapshot, step: ExperimentStep): { readonly list: NonNullable<Spec['analyses']> } | Problem {
  const giver = { object: s.object, hash: s.hash, stableHash: s.status.stableRS ?? '' };
  const all = (step.analyses ?? []).map(({ args, ...analysis }) => {
    const values = suppliedArguments(args, giver);
    return 'problem' in values ? values : { ...analysis, ...(args && { args: [...values] }) };
  });
  const problem = all.find((one) => 'problem' in one);
  return problem && 'problem' in problem ? problem : { list: all as NonNullable<Spec['analyses']> };
}

function newExperiment(s: Snapshot, name: string, spec: Spec): ExperimentObject {
  const { metadata } = s.object;
  const ports = portsOf(s);
  return {
    ...{ apiVersion: EXPERIMENTS.apiVersion, kind: EXPERIMENTS.kind },
    metadata: {
      ...{ name, namespace: metadata.namespace ?? '' },
      labels: { ...metadata.labels, [HASH_LABEL]: s.hash },
      annotations: { [REVISION]: String(s.number), ...(ports !== undefined && { [SERVICE_PORTS]: ports }) },
      ownerReferences: [ownerReference(s.object)],
    },
    spec,
  };
}

/** Routers send requests to the ports that stable's Service has. */
function portsOf({ object, spec, services }: Snapshot): string | undefined {
  if (!spec.strategy?.canary?.trafficRouting) return undefined;
  const { stableService } = placeOf(object, spec);
  const { ports } = (services.get(stableService)?.spec ?? {}) as { readonly ports?: readonly PortFields[] };
  const told = ports?.map(({ name, port, targetPort, protocol }) => ({ name, port, targetPort, protocol }));
  return told && JSON.stringify(told);
}

interface PortFields {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

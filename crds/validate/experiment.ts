/** The rules of an Experiment. The texts speak of a Rollout because the reference's do. */
import { completer } from '../defaults.ts';
import { milliseconds } from '../duration.ts';
import { ExperimentSpec } from '../experiment.ts';
import { duplicate, type Finding, invalid, required, when } from './finding.ts';
import { podTemplateFindings, unknownPodFields } from './pod-template.ts';
import { isEmpty } from './selector.ts';

const completed = completer(ExperimentSpec);

export function experimentFindings({ spec: given }: { spec: ExperimentSpec }): Finding[] {
  const spec = completed(given);
  return [
    ...spec.templates.flatMap((_, index) => templateFindings(spec, index)),
    ...when(spec.duration !== undefined && milliseconds(spec.duration) === undefined, () =>
      invalid('spec.duration', spec.duration, 'must be a duration such as 10m'),
    ),
  ];
}

function templateFindings({ templates, progressDeadlineSeconds }: ExperimentSpec, index: number): Finding[] {
  const template = templates[index];
  if (!template) return [];
  const path = `spec.templates[${index}]`;
  const { name, selector, minReadySeconds } = template;
  return [
    ...when(name === '', () => required(`${path}.name`)),
    ...when(
      templates.slice(0, index).some((other) => other.name === name),
      () => duplicate(`${path}.name`, name),
    ),
    ...when(!selector, () =>
      required(`${path}.selector`, `Rollout has missing field '.Spec.Templates[${index}].Selector'`),
    ),
    ...when(selector !== undefined && isEmpty(selector), () =>
      invalid(`${path}.selector`, selector, 'empty selector is invalid for deployment'),
    ),
    ...podTemplateFindings(template.template, selector, `${path}.template`),
    ...when(minReadySeconds > progressDeadlineSeconds, () =>
      invalid(`${path}.minReadySeconds`, minReadySeconds, 'must be smaller than progressDeadlineSeconds'),
    ),
    ...unknownPodFields(template.template, `${path}.template`),
  ];
}

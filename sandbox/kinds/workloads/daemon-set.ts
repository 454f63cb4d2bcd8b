/** What is peculiar to daemon sets. */
import { type FieldError, invalid, required, unsupported } from '../../api/field-error.ts';
import { type ApiObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { invalidIf, NO_ERRORS } from '../pods/field-rules.ts';
import { isEmpty, templateErrors, unmatchedErrors } from '../pods/template-rules.ts';
import { above100Errors, intOrPercentErrors } from '../rules/int-or-string.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { setTemplateDefaults, specOf, templateOf, type WorkloadSpec } from './template.ts';
import {
  amountOf,
  collisionErrors,
  countErrors,
  lastingErrors,
  selectorChangeErrors,
  statusOf,
} from './workload-rules.ts';

interface Strategy {
  type?: string;
  rollingUpdate?: { maxSurge?: string | number; maxUnavailable?: string | number };
}

interface DaemonSetSpec extends WorkloadSpec {
  updateStrategy?: Strategy;
}

/** Once a field of the spec, kept where it can still be seen. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const COUNTS: readonly string[] = [
  ...['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration'],
  ...['updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'],
];

export const daemonSetBehaviour: Behaviour = {
  defaults: setDaemonSetDefaults,
  creating: (object) => {
    object['status'] = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
    setGeneration(object, Math.max(generationOf(object), 1));
  },
  updating: (object, old) => {
    const isSame = sameJson(specOf<DaemonSetSpec>(object).template, specOf<DaemonSetSpec>(old).template);
    setGeneration(object, generationOf(old) + (isSame ? 0 : 1));
  },
  validate: daemonSetErrors,
  validateUpdate: selectorChangeErrors,
  validateStatus: (object, old) => [
    ...countErrors(statusOf(object), COUNTS, 'status'),
    ...collisionErrors(statusOf(object), statusOf(old)),
  ],
};

function setDaemonSetDefaults(object: ApiObject): void {
  const spec = specOf<DaemonSetSpec>(object);
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  setTemplateDefaults(spec);
}

function generationOf({ metadata }: ApiObject): number {
  const generation = Number(metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
  return Number.isSafeInteger(generation) ? generation : 0;
}

function setGeneration({ metadata }: ApiObject, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

function daemonSetErrors(object: ApiObject): readonly FieldError[] {
  const spec = specOf<DaemonSetSpec>(object);
  const { selector } = spec;
  const template = templateOf(spec);
  const wrong = labelSelectorErrors(selector, 'spec.selector');
  return [
    ...wrong,
    ...(wrong.length === 0 ? unmatchedErrors(selector, template, 'spec.template') : NO_ERRORS),
    ...(selector && isEmpty(selector)
      ? [invalid('spec.selector', selector, 'empty selector is invalid for daemonset')]
      : NO_ERRORS),
    ...templateErrors(template, 'spec.template'),
    ...lastingErrors(template, 'DaemonSet'),
    ...countErrors(spec, ['minReadySeconds'], 'spec'),
    ...strategyErrors(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...countErrors(spec, ['revisionHistoryLimit'], 'spec'),
  ];
}

/** Exactly one of both figures says how far a rollout may go at a time. */
function strategyErrors(strategy: Strategy, field: string): readonly FieldError[] {
  if (strategy.type === 'OnDelete') return NO_ERRORS;
  if (strategy.type !== 'RollingUpdate') return [unsupported(field, strategy, ['RollingUpdate', 'OnDelete'])];
  const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? {};
  const [unavailable, surge] = [`${field}.rollingUpdate.maxUnavailable`, `${field}.rollingUpdate.maxSurge`];
  const hasUnavailable = amountOf(maxUnavailable) !== 0;
  const hasSurge = amountOf(maxSurge) !== 0;
  const both = 'may not be set when maxUnavailable is non-zero';
  return [
    ...intOrPercentErrors(maxUnavailable, unavailable),
    ...intOrPercentErrors(maxSurge, surge),
    ...above100Errors(maxUnavailable, unavailable),
    ...above100Errors(maxSurge, surge),
    ...invalidIf(hasUnavailable && hasSurge, surge, maxSurge, both),
    ...(hasUnavailable || hasSurge ? NO_ERRORS : [required(unavailable, 'cannot be 0 when maxSurge is 0')]),
  ];
}

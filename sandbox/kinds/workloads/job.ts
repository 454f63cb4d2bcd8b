/** What is peculiar to jobs. */
import { type FieldError, invalid, required } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import { matches } from '../../selectors/label-selector.ts';
import type { Behaviour } from '../kind.ts';
import { NO_ERRORS } from '../pods/field-rules.ts';
import { warnOfName } from '../pods/name-warning.ts';
import { unmatchedErrors } from '../pods/template-rules.ts';
import { dnsLabel } from '../rules/names.ts';
import { labelSelectorErrors } from '../rules/selectors.ts';
import { jobSpecErrors } from './job-rules.ts';
import type { JobSpec } from './job-spec.ts';
import { jobStatusErrors } from './job-status-rules.ts';
import { jobUpdateErrors } from './job-update-rules.ts';
import { setTemplateDefaults, specOf, templateOf } from './template.ts';

const UID = 'batch.kubernetes.io/controller-uid';
const NAME = 'batch.kubernetes.io/job-name';
/** The same without a prefix, as older clients know them. */
const OLD_UID = 'controller-uid';
const OLD_NAME = 'job-name';
const MOST_INT32 = 2_147_483_647;

export const jobBehaviour: Behaviour = {
  defaults: setJobDefaults,
  creating: (object, cluster) => {
    generateSelector(object);
    object['status'] = {};
    warnOfName(object, cluster);
  },
  validate: jobErrors,
  validateUpdate: jobUpdateErrors,
  validateStatus: jobStatusErrors,
};

function setJobDefaults(object: ApiObject): void {
  const spec = specOf<JobSpec>(object);
  if (spec.parallelism === undefined) spec.completions ??= 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : MOST_INT32;
  setLabels(object, spec);
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  setPolicyDefaults(spec);
  spec.manualSelector ??= false;
  setTemplateDefaults(spec);
}

/** Until a selector is generated, both share their labels, so that the job gets what is added to its template. */
function setLabels({ metadata }: ApiObject, spec: JobSpec): void {
  const { labels } = templateOf(spec).metadata ?? {};
  if (!labels || Object.keys(metadata.labels ?? {}).length > 0) return;
  const isToCome = spec.manualSelector !== true && labels[UID] === undefined;
  metadata.labels = isToCome ? labels : { ...labels };
}

function setPolicyDefaults(spec: JobSpec): void {
  for (const { onPodConditions } of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of onPodConditions ?? []) pattern.status ||= 'True';
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
}

/** Unless the user wants to choose, a job owns exactly the pods that carry its uid. */
function generateSelector(object: ApiObject): void {
  const spec = specOf<JobSpec>(object);
  if (spec.manualSelector === true) return;
  const uid = object.metadata.uid ?? '';
  const template = templateOf(spec);
  const { name } = object.metadata;
  const labels = { [OLD_NAME]: name, [NAME]: name, [OLD_UID]: uid, [UID]: uid, ...template.metadata?.labels };
  const isShared = template.metadata?.labels !== undefined && template.metadata.labels === object.metadata.labels;
  if (isShared) object.metadata.labels = { ...labels };
  template.metadata = { ...template.metadata, labels };
  spec.selector = { ...spec.selector, matchLabels: { [UID]: uid, ...spec.selector?.matchLabels } };
}

function jobErrors(object: ApiObject): readonly FieldError[] {
  const spec = specOf<JobSpec>(object);
  return [
    ...generatedErrors(object, spec),
    ...jobSpecErrors(spec, 'spec'),
    ...selectorErrors(spec),
    ...hostnameErrors(object, spec),
  ];
}

function generatedErrors({ metadata }: ApiObject, spec: JobSpec): readonly FieldError[] {
  if (spec.manualSelector === true || !spec.selector) return NO_ERRORS;
  const { uid = '', name } = metadata;
  const expected = { [OLD_UID]: uid, [OLD_NAME]: name, [UID]: uid, [NAME]: name };
  const labels = templateOf(spec).metadata?.labels ?? {};
  const isOther = labelSelectorErrors(spec.selector, '').length === 0 && !matches(selectorOf(spec), expected);
  return [
    ...(uid === '' ? [required('metadata.uid')] : NO_ERRORS),
    ...Object.entries(expected).flatMap(([key, value]) => {
      const field = `spec.template.metadata.labels[${key}]`;
      if (labels[key] === value) return [];
      return [
        labels[key] === undefined
          ? required(field, `must be '${value}'`)
          : invalid(field, labels, `must be '${value}'`),
      ];
    }),
    ...(isOther ? [invalid('spec.selector', spec.selector, '`selector` not auto-generated')] : NO_ERRORS),
  ];
}

const selectorOf = ({ selector }: JobSpec): Parameters<typeof matches>[0] => selector as Parameters<typeof matches>[0];

function selectorErrors(spec: JobSpec): readonly FieldError[] {
  if (!spec.selector)
    return [required('spec.selector'), ...unmatchedErrors(undefined, templateOf(spec), 'spec.template')];
  const wrong = labelSelectorErrors(spec.selector, 'spec.selector');
  return wrong.length > 0 ? wrong : unmatchedErrors(spec.selector, templateOf(spec), 'spec.template');
}

/** Each pod of an indexed job has its index in its name, which is the name of its host. */
function hostnameErrors({ metadata }: ApiObject, spec: JobSpec): readonly FieldError[] {
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return NO_ERRORS;
  const host = `${metadata.name}-${completions - 1}`;
  if (dnsLabel(host).length === 0) return NO_ERRORS;
  return [invalid('metadata.name', metadata.name, `will not able to create pod with invalid DNS label: ${host}`)];
}

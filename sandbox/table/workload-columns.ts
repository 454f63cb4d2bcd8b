/** The columns of what makes pods. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { labelSelectorOf } from '../selectors/label-selector.ts';
import { ageText, durationText } from './age.ts';
import { AGE, containerColumns, integer, joined, labelsText, NAME, selectorColumn, text, wide } from './column.ts';
import { at, listAt, numberAt, textAt } from './reading.ts';

const TEMPLATE = ['spec', 'template'] as const;
const JOB_TEMPLATE = ['spec', 'jobTemplate', 'spec'] as const;

const status =
  (field: string) =>
  (object: ApiObject): number =>
    numberAt(object, 'status', field);

const ready = (object: ApiObject): string =>
  `${status('readyReplicas')(object)}/${numberAt(object, 'spec', 'replicas')}`;

export const DEPLOYMENT_COLUMNS: readonly Column[] = [
  NAME,
  text('Ready', 'Pods that are ready, of those wanted.', ready),
  text('Up-to-date', 'Pods of the newest template.', status('updatedReplicas')),
  text('Available', 'Pods that have been ready for long enough.', status('availableReplicas')),
  AGE,
  ...containerColumns(...TEMPLATE),
  wide('Selector', 'Labels of the pods that belong to it.', (object) =>
    labelSelectorOf(at(object, 'spec', 'selector') as Parameters<typeof labelSelectorOf>[0]),
  ),
];

export const REPLICA_SET_COLUMNS: readonly Column[] = [
  NAME,
  integer('Desired', 'Pods that are wanted.', (object) => numberAt(object, 'spec', 'replicas')),
  integer('Current', 'Pods that there are.', status('replicas')),
  integer('Ready', 'Pods that are ready.', status('readyReplicas')),
  AGE,
  ...containerColumns(...TEMPLATE),
  selectorColumn('spec', 'selector'),
];

export const STATEFUL_SET_COLUMNS: readonly Column[] = [
  NAME,
  text('Ready', 'Pods that are ready, of those wanted.', ready),
  AGE,
  ...containerColumns(...TEMPLATE),
];

export const DAEMON_SET_COLUMNS: readonly Column[] = [
  NAME,
  integer('Desired', 'Nodes that should have a pod.', status('desiredNumberScheduled')),
  integer('Current', 'Nodes that have one.', status('currentNumberScheduled')),
  integer('Ready', 'Nodes whose pod is ready.', status('numberReady')),
  integer('Up-to-date', 'Nodes whose pod is of the newest template.', status('updatedNumberScheduled')),
  integer('Available', 'Nodes whose pod has been ready for long enough.', status('numberAvailable')),
  text('Node Selector', 'Labels of the nodes that get a pod.', (object) =>
    labelsText(object, ...TEMPLATE, 'spec', 'nodeSelector'),
  ),
  AGE,
  ...containerColumns(...TEMPLATE),
  selectorColumn('spec', 'selector'),
];

export const JOB_COLUMNS: readonly Column[] = [
  NAME,
  text('Status', 'Whether the job is done.', jobStatus),
  text('Completions', 'Pods that succeeded, of those needed.', completions),
  text('Duration', 'How long the job took, or has taken so far.', jobDuration),
  AGE,
  ...containerColumns(...TEMPLATE),
  selectorColumn('spec', 'selector'),
];

function jobStatus(job: ApiObject): string {
  const conditions = listAt(job, 'status', 'conditions');
  const has = (type: string) => conditions.find((one) => one['type'] === type)?.['status'] === 'True';
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (has('Suspended')) return 'Suspended';
  return has('FailureTarget') ? 'FailureTarget' : 'Running';
}

function completions(job: ApiObject): string {
  const succeeded = status('succeeded')(job);
  const wanted = at(job, 'spec', 'completions');
  if (typeof wanted === 'number') return `${succeeded}/${wanted}`;
  const parallelism = numberAt(job, 'spec', 'parallelism');
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: ApiObject, now: string): string {
  const start = textAt(job, 'status', 'startTime');
  if (start === '') return '';
  return durationText(Date.parse(textAt(job, 'status', 'completionTime') || now) - Date.parse(start));
}

export const CRON_JOB_COLUMNS: readonly Column[] = [
  NAME,
  text('Schedule', 'When jobs start.', (object) => textAt(object, 'spec', 'schedule')),
  text('Timezone', 'Where the schedule is meant.', (object) => textAt(object, 'spec', 'timeZone') || '<none>'),
  { ...text('Suspend', 'Whether no further jobs start.', suspended), type: 'boolean' },
  integer('Active', 'Jobs that are running.', (object) => listAt(object, 'status', 'active').length),
  text('Last Schedule', 'Time since a job was last started.', (object, now) =>
    at(object, 'status', 'lastScheduleTime') === undefined
      ? '<none>'
      : ageText(at(object, 'status', 'lastScheduleTime'), now),
  ),
  AGE,
  ...containerColumns(...JOB_TEMPLATE, 'template'),
  selectorColumn(...JOB_TEMPLATE, 'selector'),
];

function suspended(object: ApiObject): string {
  const value = at(object, 'spec', 'suspend');
  return value === true ? 'True' : value === false ? 'False' : '<unset>';
}

export const POD_TEMPLATE_COLUMNS: readonly Column[] = [
  NAME,
  text('Containers', 'Containers of the template.', joined('name', 'template')),
  text('Images', 'Images of the template.', joined('image', 'template')),
  text('Pod Labels', 'Labels of the template.', (object) => labelsText(object, 'template', 'metadata', 'labels')),
];

export const CONTROLLER_REVISION_COLUMNS: readonly Column[] = [
  NAME,
  text('Controller', 'What the revision is of.', controller),
  text('Revision', 'Its number.', (object) => numberAt(object, 'revision')),
  AGE,
];

function controller(object: ApiObject): string {
  const owner = object.metadata.ownerReferences?.find((one) => one.controller === true);
  if (!owner) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return `${`${owner.kind}${group}`.toLowerCase()}/${owner.name}`;
}

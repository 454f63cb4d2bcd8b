/** The columns of what governs others: autoscalers, budgets, leases, bindings, priorities. */
import type { ApiObject, JsonObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { AGE, integer, NAME, shortList, text, wide } from './column.ts';
import { at, listAt, numberAt, textAt } from './reading.ts';

const MOST_METRICS = 2;

export const AUTOSCALER_COLUMNS: readonly Column[] = [
  NAME,
  text('Reference', 'What it scales.', (object) =>
    [textAt(object, 'spec', 'scaleTargetRef', 'kind'), textAt(object, 'spec', 'scaleTargetRef', 'name')].join('/'),
  ),
  text('Targets', 'Its metrics: what they are, and what they should be.', targets),
  text('MinPods', 'How many pods it keeps at least.', (object) => {
    const least = at(object, 'spec', 'minReplicas');
    return typeof least === 'number' ? String(least) : '<unset>';
  }),
  text('MaxPods', 'How many pods it makes at most.', (object) => numberAt(object, 'spec', 'maxReplicas')),
  text('Replicas', 'How many pods there are.', (object) => numberAt(object, 'status', 'currentReplicas')),
  AGE,
];

function targets(object: ApiObject): string {
  const statuses = listAt(object, 'status', 'currentMetrics');
  const metrics = listAt(object, 'spec', 'metrics').map((metric, index) => metricText(metric, statuses[index]));
  return metrics.length === 0 ? '<none>' : shortList(metrics, MOST_METRICS, ', ');
}

function metricText(metric: JsonObject, status: JsonObject | undefined): string {
  switch (metric['type']) {
    case 'Resource':
      return resourceText(metric['resource'], status?.['resource']);
    case 'ContainerResource':
      return resourceText(metric['containerResource'], status?.['containerResource']);
    case 'Pods':
      return `${quantity(status?.['pods'], 'averageValue')}/${textAt(metric, 'pods', 'target', 'averageValue')}`;
    case 'Object':
      return valueText(metric['object'], status?.['object']);
    case 'External':
      return valueText(metric['external'], status?.['external']);
    default:
      return '<unknown type>';
  }
}

/** What is measured now. */
const quantity = (status: unknown, field: string): string =>
  status === undefined ? '<unknown>' : textAt(status, 'current', field) || '<nil>';

function resourceText(metric: unknown, status: unknown): string {
  const name = textAt(metric, 'name');
  const average = textAt(metric, 'target', 'averageValue');
  if (average !== '') return `${name}: ${quantity(status, 'averageValue')}/${average}`;
  const current = percentage(at(status, 'current', 'averageUtilization')) ?? '<unknown>';
  return `${name}: ${current}/${percentage(at(metric, 'target', 'averageUtilization')) ?? '<auto>'}`;
}

const percentage = (value: unknown): string | undefined => (typeof value === 'number' ? `${value}%` : undefined);

function valueText(metric: unknown, status: unknown): string {
  const average = textAt(metric, 'target', 'averageValue');
  if (average === '') return `${quantity(status, 'value')}/${textAt(metric, 'target', 'value')}`;
  return `${textAt(status, 'current', 'averageValue') || '<unknown>'}/${average} (avg)`;
}

export const BUDGET_COLUMNS: readonly Column[] = [
  NAME,
  text('Min Available', 'Pods that must stay.', (object) => orNotSet(at(object, 'spec', 'minAvailable'))),
  text('Max Unavailable', 'Pods that may be missing.', (object) => orNotSet(at(object, 'spec', 'maxUnavailable'))),
  integer('Allowed Disruptions', 'Pods that may go now.', (object) => numberAt(object, 'status', 'disruptionsAllowed')),
  AGE,
];

const orNotSet = (value: unknown): string => (value === undefined || value === null ? 'N/A' : String(value));

export const LEASE_COLUMNS: readonly Column[] = [
  NAME,
  text('Holder', 'Who holds it.', (object) => textAt(object, 'spec', 'holderIdentity')),
  AGE,
];

export const BINDING_COLUMNS: readonly Column[] = [
  NAME,
  text('Role', 'What the subjects may do.', (object) =>
    [textAt(object, 'roleRef', 'kind'), textAt(object, 'roleRef', 'name')].join('/'),
  ),
  AGE,
  wide('Users', 'Users who may.', (object) => subjects(object, 'User')),
  wide('Groups', 'Groups that may.', (object) => subjects(object, 'Group')),
  wide('ServiceAccounts', 'Service accounts that may.', (object) => subjects(object, 'ServiceAccount')),
];

const subjects = (binding: ApiObject, kind: string): string =>
  listAt(binding, 'subjects')
    .filter((subject) => subject['kind'] === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${textAt(subject, 'namespace')}/` : '') + textAt(subject, 'name'))
    .join(', ');

export const PRIORITY_CLASS_COLUMNS: readonly Column[] = [
  NAME,
  integer('Value', 'The higher, the sooner.', (object) => numberAt(object, 'value')),
  {
    ...text(
      'Global-Default',
      'Whether pods without a class have this one.',
      (object) => at(object, 'globalDefault') === true,
    ),
    type: 'boolean',
  },
  AGE,
  text('PreemptionPolicy', 'Whether others have to go.', (object) => textAt(object, 'preemptionPolicy')),
];

export const SCALE_COLUMNS: readonly Column[] = [
  { ...text('Name', 'Name of the object.', (object) => object.metadata.name) },
  integer('Desired', 'Pods that are wanted.', (object) => numberAt(object, 'spec', 'replicas')),
  integer('Available', 'Pods that there are.', (object) => numberAt(object, 'status', 'replicas')),
  AGE,
];

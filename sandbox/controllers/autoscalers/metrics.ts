/** What all metrics of an autoscaler ask for together, and what is told of those that cannot be had. Pure. */
import type { Occurrence } from '../../../kube/events.ts';
import { cpuMetric, type Metric, type Source, USUAL_UTILIZATION } from '../../kinds/objects/autoscaler-spec.ts';
import type { LabelSelector } from '../../selectors/label-selector.ts';
import { shownSelector } from '../disruption/shown-selector.ts';
import type { Statement, Unknown } from './autoscaler.ts';
import { cpuReading, type Given, isUnknown, type Reading } from './cpu-metric.ts';

export interface Judgement {
  /** Undefined if nothing is to be done, as too little is known. */
  readonly replicas: number | undefined;
  /** The metric that asks for the most. */
  readonly name: string;
  /** What is shown of each, in order. */
  readonly statuses: readonly object[];
  readonly statement: Statement;
  readonly news: readonly Occurrence[];
}

interface Known {
  readonly replicas: number;
  readonly name: string;
  readonly status: object;
}

interface Failed extends Unknown {
  readonly reason: string;
  /** The problem as part of a longer story. */
  readonly error: string;
}

const CPU_ONLY = 'the sandbox measures cpu only';
const UNKNOWN = { type: '' };

export function judged(given: Given): Judgement {
  const { metrics = [] } = given.spec;
  const outcomes = (metrics.length > 0 ? metrics : [cpuMetric(USUAL_UTILIZATION)]).map((one) => outcomeOf(one, given));
  const known = outcomes.filter((one): one is Known => !isUnknown(one));
  const failed = outcomes.filter((one): one is Failed => isUnknown(one));
  const { replicas, name } = known.reduce(larger, { replicas: 0, name: '' });
  const [first] = failed;
  const statuses = outcomes.map((one) => (isUnknown(one) ? UNKNOWN : one.status));
  const news = failed.map(({ reason, problem }) => warning(reason, problem));
  // What is not known might have asked for more: nothing goes.
  if (first && (known.length === 0 || replicas < given.current)) {
    const error = `invalid metrics (${failed.length} invalid out of ${outcomes.length}), first error is: ${first.error}`;
    const message = `the HPA was unable to compute the replica count: ${first.problem}`;
    return {
      replicas: undefined,
      name: '',
      statuses,
      statement: { type: 'ScalingActive', status: 'False', reason: first.reason, message },
      news: [...news, warning('FailedComputeMetricsReplicas', error)],
    };
  }
  const message = `the HPA was able to successfully calculate a replica count from ${name}`;
  const statement: Statement = { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message };
  return { replicas, name, statuses, statement, news };
}

export const warning = (reason: string, message: string): Occurrence => ({ type: 'Warning', reason, message });

const larger = (most: Omit<Known, 'status'>, one: Known): Omit<Known, 'status'> =>
  most.replicas === 0 || one.replicas > most.replicas ? one : most;

function outcomeOf(metric: Metric, given: Given): Known | Failed {
  const { type, resource = {}, containerResource = {}, pods = {}, object = {}, external = {} } = metric;
  switch (type) {
    case 'Resource':
      return resourceOutcome(resource, given);
    case 'ContainerResource':
      return containerOutcome(containerResource, given);
    case 'Pods':
      return failure('FailedGetPodsMetric', 'failed to get pods metric value', {
        problem: `unable to get metric ${pods.metric?.name ?? ''}: ${CPU_ONLY}`,
      });
    case 'Object':
      return objectFailure(object, given.namespace);
    case 'External':
      return externalFailure(external, given.namespace);
    default: {
      const problem = `unknown metric source type ${JSON.stringify(type ?? '')}`;
      return { reason: 'InvalidMetricSourceType', problem, error: problem };
    }
  }
}

const failure = (reason: string, story: string, { problem }: Unknown): Failed => ({
  reason,
  problem,
  error: `${story}: ${problem}`,
});

function resourceOutcome(source: Source, given: Given): Known | Failed {
  const { name = '' } = source;
  const reading = readingOf(source, undefined, given);
  if (isUnknown(reading))
    return failure('FailedGetResourceMetric', `failed to get ${name} resource metric value`, reading);
  return {
    replicas: reading.replicas,
    name: reading.isUtilization ? `${name} resource utilization (percentage of request)` : `${name} resource`,
    status: { type: 'Resource', resource: { name, current: reading.shown } },
  };
}

function containerOutcome(source: Source, given: Given): Known | Failed {
  const { name = '', container = '' } = source;
  const reading = readingOf(source, container, given);
  if (isUnknown(reading))
    return failure('FailedGetContainerResourceMetric', `failed to get ${container} container metric value`, reading);
  const utilization = `${name} container resource utilization (percentage of request)`;
  return {
    replicas: reading.replicas,
    name: reading.isUtilization ? utilization : `${name} resource`,
    status: { type: 'ContainerResource', containerResource: { name, container, current: reading.shown } },
  };
}

function readingOf({ name = '', target = {} }: Source, container: string | undefined, given: Given): Reading | Unknown {
  if (name === 'cpu') return cpuReading(target, container, given);
  const what = target.averageValue === undefined ? 'utilization' : 'usage';
  return { problem: `failed to get ${name} ${what}: unable to get metrics for resource ${name}: ${CPU_ONLY}` };
}

function objectFailure({ metric = {}, describedObject = {}, target = {} }: Source, namespace: string): Failed {
  const { kind = '', name = '' } = describedObject;
  const problem = `unable to get metric ${metric.name ?? ''}: ${CPU_ONLY} on ${kind} ${namespace}/${name}`;
  const story = 'failed to get object metric value';
  const inner = target.type === 'AverageValue' ? `: failed to get ${metric.name ?? ''} object metric` : '';
  return failure('FailedGetObjectMetric', story + inner, { problem });
}

function externalFailure({ metric = {}, target = {} }: Source, namespace: string): Failed {
  const { name = '', selector } = metric;
  const shown = shownSelector(selector as LabelSelector | undefined);
  const problem = `unable to get external metric ${namespace}/${name}/${shown}: ${CPU_ONLY}`;
  const inner =
    target.averageValue === undefined
      ? `failed to get external metric ${name}`
      : `failed to get ${name} external metric`;
  return failure('FailedGetExternalMetric', `failed to get ${name} external metric value: ${inner}`, { problem });
}

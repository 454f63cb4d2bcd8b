/** The rules of metrics, in templates and runs. Their messages name metrics by index, as the reference's do. */
import type { Metric } from '../analysis/metric.ts';
import { milliseconds } from '../duration.ts';
import { type Finding, plain, when } from './finding.ts';
import { queryFindings, webFindings } from './metric-blocks.ts';

export function metricsFindings(metrics: readonly Metric[] | undefined): Finding[] {
  return (metrics ?? []).flatMap((metric, index) => {
    const say = (message: string): Finding => plain(`spec.metrics[${index}]`, `metrics[${index}]: ${message}`);
    const before = metrics?.slice(0, index).some(({ name }) => name === metric.name) === true;
    return [
      ...when(before, () => say(`duplicate name '${metric.name}'`)),
      ...limitFindings(metric, say),
      ...timeFindings(metric, say),
      ...providerFindings(metric, say),
      ...queryFindings(metric, say),
      ...webFindings(metric, say),
      ...evidenceFindings(metric, say),
    ];
  });
}

type Say = (message: string) => Finding;
type Number_ = number | string | undefined;

/** As the reference reads counts: what is no number is 0. Undefined while an argument still stands for it. */
function numberOf(value: Number_): number | undefined {
  if (typeof value === 'string' && value.includes('{{')) return undefined;
  const number = Number.parseInt(String(value ?? 0), 10);
  return Number.isNaN(number) ? 0 : number;
}

function limitFindings(metric: Metric, say: Say): Finding[] {
  const failure = numberOf(metric.failureLimit);
  const success = numberOf(metric.consecutiveSuccessLimit);
  const inconclusive = numberOf(metric.inconclusiveLimit);
  const errors = numberOf(metric.consecutiveErrorLimit);
  return [
    ...when(success !== undefined && success < 0, () => say('consecutiveSuccessLimit must be >= 0')),
    ...when(failure !== undefined && failure < -1, () => say('failureLimit must be >= 0, or -1 to be disabled')),
    ...when(failure === -1 && success === 0, () =>
      say('failureLimit and consecutiveSuccessLimit cannot both be disabled'),
    ),
    ...when(inconclusive !== undefined && inconclusive < 0, () => say('inconclusiveLimit must be >= 0')),
    ...when(errors !== undefined && errors < 0, () => say('consecutiveErrorLimit must be >= 0')),
    ...countFindings(numberOf(metric.count), { failure, success, inconclusive }, say),
  ];
}

interface Limits {
  readonly failure: number | undefined;
  readonly success: number | undefined;
  readonly inconclusive: number | undefined;
}

function countFindings(count: number | undefined, { failure, success, inconclusive }: Limits, say: Say): Finding[] {
  if (count === undefined || count <= 0 || failure === undefined || success === undefined) return [];
  const both = failure >= 0 && success >= 0;
  return [
    ...when(both && count < failure + success, () =>
      say(`count (${count}) must be >= failureLimit + consecutiveSuccessLimit (${failure} + ${success}) if both >= 0`),
    ),
    ...when(failure < 0 && count < success, () => say('count must be >= consecutiveSuccessLimit')),
    ...when(inconclusive !== undefined && count < inconclusive, () => say('count must be >= inconclusiveLimit')),
  ];
}

function timeFindings({ count, interval, initialDelay }: Metric, say: Say): Finding[] {
  return [
    ...when((numberOf(count) ?? 0) > 1 && !interval, () => say('interval must be specified when count > 1')),
    ...when(isNoDuration(interval), () => say(`invalid interval string '${interval}'`)),
    ...when(isNoDuration(initialDelay), () => say(`invalid initialDelay string '${initialDelay}'`)),
  ];
}

const isNoDuration = (text: string | undefined): boolean =>
  text !== undefined && text !== '' && !text.includes('{{') && milliseconds(text) === undefined;

function providerFindings({ provider }: Metric, say: Say): Finding[] {
  const providers = Object.values(provider).filter((configuration) => configuration !== undefined).length;
  return [
    ...when(providers === 0, () => say('no provider specified')),
    ...when(providers > 1, () => say('multiple providers specified')),
  ];
}

function evidenceFindings({ evidence, successCondition, failureCondition, interval }: Metric, say: Say): Finding[] {
  if (!evidence) return [];
  return [
    ...when(Boolean(successCondition) || Boolean(failureCondition), () =>
      say('evidence excludes successCondition and failureCondition'),
    ),
    ...when(!interval, () => say('evidence needs an interval')),
  ];
}

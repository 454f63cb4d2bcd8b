/** Metrics of HorizontalPodAutoscalers between version 2 and the form that annotations of version 1 carry. */
import { isObject, type JsonObject } from '../../api/object.ts';
import { quantity } from '../rules/quantities.ts';

type SourceName = 'object' | 'pods' | 'resource' | 'containerResource' | 'external';

/** Where a field lies in version 1 (in the order of its text) and in version 2. */
interface Pair {
  readonly old: string;
  readonly now: readonly [string] | readonly [string, string];
  readonly type: 'text' | 'integer' | 'amount' | 'selector' | 'reference';
  /** Version 1 shows it as zero if it is not there. */
  readonly isAlwaysThere?: boolean;
}

const METRIC_NAME: Pair = { old: 'metricName', now: ['metric', 'name'], type: 'text' };
const SELECTOR: Pair = { old: 'selector', now: ['metric', 'selector'], type: 'selector' };
const ABOUT: Pair = { old: 'target', now: ['describedObject'], type: 'reference' };
const NAME: Pair = { old: 'name', now: ['name'], type: 'text' };
const CONTAINER: Pair = { old: 'container', now: ['container'], type: 'text' };

const amount = (old: string, now: Pair['now'], isAlwaysThere = false): Pair => ({
  old,
  now,
  type: 'amount',
  isAlwaysThere,
});
const share = (old: string, now: Pair['now']): Pair => ({ old, now, type: 'integer' });

const TARGET_SHARE = share('targetAverageUtilization', ['target', 'averageUtilization']);
const TARGET_AVERAGE = amount('targetAverageValue', ['target', 'averageValue']);
const CURRENT_SHARE = share('currentAverageUtilization', ['current', 'averageUtilization']);
const CURRENT_AVERAGE = amount('currentAverageValue', ['current', 'averageValue'], true);

type Pairs = Readonly<Record<SourceName, readonly Pair[]>>;

const SPECS: Pairs = {
  object: [
    ABOUT,
    METRIC_NAME,
    amount('targetValue', ['target', 'value'], true),
    SELECTOR,
    amount('averageValue', ['target', 'averageValue']),
  ],
  pods: [METRIC_NAME, { ...TARGET_AVERAGE, isAlwaysThere: true }, SELECTOR],
  resource: [NAME, TARGET_SHARE, TARGET_AVERAGE],
  containerResource: [NAME, TARGET_SHARE, TARGET_AVERAGE, CONTAINER],
  external: [
    METRIC_NAME,
    { ...SELECTOR, old: 'metricSelector' },
    amount('targetValue', ['target', 'value']),
    TARGET_AVERAGE,
  ],
};

const STATUSES: Pairs = {
  object: [
    ABOUT,
    METRIC_NAME,
    amount('currentValue', ['current', 'value'], true),
    SELECTOR,
    amount('averageValue', ['current', 'averageValue']),
  ],
  pods: [METRIC_NAME, CURRENT_AVERAGE, SELECTOR],
  resource: [NAME, CURRENT_SHARE, CURRENT_AVERAGE],
  containerResource: [NAME, CURRENT_SHARE, CURRENT_AVERAGE, CONTAINER],
  external: [
    METRIC_NAME,
    { ...SELECTOR, old: 'metricSelector' },
    amount('currentValue', ['current', 'value'], true),
    { ...CURRENT_AVERAGE, isAlwaysThere: false },
  ],
};

export const oldMetricSpec = (metric: JsonObject): JsonObject => older(metric, SPECS);
export const oldMetricStatus = (metric: JsonObject): JsonObject => older(metric, STATUSES);

export const newMetricSpec = (metric: JsonObject): JsonObject => newer(metric, SPECS, true);
export const newMetricStatus = (metric: JsonObject): JsonObject => newer(metric, STATUSES, false);

const sourcesOf = (pairs: Pairs): SourceName[] => Object.keys(pairs) as SourceName[];

function older(metric: JsonObject, pairs: Pairs): JsonObject {
  const old: JsonObject = { type: metric['type'] ?? '' };
  for (const name of sourcesOf(pairs)) {
    const source = metric[name];
    if (isObject(source)) old[name] = oldSource(source, pairs[name]);
  }
  return old;
}

function oldSource(source: JsonObject, pairs: readonly Pair[]): JsonObject {
  const old: JsonObject = {};
  for (const pair of pairs) {
    const shown = valueAt(source, pair.now) ?? absent(pair);
    if (shown !== undefined) old[pair.old] = pair.type === 'reference' ? reference(shown) : shown;
  }
  return old;
}

function valueAt(source: JsonObject, [first, second]: Pair['now']): unknown {
  const outer = source[first];
  if (second === undefined) return outer;
  return isObject(outer) ? outer[second] : undefined;
}

function absent({ type, isAlwaysThere }: Pair): unknown {
  if (isAlwaysThere) return '0';
  return type === 'text' ? '' : undefined;
}

function reference(value: unknown): JsonObject {
  const { kind = '', name = '', apiVersion } = isObject(value) ? value : {};
  return { kind, name, ...(apiVersion !== undefined && { apiVersion }) };
}

/** Annotations are written by anyone: what has the wrong type is not there. */
const READERS: Readonly<Record<Pair['type'], (value: unknown) => unknown>> = {
  text: (value) => (typeof value === 'string' ? value : undefined),
  integer: (value) => (Number.isInteger(value) ? value : undefined),
  amount: (value) => (quantity(value) === undefined ? undefined : String(value)),
  selector: (value) => (isObject(value) ? value : undefined),
  reference: (value) => (isObject(value) ? reference(value) : undefined),
};

function newer(metric: JsonObject, pairs: Pairs, isSpec: boolean): JsonObject {
  const now: JsonObject = { type: String(metric['type'] ?? '') };
  for (const name of sourcesOf(pairs)) {
    const source = metric[name];
    if (isObject(source)) now[name] = newSource(name, source, pairs[name], isSpec);
  }
  return now;
}

function newSource(name: SourceName, source: JsonObject, pairs: readonly Pair[], isSpec: boolean): JsonObject {
  const now: JsonObject = isSpec ? { target: { type: targetType(name, source) } } : { current: {} };
  for (const pair of pairs) {
    const value = READERS[pair.type](source[pair.old]) ?? absent(pair);
    if (value === undefined) continue;
    const [first, second] = pair.now;
    now[first] = second === undefined ? value : { ...(now[first] as object | undefined), [second]: value };
  }
  return now;
}

function targetType(name: SourceName, source: JsonObject): string {
  const has = (field: string): boolean => source[field] !== undefined && source[field] !== null;
  if (name === 'object') return has('averageValue') ? 'AverageValue' : 'Value';
  if (name === 'external') return has('targetValue') ? 'Value' : 'AverageValue';
  return has('targetAverageUtilization') ? 'Utilization' : 'AverageValue';
}

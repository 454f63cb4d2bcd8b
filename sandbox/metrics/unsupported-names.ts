/** Names that a real Prometheus knows and the sandbox does not: they get another answer than mistakes. */
import type { Aggregator } from './syntax.ts';

const AGGREGATORS: readonly string[] = ['sum', 'avg', 'min', 'max', 'count'] satisfies readonly Aggregator[];
const OTHER_AGGREGATORS: readonly string[] =
  'bottomk count_values group limitk limit_ratio quantile stddev stdvar topk'.split(' ');

const OTHER_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    'absent_over_time changes deriv delta double_exponential_smoothing first_over_time holt_winters idelta last_over_time',
    'mad_over_time predict_linear present_over_time quantile_over_time resets stddev_over_time stdvar_over_time',
    'ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    'day_of_month day_of_week day_of_year days_in_month hour minute month timestamp year',
    'acos acosh asin asinh atan atanh cos cosh deg pi rad sin sinh tan tanh',
    'clamp end exp ln log10 log2 range sgn sqrt start step',
    'histogram_avg histogram_count histogram_fraction histogram_stddev histogram_stdvar histogram_sum',
    'info label_join label_replace sort sort_by_label sort_by_label_desc sort_desc',
  ].flatMap((names) => names.split(' ')),
);

export const isAggregator = (name: string): name is Aggregator => AGGREGATORS.includes(name);

export const isAnyAggregator = (name: string): boolean => isAggregator(name) || OTHER_AGGREGATORS.includes(name);

export const isKnownElsewhere = (name: string): boolean => OTHER_FUNCTIONS.has(name);

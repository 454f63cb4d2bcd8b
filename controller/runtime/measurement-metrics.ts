/** What the process tells of the measurements it makes, all runs together: by provider, for single objects there are no series. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { isCompleted } from '../../analysis/verdict/measurements.ts';
import { providerType } from '../analysis-run/metrics/gauges.ts';
import { JOB_NAME, type RunStatus } from '../analysis-run/objects.ts';
import type { SamplerOptions } from '../analysis-run/sampler.ts';
import { settings } from './object-series.ts';

const SECONDS = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const TYPE = ['type'];

const MADE = {
  name: 'sluice_measurements_total',
  help: 'Measurements, by what they came to.',
  labelNames: [...TYPE, 'phase'],
};
const TOOK = {
  name: 'sluice_measurement_seconds',
  help: 'Duration of measurements, or of the requests of those that take several.',
  labelNames: TYPE,
};
const LATE = {
  name: 'sluice_measurement_late_seconds',
  help: 'From the moment a measurement was due until it began.',
  labelNames: TYPE,
};

export interface MeasurementMetrics {
  readonly onSample: NonNullable<SamplerOptions['onSample']>;
  /** What Jobs have measured is learned from the status alone. */
  readonly stored: (before: object, after: object) => void;
}

export function measurementMetrics(registry: Registry): MeasurementMetrics {
  const made = new Counter(settings(registry, MADE));
  const duration = new Histogram({ ...settings(registry, TOOK), buckets: SECONDS });
  const lateness = new Histogram({ ...settings(registry, LATE), buckets: SECONDS });
  return {
    onSample: ({ metric }, { phase }, { late, took }) => {
      const type = providerType(metric);
      // Its answer is still to come.
      if (phase !== 'Running') made.inc({ type, phase });
      duration.observe({ type }, took / 1000);
      lateness.observe({ type }, Math.max(0, late) / 1000);
    },
    stored: (before, after) => {
      const known = endedJobs(before);
      for (const [job, phase] of endedJobs(after)) if (!known.has(job)) made.inc({ type: 'Job', phase });
    },
  };
}

/** The phases they came to, by name. */
function endedJobs({ metricResults = [] }: Partial<RunStatus>): ReadonlyMap<string, string> {
  const measurements = metricResults.flatMap((result) => result.measurements ?? []);
  return new Map(
    measurements.flatMap(({ phase, metadata }) => {
      const job = metadata?.[JOB_NAME];
      return job !== undefined && isCompleted(phase) ? [[job, phase] as const] : [];
    }),
  );
}

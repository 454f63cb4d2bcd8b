/** What the process tells of the measurements it makes, all runs together: by provider, for single objects there are no series. */
import { Counter, Histogram, type Registry } from 'prom-client';
import { providerType } from '../analysis-run/metrics/gauges.ts';
import type { SamplerOptions } from '../analysis-run/sampler.ts';
import { settings } from './object-series.ts';

const SECONDS = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const TYPE = ['type'];

export function measurementMetrics(registry: Registry): NonNullable<SamplerOptions['onSample']> {
  const timed = (name: string, help: string) =>
    new Histogram({ ...settings(registry, { name, help, labelNames: TYPE }), buckets: SECONDS });
  const labelNames = [...TYPE, 'phase'];
  const total = { name: 'sluice_measurements_total', help: 'Measurements, by what they came to.', labelNames };
  const made = new Counter(settings(registry, total));
  const duration = timed(
    'sluice_measurement_seconds',
    'Duration of measurements, or of the requests of those that take several.',
  );
  const lateness = timed('sluice_measurement_late_seconds', 'From the moment a measurement was due until it began.');
  return ({ metric }, { phase }, { late, took }) => {
    const type = providerType(metric);
    // Its answer is still to come.
    if (phase !== 'Running') made.inc({ type, phase });
    duration.observe({ type }, took / 1000);
    lateness.observe({ type }, Math.max(0, late) / 1000);
  };
}

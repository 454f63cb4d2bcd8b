/** The metric systems that can be asked, by the names of their blocks. Jobs are not asked: they are objects of the cluster. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { azureMonitor } from './azure-monitor.ts';
import { cloudWatch } from './cloud-watch.ts';
import { datadog } from './datadog.ts';
import { dynatrace } from './dynatrace.ts';
import { elasticsearch } from './elasticsearch.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring.ts';
import { graphite } from './graphite.ts';
import { influxdb } from './influxdb.ts';
import { kayenta } from './kayenta.ts';
import { kubernetes } from './kubernetes.ts';
import { loki } from './loki.ts';
import { newRelic } from './new-relic.ts';
import { plugin } from './plugin.ts';
import { prometheus } from './prometheus.ts';
import type { MetricProvider } from './provider.ts';
import { signalFx } from './signalfx.ts';
import { skyWalking } from './skywalking.ts';
import { wavefront } from './wavefront.ts';
import { web } from './web.ts';

type Block = Exclude<keyof Provider, 'job'>;

/** Typed by block, so that each provider gets what its block holds. */
type Providers = { readonly [B in Block]: MetricProvider<NonNullable<Provider[B]>> };

export const providers = {
  azureMonitor,
  cloudWatch,
  datadog,
  dynatrace,
  elasticsearch,
  googleCloudMonitoring,
  graphite,
  influxdb,
  kayenta,
  kubernetes,
  loki,
  newRelic,
  plugin,
  prometheus,
  signalFx,
  skywalking: skyWalking,
  wavefront,
  web,
} as const satisfies Providers;

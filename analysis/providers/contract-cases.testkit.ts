/** The cases of all providers, by the names of their blocks. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { azureMonitorCase } from './azure-monitor.case.testkit.ts';
import { cloudWatchCase } from './cloud-watch.case.testkit.ts';
import { datadogCase } from './datadog.case.testkit.ts';
import { dynatraceCase } from './dynatrace.case.testkit.ts';
import { elasticsearchCase } from './elasticsearch.case.testkit.ts';
import { googleCloudMonitoringCase } from './google-cloud-monitoring.case.testkit.ts';
import { graphiteCase } from './graphite.case.testkit.ts';
import { influxdbCase } from './influxdb.case.testkit.ts';
import { kayentaCase } from './kayenta.case.testkit.ts';
import { kubernetesCase } from './kubernetes.case.testkit.ts';
import { lokiCase } from './loki.case.testkit.ts';
import { newRelicCase } from './new-relic.case.testkit.ts';
import { pluginCase } from './plugin.case.testkit.ts';
import { prometheusCase } from './prometheus.case.testkit.ts';
import type { ProviderCase } from './provider-case.testkit.ts';
import type { providers } from './registry.ts';
import { signalFxCase } from './signalfx.case.testkit.ts';
import { skyWalkingCase } from './skywalking.case.testkit.ts';
import { wavefrontCase } from './wavefront.case.testkit.ts';
import { webCase } from './web.case.testkit.ts';

export const contractCases: { readonly [B in keyof typeof providers]: ProviderCase<NonNullable<Provider[B]>> } = {
  azureMonitor: azureMonitorCase,
  cloudWatch: cloudWatchCase,
  dynatrace: dynatraceCase,
  elasticsearch: elasticsearchCase,
  googleCloudMonitoring: googleCloudMonitoringCase,
  loki: lokiCase,
  signalFx: signalFxCase,
  datadog: datadogCase,
  graphite: graphiteCase,
  influxdb: influxdbCase,
  kayenta: kayentaCase,
  newRelic: newRelicCase,
  skywalking: skyWalkingCase,
  wavefront: wavefrontCase,
  kubernetes: kubernetesCase,
  plugin: pluginCase,
  prometheus: prometheusCase,
  web: webCase,
};

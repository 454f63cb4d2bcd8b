/** The metric systems a metric can ask, one block each. A metric names exactly one; `validate` reports others. */
import { z } from 'zod';
import { anyJson, injected, intOrString, preserved, strings, words } from '../kit.ts';
import { Labelling } from '../kubernetes.ts';
import { AzureMonitor } from './azure-monitor.ts';
import { Dynatrace } from './dynatrace.ts';
import { Elasticsearch } from './elasticsearch.ts';
import { GoogleCloudMonitoring } from './google-cloud-monitoring.ts';
import { Authentication, headers, insecure } from './http.ts';
import { Kubernetes } from './kubernetes.ts';
import { Loki } from './loki.ts';
import { SignalFx } from './signalfx.ts';
import { Web } from './web.ts';

const Prometheus = z.object({
  address: z.string().optional().describe("URL of the server. Without it, the controller's default address."),
  query: z.string().optional().describe('Query in PromQL.'),
  timeout: z.int().default(30).describe('Seconds to wait for the answer.'),
  insecure: insecure(),
  headers: headers(),
  rangeQuery: z
    .object({
      start: z.string().optional().describe('Start of the range, an expression such as now() - duration("1h").'),
      end: z.string().optional().describe('End of the range, an expression such as now().'),
      step: z.string().optional().describe('Distance of the samples, such as 1m.'),
    })
    .optional()
    .describe('Ask for a range instead of the value now.'),
  authentication: Authentication.optional().describe('How to authenticate.'),
});

const Job = z.object({
  metadata: Labelling.optional().describe('Labels and annotations of the Job.'),
  spec: preserved<object>().describe('A batch/v1 JobSpec; the measurement succeeds if the Job does.'),
});

const Datadog = z.object({
  apiVersion: injected(words(['v1', 'v2']), 'v1').describe('Version of the metrics API, v1 or v2.'),
  query: z.string().optional().describe('Query. Set either query or queries.'),
  queries: strings().optional().describe('Queries by name, for v2.'),
  formula: z.string().optional().describe('Formula over the named queries, for v2.'),
  interval: injected(z.string(), '5m').describe('How far the query looks back.'),
  aggregator: words(['avg', 'min', 'max', 'sum', 'last', 'percentile', 'mean', 'l2norm', 'area'])
    .optional()
    .describe('How the points become one value, for v2; last without it.'),
  requestTimeout: injected(z.string(), '10s').describe('How long to wait for the answer.'),
  secretRef: z
    .object({
      name: z.string().optional().describe('Name of the Secret.'),
      namespaced: z.boolean().default(false).describe("Whether it is in the run's namespace and not the controller's."),
    })
    .optional()
    .describe('Secret with the keys api-key, app-key and address.'),
});

const NewRelic = z.object({
  profile: z.string().default('newrelic').describe('Name of the Secret with the account.'),
  query: z.string().describe('Query in NRQL.'),
  timeout: z.int().default(5).describe('Seconds to wait for the answer.'),
});

const Wavefront = z.object({
  address: z.string().optional().describe('Host of the server.'),
  query: z.string().optional().describe('Query.'),
});

const ScopeDetail = z.object({
  scope: z.string().optional().describe('Scope.'),
  region: z.string().optional().describe('Region.'),
  step: z.int().optional().describe('Seconds between the samples.'),
  start: z.string().optional().describe('Start of the range.'),
  end: z.string().optional().describe('End of the range.'),
});

const Kayenta = z.object({
  address: z.string().describe('URL of the server.'),
  application: z.string().describe('Application.'),
  canaryConfigName: z.string().describe('Name of the canary configuration.'),
  metricsAccountName: z.string().describe('Account of the metrics.'),
  configurationAccountName: z.string().describe('Account of the configuration.'),
  storageAccountName: z.string().describe('Account of the storage.'),
  threshold: z
    .object({
      pass: z.int().describe('Score from which the canary succeeds.'),
      marginal: z.int().describe('Score from which it is inconclusive; below, it fails.'),
    })
    .describe('Scores that decide.'),
  scopes: z
    .array(
      z.object({
        name: z.string().describe('Name of the scope.'),
        controlScope: ScopeDetail.describe('Where stable is measured.'),
        experimentScope: ScopeDetail.describe('Where the canary is measured.'),
      }),
    )
    .describe('What is compared.'),
  lookback: z.boolean().optional().describe('Whether the range starts with the run and not one interval ago.'),
});

const CloudWatch = z.object({
  interval: z.string().default('5m').describe('How far the queries look back.'),
  metricDataQueries: z
    .array(
      z.object({
        id: z.string().optional().describe('Name of the query.'),
        expression: z.string().optional().describe('Expression over other queries.'),
        label: z.string().optional().describe('Label of the result.'),
        metricStat: z
          .object({
            metric: z
              .object({
                dimensions: z
                  .array(
                    z.object({
                      name: z.string().optional().describe('Name.'),
                      value: z.string().optional().describe('Value.'),
                    }),
                  )
                  .optional()
                  .describe('Dimensions that select the metric.'),
                metricName: z.string().optional().describe('Name of the metric.'),
                namespace: z.string().optional().describe('Namespace of the metric.'),
              })
              .optional()
              .describe('Metric to read.'),
            period: intOrString().optional().describe('Seconds a point covers.'),
            stat: z.string().optional().describe('Statistic, such as Sum.'),
            unit: z.string().optional().describe('Unit.'),
          })
          .optional()
          .describe('Metric and statistic to read.'),
        period: intOrString().optional().describe('Seconds a point covers.'),
        returnData: z.boolean().optional().describe('Whether the result holds this query.'),
      }),
    )
    .describe('Queries.'),
});

const Graphite = z.object({
  address: z.string().optional().describe('URL of the server.'),
  query: z.string().optional().describe('Target to render.'),
});

const Influxdb = z.object({
  profile: z.string().default('influxdb').describe('Name of the Secret with the connection.'),
  query: z.string().optional().describe('Query in Flux; in InfluxQL if the Secret names a database.'),
});

const SkyWalking = z.object({
  address: z.string().optional().describe('URL of the server.'),
  query: z.string().optional().describe('Query in GraphQL.'),
  interval: z.string().optional().describe('How far the query looks back. Needed.'),
});

export const Provider = z.object({
  prometheus: Prometheus.optional().describe('Prometheus and what answers its API: Thanos, Mimir, VictoriaMetrics.'),
  web: Web.optional().describe('Any HTTP service that answers JSON or text.'),
  job: Job.optional().describe('A Kubernetes Job.'),
  datadog: Datadog.optional().describe('Datadog.'),
  newRelic: NewRelic.optional().describe('New Relic.'),
  wavefront: Wavefront.optional().describe('Wavefront.'),
  kayenta: Kayenta.optional().describe('Kayenta.'),
  cloudWatch: CloudWatch.optional().describe('Amazon CloudWatch.'),
  graphite: Graphite.optional().describe('Graphite.'),
  influxdb: Influxdb.optional().describe('InfluxDB.'),
  skywalking: SkyWalking.optional().describe('Apache SkyWalking.'),
  googleCloudMonitoring: GoogleCloudMonitoring.optional().describe('Google Cloud Monitoring. Extension of Sluice.'),
  azureMonitor: AzureMonitor.optional().describe('Azure Monitor. Extension of Sluice.'),
  dynatrace: Dynatrace.optional().describe('Dynatrace. Extension of Sluice.'),
  signalFx: SignalFx.optional().describe('Splunk Observability Cloud. Extension of Sluice.'),
  elasticsearch: Elasticsearch.optional().describe('Elasticsearch and OpenSearch. Extension of Sluice.'),
  loki: Loki.optional().describe('Grafana Loki. Extension of Sluice.'),
  kubernetes: Kubernetes.optional().describe('A field of an object of this cluster. Extension of Sluice.'),
  plugin: z.record(z.string(), anyJson()).optional().describe('A plugin by name, with its configuration.'),
});
export type Provider = z.infer<typeof Provider>;

import { describe, expect, it } from 'vitest';
import { validate } from './validate.ts';

const QUERIES = { errors: 'e', requests: 'r' };
const asked = (fields: object, provider: object = { prometheus: { address: 'http://p' } }) => ({
  metadata: { name: 'rate' },
  spec: { metrics: [{ name: 'm', ...fields, provider }] },
});
const combined = (queries: object, provider?: object) => asked({ queries, formula: 'errors / requests' }, provider);
const web = (fields: object) => asked({}, { web: { url: '/healthz', ...fields } });
const target = (fields: object) => web({ target: { service: 'canary', port: 8080, ...fields } });
const messages = (object: object) => validate('AnalysisTemplate', object).map(({ message }) => message);
const PROVIDERS =
  'prometheus, datadog, newRelic, wavefront, graphite, influxdb, skywalking, googleCloudMonitoring, azureMonitor, dynatrace, signalFx, elasticsearch, loki';

describe('a metric', () => {
  it.each<[what: string, object: object]>([
    ['with queries and a formula', combined(QUERIES)],
    ['whose query is empty beside them', combined(QUERIES, { newRelic: { query: '' } })],
    ['with neither', asked({}, { prometheus: { query: 'up' } })],
    ['of pods', target({})],
    ['of pods by status and time, without conditions', target({ path: '/healthz', port: 65_535 })],
    ['of a status', web({ expectStatus: [200, 404], expectWithin: '500ms' })],
  ])('%s is valid', (_, object) => expect(messages(object)).toEqual([]));

  it.each<[object: object, message: string]>([
    [asked({ queries: QUERIES }), 'queries need a formula'],
    [asked({ formula: 'a + b' }), 'formula needs queries'],
    [asked({ formula: 'a + b', queries: {} }), 'formula needs queries'],
    [combined({ 'a-b': 'q' }), "query 'a-b': a name has letters, digits and _ alone, and no digit first"],
    [combined({ '1a': 'q' }), "query '1a': a name has letters, digits and _ alone, and no digit first"],
    [combined(QUERIES, { prometheus: { query: 'up' } }), 'queries take the place of prometheus.query: leave it out'],
    [
      combined(QUERIES, { web: { url: 'http://a' } }),
      `queries are not for web, which has no query; they are for ${PROVIDERS}`,
    ],
    [target({ port: 0 }), 'web.target.port must be from 1 to 65535'],
    [target({ port: 65_536 }), 'web.target.port must be from 1 to 65535'],
    [target({ path: 'healthz' }), 'web.target.path must begin with /'],
    [web({ expectStatus: [] }), 'web.expectStatus must be statuses from 100 to 599'],
    [web({ expectStatus: [20] }), 'web.expectStatus must be statuses from 100 to 599'],
    [web({ expectWithin: '0s' }), 'web.expectWithin must be above 0'],
  ])('%j is told', (object, message) => expect(messages(object)).toEqual([`metrics[0]: ${message}`]));
});

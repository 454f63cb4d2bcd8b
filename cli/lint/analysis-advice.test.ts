import { describe, expect, it } from 'vitest';
import { printed } from '../lint.ts';
import { reportOn } from './findings.ts';

const API = 'argoproj.io/v1alpha1';
const JUDGED = { successCondition: 'result[0] < 0.05' };
const prometheus = (fields: object = {}) => ({ prometheus: { address: 'http://p', query: 'up', ...fields } });
const metric = (fields: object = {}) => ({ name: 'errors', provider: prometheus(), ...JUDGED, ...fields });
const template = (spec: object, name = 'good', kind = 'AnalysisTemplate') => ({
  ...{ apiVersion: API, kind, metadata: { name } },
  spec: { metrics: [metric()], ...spec },
});
const run = (spec: object) => ({ ...template(spec, 'by-hand', 'AnalysisRun') });
const of = (fields: object, spec: object = {}) => template({ metrics: [metric(fields)], ...spec });
const judgedBy = (condition: string, spec: object = {}) => of({ successCondition: condition }, spec);
const combined = (formula: string) => of({ queries: { a: 'x', b: 'y' }, formula, provider: { loki: {} } });
const refersTo = (...names: string[]) => ({
  ...{ metrics: undefined, templates: names.map((templateName) => ({ templateName })) },
});

const reportFor = (...objects: readonly object[]) =>
  reportOn([{ name: 'a.yaml', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) }]);
const linesFor = async (...objects: readonly object[]) =>
  printed(await reportFor(...objects), 'text', {})
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace('a.yaml:1: ', ''));

const LIMIT = { args: [{ name: 'limit' }] };
const DEFAULTED = { args: [{ name: 'limit', value: '5' }] };
const SECRET = { args: [{ name: 'token', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] };
const HEADERS = { headers: [{ key: 'Authorization', value: 'Bearer {{args.token}}' }] };

describe('nothing is said of', () => {
  it.each<[what: string, objects: readonly object[]]>([
    ['a template with a condition', [template({})]],
    ['an argument for a number', [judgedBy('result[0] < {{args.limit}}', LIMIT)]],
    ['an argument with a default', [judgedBy('result[0] < {{args.limit}}', DEFAULTED)]],
    ['an argument for an operator', [judgedBy('result[0] {{args.limit}} 5', LIMIT)]],
    ['an argument within a text', [judgedBy('result == "{{ args.limit }}"', LIMIT)]],
    ['a secret within the provider', [of({ provider: prometheus(HEADERS) }, SECRET)]],
    ['a formula', [combined('a / (b + 1)')]],
    ['a range', [of({ provider: prometheus({ rangeQuery: { start: 'now() - duration("1h")', end: 'now()' } }) })]],
    ['a Job', [of({ ...{ successCondition: undefined }, provider: { job: { spec: {} } } })]],
    [
      'a status that is expected',
      [of({ successCondition: undefined, provider: { web: { url: 'http://a', expectStatus: [200] } } })],
    ],
    ['a template of others, which use its arguments', [template({ ...refersTo('b'), ...LIMIT }), judgedByLimit('b')]],
    ['a run with all values', [run({ ...DEFAULTED, metrics: [metric({ count: '{{args.limit}}', interval: '1s' })] })]],
  ])('%s', async (_, objects) => expect(await linesFor(...objects)).toEqual([]));
});

/** With an argument that another template declares. */
function judgedByLimit(name: string) {
  return template({ metrics: [metric({ successCondition: 'result[0] < {{args.limit}}' })], ...LIMIT }, name);
}

describe('what is told, and where', () => {
  it.each<[line: string, ...objects: object[]]>([
    [
      'error: spec.metrics[0].successCondition: unexpected token Operator("="): equality is written == (1:11)',
      judgedBy('result[0] = 5'),
    ],
    [
      "error: spec.metrics[0].successCondition: unexpected token EOF (1:11): in YAML, ' #' begins a comment, and a condition that has one needs quotes",
      judgedBy('all(result, '),
    ],
    ['error: spec.metrics[0].successCondition: unknown name results (1:1)', judgedBy('results[0] < 5')],
    ['warning: spec.metrics[0].successCondition: the result is not looked at: always true (1:1)', judgedBy('1 < 2')],
    [
      'warning: spec.metrics[0].successCondition: with 1 for its arguments: unexpected token EOF (1:14)',
      judgedBy('(result[0] < {{args.limit}}', LIMIT),
    ],
    ['error: spec.metrics[0].formula: unknown name c (1:1)', combined('a / c')],
    [
      'error: spec.metrics[0].provider.prometheus.rangeQuery.start: unknown name nwo (1:1)',
      of({ provider: prometheus({ rangeQuery: { start: 'nwo()' } }) }),
    ],
    [
      'error: spec.metrics[0].provider.web.jsonPath: the path ',
      of({ provider: { web: { url: 'http://a', jsonPath: '{.a[' } } }),
    ],
    ['warning: spec.metrics[0]: no condition: every answer counts as a good one', of({ successCondition: undefined })],
    [
      'error: spec.metrics[0].provider.prometheus.query: {{inputs.app}} is no argument: only {{args.NAME}} is replaced, and nothing else may be there',
      of({ provider: prometheus({ query: 'up{app="{{inputs.app}}"}' }) }),
    ],
    [
      'warning: spec.metrics[0].provider.prometheus.query: {{args.app}}: no argument of that name is declared here',
      of({ provider: prometheus({ query: 'up{app="{{args.app}}"}' }) }),
    ],
    [
      'error: spec.metrics[0].interval: {{args.token}} is a secret: it may be used within provider alone',
      of({ interval: '{{args.token}}' }, SECRET),
    ],
    [
      'error: spec.metrics[0].provider.job.spec.template: {{args.token}} is a secret, which Jobs do not get: mount it in their pods',
      of({ successCondition: undefined, provider: { job: { spec: { template: '{{args.token}}' } } } }, SECRET),
    ],
    ["warning: spec.args[0]: no metric uses the argument 'limit'", template(LIMIT)],
    [
      "warning: spec.dryRun: dryRun[0]: Rule didn't match any metric name(s)",
      template({ dryRun: [{ metricName: 'x' }] }),
    ],
    [
      "error: spec.templates: two metrics have the same name 'errors'",
      template(refersTo('b', 'd'), 'a'),
      template({}, 'b'),
      template({}, 'd'),
    ],
    [
      'error: spec.metrics: Unable to resolve metric arguments: argument "limit" was not supplied',
      run({ ...LIMIT, metrics: [metric({ count: '{{args.limit}}' })] }),
    ],
    [
      "error: spec.metrics: Analysis spec invalid: dryRun[0]: Rule didn't match any metric name(s)",
      run({ dryRun: [{ metricName: 'x' }] }),
    ],
  ])('%s', async (line, ...objects) => expect(await linesFor(...objects)).toEqual([expect.stringContaining(line)]));
});

it('a circle is told of each template in it', async () => {
  const circle = (...names: string[]) =>
    `error: spec.templates: templates refer to each other in a circle: ${names.map((one) => `AnalysisTemplate '${one}'`).join(' -> ')}`;
  expect(await linesFor(template(refersTo('b'), 'a'), template(refersTo('a'), 'b'))).toEqual([
    circle('a', 'b', 'a'),
    circle('b', 'a', 'b'),
  ]);
});

it('what a template is made of and is elsewhere is a note', async () => {
  expect(await reportFor(template(refersTo('elsewhere')))).toMatchObject({
    ...{ findings: [], notChecked: ['analysistemplates'] },
  });
});

it('nothing more is said of a template that is wrong', async () => {
  expect(await linesFor(judgedBy('results', { metrics: [metric({ count: 2, successCondition: 'results' })] }))).toEqual(
    ['error: spec.metrics[0]: metrics[0]: interval must be specified when count > 1'],
  );
});

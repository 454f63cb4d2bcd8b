import { describe, expect, it } from 'vitest';
import type { AnalysisTemplateSpec } from '../../crds/analysis/template.ts';
import { runSpec } from './run-spec.ts';

const metric = (name: string) => ({ name, provider: { prometheus: { query: name } } });
const spec = (fields: object): AnalysisTemplateSpec => fields as AnalysisTemplateSpec;
const templates = (namespaced: Record<string, object>, cluster: Record<string, object> = {}) => ({
  namespaced: new Map(Object.entries(namespaced).map(([name, fields]) => [name, spec(fields)] as const)),
  cluster: new Map(Object.entries(cluster).map(([name, fields]) => [name, spec(fields)] as const)),
});
const named = (templateName: string, clusterScope?: true) => ({ templateName, ...(clusterScope && { clusterScope }) });
const metricsOf = (result: object) =>
  ('metrics' in result ? (result.metrics as { name: string }[]) : []).map(({ name }) => name);

describe('the spec of a run', () => {
  it('is that of one template, and no more', () => {
    expect(runSpec({ templates: [named('a')] }, templates({ a: { metrics: [metric('m')] } }))).toEqual({
      metrics: [metric('m')],
    });
  });

  it('holds what nested templates say, each once, those of the namespace first', () => {
    const known = templates(
      {
        a: { metrics: [metric('a')], templates: [named('shared', true), named('b')] },
        b: { metrics: [metric('b')], templates: [named('shared', true)] },
      },
      { shared: { metrics: [metric('shared')], templates: [named('c')] } },
    );
    const all = {
      ...known,
      namespaced: new Map([...known.namespaced, ['c', spec({ metrics: [metric('c')] })] as const]),
    };
    expect(metricsOf(runSpec({ templates: [named('shared', true), named('a'), named('a')] }, all))).toEqual([
      ...['c', 'a', 'b', 'shared'],
    ]);
  });

  it('takes the values of the caller before those of templates, and drops what none declares', () => {
    const args = [{ name: 'x' }, { name: 'y', value: 'usual' }, { name: 'z', value: 'usual' }];
    const secret = { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } };
    const incoming = [
      { name: 'x', value: '1' },
      { name: 'z', ...secret },
      { name: 'unknown', value: '1' },
    ];
    const known = templates({ a: { metrics: [metric('m')], args } });
    expect(runSpec({ templates: [named('a')], args: incoming }, known)).toMatchObject({
      args: [
        { name: 'x', value: '1' },
        { name: 'y', value: 'usual' },
        { name: 'z', ...secret },
      ],
    });
  });

  it('lets templates complete each other', () => {
    const known = templates({
      a: { metrics: [metric('m')], args: [{ name: 'x' }, { name: 'y', value: '2' }] },
      b: { metrics: [metric('n')], args: [{ name: 'x', value: '1' }, { name: 'y' }] },
    });
    expect(runSpec({ templates: [named('a'), named('b')] }, known)).toMatchObject({
      args: [
        { name: 'x', value: '1' },
        { name: 'y', value: '2' },
      ],
    });
  });

  it('puts the rules of the caller before those of templates', () => {
    const known = templates({ a: { metrics: [metric('m')], dryRun: [{ metricName: 'm' }] } });
    const wish = {
      templates: [named('a')],
      dryRun: [{ metricName: 'n' }],
      measurementRetention: [{ metricName: 'm', limit: 3 }],
    };
    expect(runSpec(wish, known)).toMatchObject({
      dryRun: [{ metricName: 'n' }, { metricName: 'm' }],
      measurementRetention: [{ metricName: 'm', limit: 3 }],
    });
  });

  const twice = templates({
    a: { metrics: [metric('m')], args: [{ name: 'x', value: 'a' }], dryRun: [{ metricName: 'm' }] },
    b: { metrics: [metric('m')] },
    c: { metrics: [metric('n')], args: [{ name: 'x', value: 'b' }], dryRun: [{ metricName: 'm' }] },
    open: { metrics: [metric('o')], args: [{ name: 'x' }] },
    round: { metrics: [], templates: [named('about')] },
    about: { metrics: [], templates: [named('round')] },
    rules: {
      metrics: [metric('r')],
      measurementRetention: [
        { metricName: 'm', limit: 1 },
        { metricName: 'm', limit: 2 },
      ],
    },
    dry: { metrics: [metric('d')], dryRun: [{ metricName: 'm' }] },
  });
  it.each([
    ["two metrics have the same name 'm'", ['a', 'b']],
    ["Argument `x` specified multiple times with different values: 'a', 'b'", ['a', 'c']],
    ['args.x was not resolved', ['open']],
    ["AnalysisTemplate 'nowhere' not found", ['nowhere']],
    ["two Dry-Run metric rules have the same name 'm'", ['a', 'dry']],
    ["two Measurement Retention metric rules have the same name 'm'", ['rules']],
    [
      "templates refer to each other in a circle: AnalysisTemplate 'round' -> AnalysisTemplate 'about' -> AnalysisTemplate 'round'",
      ['round'],
    ],
  ])('is refused: %s', (problem, names) => {
    expect(runSpec({ templates: names.map((name) => named(name)) }, twice)).toEqual({ problem });
  });

  it('is refused where templates nest without end', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`t${index}`, { templates: [named(`t${index + 1}`)] }]),
    );
    const result = runSpec({ templates: [named('t0')] }, templates(chain));
    expect((result as { problem: string }).problem).toMatch(/^templates nest more than 16 deep: /);
  });
});

import { describe, expect, it } from 'vitest';
import { knownSamples } from './answers.testkit.ts';
import { metricsHandler } from './api.ts';

const NOW = 1_700_000_600_000;
const SUM = { metric: { __name__: 'sum' }, value: [1_700_000_600, '4'] };
const handler = metricsHandler(knownSamples());

const asked = (path: string, ...pairs: (readonly [string, string])[]) =>
  handler(path, String(new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))), NOW);
const vector = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });

describe('the query interface', () => {
  it.each<[string, [string, string][], unknown]>([
    ['a vector, now', [['query', 'sum']], vector(SUM)],
    [
      'a vector at a time in seconds',
      [
        ['query', 'sum'],
        ['time', '1700000600'],
      ],
      vector(SUM),
    ],
    [
      'a vector at a date',
      [
        ['query', 'sum'],
        ['time', '2023-11-14T23:23:20+01:00'],
      ],
      vector(SUM),
    ],
    [
      'a scalar',
      [
        ['query', '1e6'],
        ['time', '1.5'],
      ],
      { data: { resultType: 'scalar', result: [1.5, '1000000'] } },
    ],
    ['an infinite value', [['query', 'vector(1/0)']], vector({ metric: {}, value: [1_700_000_600, '+Inf'] })],
    [
      'a range',
      [['query', 'sum[1m]']],
      { data: { resultType: 'matrix', result: [{ values: [[1_700_000_600, '4']] }] } },
    ],
  ])('answers with %s', (_, pairs, body) => {
    expect(asked('/api/v1/query', ...pairs)).toMatchObject({ status: 200, body });
  });

  it('answers with a matrix, step by step', () => {
    const pairs = [
      ['query', 'sum'],
      ['start', '1700000540'],
      ['end', '1700000600'],
      ['step', '1m'],
    ] as const;
    expect(asked('/api/v1/query_range', ...pairs).body).toEqual({
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { __name__: 'sum' }, values: [[1_700_000_600, '4']] }] },
    });
  });

  it.each<[string, [string, string][], string]>([
    [
      '',
      [
        ['query', 'sum('],
        ['time', '1'],
      ],
      'invalid parameter "query": 1:5: parse error: unclosed left parenthesis',
    ],
    ['', [], 'invalid parameter "query": 1:1: parse error: no expression found in input'],
    [
      '',
      [
        ['query', 'a'],
        ['time', 'x'],
      ],
      `"time": Invalid time value for 'time': cannot parse "x" to a valid timestamp`,
    ],
    ['', [['query', 'sort(a)']], 'unsupported: sort(); the sandbox'],
    [
      '_range',
      [
        ['end', '1'],
        ['step', '1'],
      ],
      'invalid parameter "start": cannot parse "" to a valid timestamp',
    ],
    [
      '_range',
      [
        ['start', '2'],
        ['end', '1'],
        ['step', '1'],
      ],
      '"end": end timestamp must not be before start time',
    ],
    [
      '_range',
      [
        ['start', '1'],
        ['end', '1'],
        ['step', '0'],
      ],
      '"step": zero or negative query resolution step widths',
    ],
    [
      '_range',
      [
        ['start', '1'],
        ['end', '1'],
        ['step', 'x'],
      ],
      '"step": cannot parse "x" to a valid duration',
    ],
    [
      '_range',
      [
        ['start', '0'],
        ['end', '11001'],
        ['step', '1'],
      ],
      'exceeded maximum resolution of 11,000 points',
    ],
    [
      '_range',
      [
        ['query', 'a[1m]'],
        ['start', '0'],
        ['end', '1'],
        ['step', '1'],
      ],
      '"query": invalid expression type "range',
    ],
  ])('refuses query%s with %j', (kind, pairs, message) => {
    const body = { status: 'error', errorType: 'bad_data', error: expect.stringContaining(message) };
    expect(asked(`/api/v1/query${kind}`, ...pairs)).toEqual({ status: 400, body });
  });

  it('says what is wrong with the data', () => {
    const answer = asked('/api/v1/query', ['query', 'temperature_celsius + on(job) target_info']);
    expect(answer).toMatchObject({ status: 422, body: { status: 'error', errorType: 'execution' } });
  });

  it('takes as many points as Prometheus', () => {
    const pairs = [
      ['query', '1'],
      ['start', '0'],
      ['end', '11000'],
      ['step', '1'],
    ] as const;
    expect(asked('/api/v1/query_range', ...pairs).status).toBe(200);
  });
});

describe('the lists', () => {
  it.each<[string, [string, string][], unknown]>([
    [
      'series',
      [
        ['match[]', 'sum'],
        ['match[]', '{pod="x"}'],
      ],
      [{ __name__: 'sum' }, { pod: 'x' }],
    ],
    [
      'series',
      [
        ['match[]', 'sum'],
        ['end', '1699999999'],
      ],
      [],
    ],
    [
      'series',
      [
        ['match[]', 'sum'],
        ['start', '1700001261'],
      ],
      [],
    ],
    ['labels', [['match[]', 'target_info']], ['__name__', 'instance', 'job', 'version']],
    ['label/job/values', [], ['cart', 'shop']],
    ['label/__name__/values', [['match[]', '{pod="x"}']], ['restarts']],
    ['label/nothing/values', [], []],
    ['status/buildinfo', [], { version: '3.1.0' }],
  ])('has %s for %j', (path, pairs, data) => {
    expect(asked(`/api/v1/${path}`, ...pairs)).toMatchObject({ status: 200, body: { status: 'success', data } });
  });

  it.each<[string, [string, string][], string]>([
    ['series', [], 'no match[] parameter provided'],
    [
      'series',
      [['match[]', 'a{']],
      'invalid parameter "match[]": 1:3: parse error: unexpected end of input inside braces',
    ],
    [
      'series',
      [['match[]', '{a=""}']],
      'invalid parameter "match[]": match[] must contain at least one non-empty matcher',
    ],
    ['labels', Array(101).fill(['match[]', 'a']), 'match[] may be given 100 times at most'],
    ['labels', [['match[]', 'a[5m]']], '1:2: parse error: unexpected "["'],
    ['label/%ff/values', [], 'invalid label name: "%ff"'],
  ])('refuse %s with %j', (path, pairs, error) => {
    const body = { status: 'error', errorType: 'bad_data', error };
    expect(asked(`/api/v1/${path}`, ...pairs)).toEqual({ status: 400, body });
  });
});

it.each([
  ['/-/ready', 200, 'Prometheus Server is Ready.\n'],
  ['/api/v1/rules', 404, { status: 'error', errorType: 'not_found', error: 'no such path: /api/v1/rules' }],
])('%s answers %i', (path, status, body) => {
  expect(asked(path)).toEqual({ status, body });
});

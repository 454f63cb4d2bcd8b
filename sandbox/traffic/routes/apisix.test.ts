import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../kube/types.ts';
import { object, problemsOf, sharesFor } from './routes.testkit.ts';

const to = (serviceName: string, weight?: number) => ({ serviceName, servicePort: 80, weight });
const rule = (backends: readonly unknown[], match: object = {}, priority?: number) => ({
  name: 'rule',
  priority,
  match: { hosts: ['web.example'], paths: ['/*'], ...match },
  backends,
});
const route = (...http: readonly unknown[]) => object('apisix.apache.org/v2', 'ApisixRoute web', { http });
const both = rule([to('stable', 80), to('canary', 20)]);
const expression = (op: string, value: object, subject: object = { scope: 'Header', name: 'X-V' }) =>
  route(both, rule([to('canary', 100)], { exprs: [{ subject, op, ...value }] }, 1));

const ALL = 'canary:80 100';
const BOTH = 'stable:80 80, canary:80 20';

describe('an ApisixRoute', () => {
  it.each<[row: string, object: KubeObject, request: string, shares: string]>([
    ['divides by weight', route(both), 'web.example/x', BOTH],
    ['weighs 100 without a weight', route(rule([to('a'), to('b', 300)])), 'web.example', 'a:80 25, b:80 75'],
    ['keeps what weighs nothing out', route(rule([to('a', 0)])), 'web.example', 'a:80 0'],
    ['is for its hosts', route(both), 'other.example', 'nowhere'],
    ['prefers whole paths', route(both, rule([to('a')], { paths: ['/cart'] })), 'web.example/cart', 'a:80 100'],
    [
      'prefers a whole path to a beginning as long',
      route(rule([to('a')], { paths: ['/b*'] }), rule([to('b')], { paths: ['/b'] })),
      'web.example/b',
      'b:80 100',
    ],
    ['takes such a path alone', route(both, rule([to('a')], { paths: ['/cart'] })), 'web.example/carts', BOTH],
    ['prefers longer paths', route(both, rule([to('a')], { paths: ['/b', '/ca*'] })), 'web.example/cart', 'a:80 100'],
    ['prefers priorities', route(rule([to('low')], {}, -1), rule([to('high')])), 'web.example', 'high:80 100'],
    ['takes methods', route(both, rule([to('a')], { methods: ['PUT', 'POST'] }, 1)), 'POST web.example', 'a:80 100'],
    ['takes a header', expression('Equal', { value: '2' }), 'web.example x-v=2', ALL],
    ['leaves another value', expression('Equal', { value: '2' }), 'web.example x-v=3', BOTH],
    ['takes a pattern', expression('RegexMatch', { value: '^v.*' }), 'web.example x-v=v2', ALL],
    ['heeds case in patterns', expression('RegexMatch', { value: 'v' }), 'web.example x-v=V', BOTH],
    ['may ignore case', expression('RegexMatchCaseInsensitive', { value: 'v' }), 'web.example x-v=V', ALL],
    ['takes any of a set', expression('In', { set: ['1', '2'] }), 'web.example x-v=2', ALL],
    ['takes none of a set', expression('NotIn', { set: ['1', '2'] }), 'web.example x-v=2', BOTH],
    ['takes another value', expression('NotEqual', { value: '1' }), 'web.example', ALL],
    ['compares numbers', expression('GreaterThan', { value: '9' }), 'web.example x-v=10', ALL],
    [
      'takes cookies',
      expression('Equal', { value: '1' }, { scope: 'Cookie', name: 'b' }),
      'web.example cookie=b=1',
      ALL,
    ],
    ['takes parameters', expression('Equal', { value: '1' }, { scope: 'Query', name: 'b' }), 'web.example/?b=1', ALL],
    ['takes paths', expression('RegexMatch', { value: '/v[0-9]/' }, { scope: 'Path' }), 'web.example/a/v1/', ALL],
    ['knows no variables', expression('Equal', { value: '1' }, { scope: 'Variable', name: 'b' }), 'web.example', BOTH],
    ['knows no other operators', expression('Near', { value: '1' }), 'web.example x-v=1', BOTH],
    [
      'fails for upstreams',
      route({ ...rule([to('a')]), upstreams: [{ name: 'far', weight: 100 }] }),
      'web.example',
      'a:80 50, far fails 50',
    ],
  ])('%s', (_, one, request, shares) => expect(sharesFor([one], request)).toBe(shares));

  it.each<[row: string, rule: unknown, problem: string]>([
    ['no paths', rule([], { paths: [] }), 'ApisixRoute web spec.http[0].match.paths: is empty'],
    ['a backend without a name', rule([{}]), 'spec.http[0].backends[0].serviceName: is missing'],
    ['a weight below 0', rule([to('a', -1)]), 'spec.http[0].backends[0].weight: must be a number'],
    ['addresses', rule([], { remoteAddrs: ['10.0.0.1'] }), 'match.remoteAddrs: is not simulated'],
    [
      'a bad pattern',
      rule([], { exprs: [{ subject: { scope: 'Path' }, op: 'RegexMatch', value: '[' }] }),
      'is no pattern',
    ],
  ])('notes %s', (_, one, problem) => expect(problemsOf([route(one)]).join()).toContain(problem));
});

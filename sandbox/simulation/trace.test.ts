import { expect, it } from 'vitest';
import { subjectOf } from './subject.ts';
import { bodyText, newTrace } from './trace.ts';

it('says when, who and what', () => {
  let elapsed = 0;
  const trace = newTrace(() => elapsed);
  trace.note('user', 'begins');
  elapsed = 3_723_456.7;
  trace.note('controllers', 'goes on');
  expect(trace.lines).toEqual(['0:00:00.000 user         begins', '1:02:03.456 controllers  goes on']);
});

it.each<[body: object, text: string]>([
  [{ spec: { replicas: 3 } }, '{spec: {replicas: 3}}'],
  [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { app: 'a b' } }, spec: {} },
    '{metadata: {labels: {app: "a b"}}, spec: {}}',
  ],
  [[{ op: 'remove', path: '/spec/x' }], '[{op: remove, path: /spec/x}]'],
  [
    { kind: 'Event', involvedObject: { kind: 'Pod', name: 'a' }, reason: 'Pulled', message: 'It is there' },
    'Pod a Pulled: It is there',
  ],
  [{ data: { long: 'x'.repeat(300) } }, `{data: {long: ${'x'.repeat(300)}`.slice(0, 200).concat('…')],
])('writes %o as people do', (body, text) => {
  expect(bodyText(JSON.stringify(body))).toBe(text);
});

it.each<[method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, expected: object]>([
  ['GET', '/api/v1/pods?watch=true', { verb: 'watch', kind: 'pods', name: '' }],
  ['GET', '/api/v1/namespaces/a/pods?limit=5', { verb: 'list', kind: 'pods', name: 'a' }],
  ['GET', '/api/v1/namespaces/a/pods/b', { verb: 'get', kind: 'pods', name: 'a/b' }],
  ['POST', '/api/v1/namespaces/a/pods/b/binding', { verb: 'create', kind: 'pods/binding', name: 'a/b' }],
  [
    'PATCH',
    '/apis/apps/v1/namespaces/a/deployments/b/status',
    { verb: 'patch', kind: 'deployments/status', name: 'a/b' },
  ],
  ['DELETE', '/api/v1/namespaces/a/pods', { verb: 'deletecollection', kind: 'pods', name: 'a' }],
  ['GET', '/version', { verb: 'get', kind: '', name: '/version' }],
])('%s %s', (method, path, expected) => {
  expect(subjectOf({ method, path })).toEqual(expected);
});

/** How the server answers who may do what. */
import { type Area, get, loose, post } from '../case.testkit.ts';

const API = 'authorization.k8s.io/v1';
const path = (plural: string) => `/apis/${API}/${plural}`;
const asks = (
  spec: unknown,
  status = 201,
  has: unknown = { kind: 'SelfSubjectAccessReview', status: { allowed: true } },
) => post(path('selfsubjectaccessreviews'), { apiVersion: API, kind: 'SelfSubjectAccessReview', spec }, status, has);
const may = (resourceAttributes: object) => asks({ resourceAttributes });

export const access: Area = {
  area: 'SelfSubjectAccessReview',
  cases: [
    { does: 'lets an administrator read pods', steps: [may({ verb: 'get', resource: 'pods', namespace: '{ns}' })] },
    {
      does: 'lets an administrator write deployments',
      steps: [may({ verb: 'create', resource: 'deployments', group: 'apps', namespace: '{ns}' })],
    },
    { does: 'lets an administrator do everything', steps: [may({ verb: '*', resource: '*', group: '*' })] },
    {
      does: 'answers for custom kinds',
      steps: [may({ verb: 'delete', resource: 'widgets', group: '{group}', name: 'a', namespace: '{ns}' })],
    },
    {
      does: 'answers for subresources',
      steps: [may({ verb: 'create', resource: 'pods', subresource: 'eviction', namespace: '{ns}' })],
    },
    {
      does: 'answers for kinds that are not there',
      steps: [may({ verb: 'get', resource: 'nothings', group: 'none.example.com' })],
    },
    {
      does: 'answers for paths that are no resources',
      steps: [asks({ nonResourceAttributes: { verb: 'get', path: '/healthz' } })],
    },
    {
      does: 'sends the question back',
      steps: [
        asks({ resourceAttributes: { verb: 'get', resource: 'pods' } }, 201, {
          spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
        }),
      ],
    },
    { does: 'refuses a question about nothing', steps: [asks({}, 422, { reason: 'Invalid' })] },
    {
      does: 'refuses two questions at once',
      steps: [
        asks(
          { resourceAttributes: { verb: 'get', resource: 'pods' }, nonResourceAttributes: { verb: 'get', path: '/' } },
          422,
          { reason: 'Invalid' },
        ),
      ],
    },
    {
      does: 'keeps no reviews',
      steps: [get(path('selfsubjectaccessreviews'), 405), get(path('selfsubjectaccessreviews/a'), 404)],
    },
    {
      does: 'answers for others',
      steps: [
        post(
          path('subjectaccessreviews'),
          {
            apiVersion: API,
            kind: 'SubjectAccessReview',
            spec: { user: 'admin', groups: ['system:masters'], resourceAttributes: { verb: 'get', resource: 'pods' } },
          },
          201,
          { status: { allowed: true } },
        ),
      ],
    },
    {
      does: 'lists what one may do',
      steps: [
        loose(
          'rules come in no order, and are those of a cluster',
          post(
            path('selfsubjectrulesreviews'),
            { apiVersion: API, kind: 'SelfSubjectRulesReview', spec: { namespace: '{ns}' } },
            201,
            { kind: 'SelfSubjectRulesReview' },
          ),
        ),
      ],
    },
  ],
};

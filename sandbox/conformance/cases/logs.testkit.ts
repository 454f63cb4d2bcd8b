/** What there is to read of pods that have not started. */
import { type Area, get, post, strategicPatch } from '../case.testkit.ts';
import { configMaps, pod, pods } from '../objects.testkit.ts';

const one = post(pods(), pod('a'), 201);
const two = post(
  pods(),
  pod('a', {
    containers: [
      { name: 'x', image: 'i' },
      { name: 'y', image: 'i' },
    ],
    initContainers: [{ name: 'z', image: 'i' }],
  }),
  201,
);
const log = (query?: string) => pods('a/log', query);

export const logs: Area = {
  area: 'logs of pods that have not started',
  needsPods: true,
  cases: [
    { does: 'has nothing of a pod without a node', steps: [one, get(log(), 204, '')] },
    { does: 'has nothing of a container of it', steps: [one, get(log('container=main'), 204, '')] },
    { does: 'does not find a pod', steps: [get(log(), 404, { reason: 'NotFound', message: 'pods "a" not found' })] },
    {
      does: 'does not find a container',
      steps: [
        one,
        get(log('container=other'), 400, { reason: 'BadRequest', message: 'container other is not valid for pod a' }),
      ],
    },
    {
      does: 'asks which of several containers is meant',
      steps: [
        two,
        get(log(), 400, {
          reason: 'BadRequest',
          message: 'a container name must be specified for pod a, choose one of: [z x y]',
        }),
      ],
    },
    {
      does: 'has nothing of one of several containers',
      steps: [two, get(log('container=y'), 204, ''), get(log('container=z'), 204, '')],
    },
    {
      does: 'takes the options of logs',
      steps: [one, get(log('tailLines=5&timestamps=true&previous=false&sinceSeconds=60&limitBytes=100'), 204, '')],
    },
    {
      does: 'refuses options that cannot be',
      steps: [
        one,
        get(log('tailLines=-1'), 422, { reason: 'Invalid' }),
        get(log('limitBytes=0'), 422),
        get(log('sinceSeconds=0'), 422),
      ],
    },
    {
      does: 'refuses options of another type',
      steps: [one, get(log('tailLines=many'), 400, { reason: 'BadRequest' })],
    },
    {
      does: 'refuses two ways to say since when',
      steps: [one, get(log('sinceSeconds=5&sinceTime=2020-01-01T00:00:00Z'), 422)],
    },
    { does: 'writes no logs', steps: [one, post(log(), {}, 405), strategicPatch(log(), {}, 405)] },
    { does: 'has no logs of other kinds', steps: [get(configMaps('a/log'), 404)] },
  ],
};

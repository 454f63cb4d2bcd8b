/** Names that the server makes up. */
import { ABSENT, type Area, apply, as, get, loose, post, put } from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  namespaces,
  pod,
  pods,
  service,
  services,
  widget,
  widgets,
} from '../objects.testkit.ts';

const made = (generateName: string, more: object = {}) =>
  post(configMaps(), configMap('', {}, { generateName, ...more }), 201, { metadata: { generateName } });

export const generatedNames: Area = {
  area: 'generateName',
  needsPods: true,
  cases: [
    {
      does: 'makes up a name that begins as asked',
      steps: [
        post(configMaps(), configMap('', {}, { generateName: 'some-' }), 201, {
          metadata: { name: /^some-[bcdfghjklmnpqrstvwxz2456789]{5}$/, generateName: 'some-' },
        }),
      ],
    },
    {
      does: 'makes up another name each time',
      steps: [
        as('one', made('x-')),
        as('two', made('x-')),
        get(configMaps('{one.metadata.name}'), 200),
        get(configMaps('{two.metadata.name}'), 200),
      ],
    },
    {
      does: 'prefers a name that is given',
      steps: [
        post(configMaps(), configMap('given', {}, { generateName: 'some-' }), 201, {
          metadata: { name: 'given', generateName: 'some-' },
        }),
      ],
    },
    {
      does: 'makes up names of custom objects',
      steps: [
        post(widgets(), widget('', { spec: {} }, { generateName: 'w-' }), 201, { metadata: { name: /^w-.{5}$/ } }),
      ],
    },
    {
      does: 'makes up names of pods and services',
      steps: [
        post(pods(), pod('', {}, { generateName: 'p-' }), 201, { metadata: { name: /^p-.{5}$/ } }),
        post(services(), service('', { spec: { ports: [{ port: 80 }] } }, { generateName: 's-' }), 201, {
          metadata: { name: /^s-.{5}$/ },
        }),
      ],
    },
    {
      does: 'shortens what the name begins with',
      steps: [
        post(configMaps(), configMap('', {}, { generateName: 'a'.repeat(100) }), 201, {
          metadata: { name: /^a{58}.{5}$/ },
        }),
      ],
    },
    {
      does: 'refuses an impossible beginning',
      steps: [
        loose(
          'the message has the name that was made up',
          post(configMaps(), configMap('', {}, { generateName: 'Not Valid-' }), 422, { reason: 'Invalid' }),
        ),
      ],
    },
    {
      does: 'makes up no name in apply',
      steps: [
        apply(configMaps('a', 'fieldManager=one'), configMap('', {}, { generateName: 'x-' }), 400, {
          reason: 'BadRequest',
        }),
      ],
    },
    {
      does: 'makes up a name in a dry run, and keeps nothing',
      steps: [
        as(
          'dry',
          post(configMaps('', 'dryRun=All'), configMap('', {}, { generateName: 'x-' }), 201, {
            metadata: { name: /^x-.{5}$/ },
          }),
        ),
        get(configMaps('{dry.metadata.name}'), 404),
      ],
    },
    {
      does: 'needs a name in an update',
      steps: [
        as('one', made('x-')),
        put(configMaps('{one.metadata.name}'), configMap('', {}, { generateName: 'x-' }), 400),
      ],
    },
    {
      does: 'lets generateName be dropped',
      steps: [
        as('one', made('x-')),
        put(
          configMaps('{one.metadata.name}'),
          { $from: 'one', metadata: { generateName: null, labels: { a: 'b' } } },
          200,
          { metadata: { generateName: ABSENT } },
        ),
      ],
    },
    {
      does: 'makes up names of namespaces',
      steps: [
        post(
          namespaces('', 'dryRun=All'),
          { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'some-' } },
          201,
          { metadata: { name: /^some-.{5}$/ } },
        ),
      ],
    },
  ],
};

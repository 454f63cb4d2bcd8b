/** What disappears when a manager no longer applies it. */
import { ABSENT, type Area, apply, mergePatch } from '../case.testkit.ts';
import {
  configMap,
  configMaps,
  podTemplate,
  podTemplates,
  service,
  services,
  widget,
  widgets,
} from '../objects.testkit.ts';

const one = configMaps('a', 'fieldManager=one');
const two = configMaps('a', 'fieldManager=two');
const data = (values: object) => configMap('a', { data: values });
const spec = (rest: object) => widget('a', { spec: rest });
const widgetBy = (manager: string) => widgets('a', `fieldManager=${manager}`);
const templateBy = (manager: string) => podTemplates('a', `fieldManager=${manager}`);
const containers = (...names: string[]) =>
  podTemplate('a', { containers: names.map((name) => ({ name, image: `example.com/${name}:1` })) });

export const applyRemovals: Area = {
  area: 'apply removal',
  cases: [
    {
      does: 'removes a field that its only manager leaves out',
      steps: [
        apply(one, data({ x: '1', y: '1' }), 201),
        apply(one, data({ x: '1' }), 200, { data: { x: '1', y: ABSENT } }),
      ],
    },
    {
      does: 'keeps a field that another manager owns too',
      steps: [
        apply(one, data({ x: '1', y: '1' }), 201),
        apply(two, data({ y: '1' }), 200),
        apply(one, data({ x: '1' }), 200, { data: { x: '1', y: '1' } }),
      ],
    },
    {
      does: 'keeps a field that an update changed',
      steps: [
        apply(one, data({ x: '1', y: '1' }), 201),
        mergePatch(configMaps('a', 'fieldManager=writer'), { data: { y: '2' } }, 200),
        apply(one, data({ x: '1' }), 200, { data: { x: '1', y: '2' } }),
      ],
    },
    {
      does: 'removes the map with its last field',
      steps: [apply(one, data({ x: '1' }), 201), apply(one, configMap('a'), 200, { data: ABSENT })],
    },
    {
      does: 'removes labels and annotations',
      steps: [
        apply(one, configMap('a', {}, { labels: { l: '1' }, annotations: { a: '1' } }), 201),
        apply(one, configMap('a'), 200, { metadata: { labels: ABSENT, annotations: ABSENT } }),
      ],
    },
    {
      does: 'removes an item of a list by its key',
      steps: [
        apply(templateBy('one'), containers('a', 'b'), 201),
        apply(templateBy('one'), containers('b'), 200, { template: { spec: { containers: [{ name: 'b' }] } } }),
      ],
    },
    {
      does: 'keeps the items that others applied',
      steps: [
        apply(templateBy('one'), containers('a', 'b'), 201),
        apply(templateBy('two'), containers('c'), 200),
        apply(templateBy('one'), containers('a'), 200, {
          template: { spec: { containers: [{ name: 'a' }, { name: 'c' }] } },
        }),
      ],
    },
    {
      does: 'removes items of a set',
      steps: [
        apply(widgetBy('one'), spec({ tags: ['x', 'y'] }), 201),
        apply(widgetBy('two'), spec({ tags: ['y', 'z'] }), 200),
        apply(widgetBy('one'), spec({ tags: ['x'] }), 200, { spec: { tags: ['x', 'y', 'z'] } }),
        apply(widgetBy('two'), spec({ tags: ['z'] }), 200, { spec: { tags: ['x', 'z'] } }),
      ],
    },
    {
      does: 'removes a field in an item, and its default comes back',
      steps: [
        apply(widgetBy('one'), spec({ parts: [{ name: 'p', size: 1, unit: 'g' }] }), 201),
        apply(widgetBy('one'), spec({ parts: [{ name: 'p' }] }), 200, {
          spec: { parts: [{ name: 'p', size: ABSENT, unit: 'kg' }] },
        }),
      ],
    },
    {
      does: 'gives a default back to a field of the spec',
      steps: [
        apply(widgetBy('one'), spec({ replicas: 5, mode: 'Fast' }), 201),
        apply(widgetBy('one'), spec({ replicas: 5 }), 200, { spec: { replicas: 5, mode: 'Safe' } }),
      ],
    },
    {
      does: 'removes a port, known by its number and its protocol',
      steps: [
        apply(
          services('a', 'fieldManager=one'),
          service('a', {
            spec: {
              ports: [
                { port: 80, name: 'a', protocol: 'TCP' },
                { port: 81, name: 'b', protocol: 'TCP' },
              ],
            },
          }),
          201,
        ),
        apply(
          services('a', 'fieldManager=one'),
          service('a', { spec: { ports: [{ port: 81, name: 'b', protocol: 'TCP' }] } }),
          200,
          {
            spec: { ports: [{ port: 81 }] },
          },
        ),
      ],
    },
    {
      does: 'removes an object of free form by its parts',
      steps: [
        apply(widgetBy('one'), spec({ anything: { a: 1, b: 2 } }), 201),
        apply(widgetBy('two'), spec({ anything: { c: 3 } }), 200),
        apply(widgetBy('one'), spec({ anything: { a: 1 } }), 200, {
          spec: { anything: { a: 1, b: ABSENT, c: 3 } },
        }),
      ],
    },
    {
      does: 'removes entries of a map of strings',
      steps: [
        apply(widgetBy('one'), spec({ labels: { a: '1', b: '2' } }), 201),
        apply(widgetBy('one'), spec({ labels: { b: '2' } }), 200, { spec: { labels: { a: ABSENT, b: '2' } } }),
      ],
    },
  ],
};

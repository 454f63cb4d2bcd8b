/** Random patches, most of which fit the objects that the comparison with the API server patches. */
import fc from 'fast-check';

const one = fc.constantFrom;
const text = one('1', '2', '');
const mapFields = fc.dictionary(one('a', 'b', 'c', 'd'), one('1', '2', null), { maxKeys: 3 });
const mapPatch = fc
  .tuple(mapFields, one({}, {}, {}, { $patch: 'replace' }, { $patch: 'delete' }))
  .map(([fields, directives]) => ({ ...fields, ...directives }));
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 4 });
const maybe = { requiredKeys: [] as [] };
const directive = one('replace', 'delete', 'delete', 'delete', 'delete', 'merge');

/** Elements that name themselves most of the time, and carry a directive now and then. */
const element = (key: string, names: readonly unknown[], fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.record({ [key]: one(...names), ...fields }, { requiredKeys: [key] }) },
    { weight: 8, arbitrary: fc.record({ [key]: one(...names), $patch: directive }, { requiredKeys: ['$patch'] }) },
    { weight: 1, arbitrary: fc.record(fields, maybe) },
    { weight: 1, arbitrary: one<unknown>(5, 'x', []) },
  );

/** An empty order says nothing, and leaves elements where a sort of the server happens to put them. */
const order = (key: string, names: readonly unknown[]) =>
  fc.shuffledSubarray([...names], { minLength: 1 }).map((chosen) => chosen.map((name) => ({ [key]: name })));

const env = element('name', ['A', 'B', 'C'], { value: fc.option(text) });
const port = element('containerPort', [80, 81, 82], { name: one('x', 'y', null), protocol: one('UDP', 'TCP') });
const containerPatch = element('name', ['c', 'd', 'e', 'f'], {
  image: one('j', 'k'),
  env: fc.option(some(env)),
  ports: some(port),
  $setElementOrder: fc.constant(undefined),
  '$setElementOrder/env': order('name', ['A', 'B', 'C']),
});
const volume = element('name', ['v', 'w', 'z'], {
  emptyDir: one({}, null, { medium: 'Memory' }),
  configMap: one({ name: 'y' }, null),
  $retainKeys: one(['name', 'emptyDir'], ['name', 'configMap'], ['name']),
});
const finalizers = ['example.com/a', 'example.com/b', 'example.com/c', 'example.com/d'];

export const deploymentPatch = fc.record(
  {
    metadata: fc.record(
      {
        labels: fc.option(mapPatch),
        finalizers: fc.option(fc.shuffledSubarray(finalizers.slice(1))),
        '$deleteFromPrimitiveList/finalizers': fc.subarray(finalizers.slice(0, 1)),
        '$setElementOrder/finalizers': fc.shuffledSubarray(finalizers, { minLength: 1 }),
      },
      maybe,
    ),
    spec: fc.record(
      {
        replicas: one(0, null),
        strategy: one<unknown>(
          { type: 'Recreate', $retainKeys: ['type'] },
          { $retainKeys: ['type'] },
          { rollingUpdate: { maxSurge: 2 }, $retainKeys: ['type'] },
          { rollingUpdate: { maxSurge: '10%' } },
          { $patch: 'replace', type: 'Recreate' },
        ),
        template: fc.record(
          {
            metadata: fc.record({ annotations: fc.option(mapPatch) }, maybe),
            spec: fc.record(
              {
                containers: some(containerPatch),
                '$setElementOrder/containers': order('name', ['c', 'd', 'e', 'f']),
                volumes: some(volume),
                '$setElementOrder/volumes': order('name', ['v', 'w', 'z']),
                nodeSelector: fc.option(mapPatch),
                tolerations: fc.option(some(fc.record({ key: one('a', 'b'), operator: one('Exists') }))),
                $patch: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: directive }),
                dnsPolicy: one('Default', null),
                securityContext: one({ runAsUser: 5 }, { $patch: 'delete' }, null),
              },
              maybe,
            ),
          },
          maybe,
        ),
      },
      maybe,
    ),
  },
  maybe,
);

export const servicePatch = fc.record({
  spec: fc.record(
    {
      selector: fc.option(mapPatch),
      ports: some(element('port', [80, 81, 82], { name: one('p', 'q', 'r'), targetPort: one(1, 'x') })),
      '$setElementOrder/ports': order('port', [80, 81, 82]),
    },
    maybe,
  ),
});

export const configPatch = fc.record({ data: fc.option(mapPatch) });

const segment = one(
  'metadata',
  'spec',
  'template',
  'containers',
  'labels',
  'a',
  'data',
  '0',
  '1',
  '-1',
  '-',
  '7',
  'env',
  'name',
  'x',
);
const pointer = fc.oneof(
  {
    weight: 6,
    arbitrary: one(
      '/spec/template/spec/containers/0/env/1',
      '/spec/template/spec/containers/-1',
      '/spec/template/spec/containers/1/image',
      '/spec/template/spec/containers/-',
      '/spec/template/spec/containers/0/env/-',
      '/metadata/labels/a',
      '/metadata/labels/b~1c',
      '/metadata/finalizers/2',
      '/metadata/annotations',
      '/data/a',
      '/data/c',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.array(segment, { maxLength: 5 }).map((parts) => parts.map((part) => `/${part}`).join('')),
  },
);
export const operations = fc.array(
  fc.record(
    {
      op: one('add', 'remove', 'replace', 'move', 'copy', 'test'),
      path: pointer,
      from: pointer,
      value: one<unknown>('q', { name: 'g', image: 'i' }, { name: 'X', value: 'y' }, null, [], { a: '1' }),
    },
    { requiredKeys: ['op', 'path', 'value'] },
  ),
  { minLength: 1, maxLength: 3 },
);

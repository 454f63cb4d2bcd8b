import { expect, it } from 'vitest';
import { SERVICE_PORTS } from '../experiment-contract.ts';
import { decided, OWNER, type Scene, template } from './scene.testkit.ts';

const withPorts = (ports: readonly (readonly object[])[]) => ({
  ...template('a', { service: {} }),
  template: {
    metadata: { labels: { app: 'a' } },
    spec: { containers: ports.map((list, index) => ({ name: `c${index}`, image: 'web:1', ports: list })) },
  },
});
const serviceIn = (scene: Scene) => decided({ pods: { a: {} }, ...scene }).made[0] as { spec?: unknown } | undefined;

it('selects the pods of its template alone, and belongs to the Experiment', () => {
  expect(serviceIn({ spec: { templates: [template('a', { service: {} })] } })).toEqual({
    ...{ apiVersion: 'v1', kind: 'Service' },
    metadata: {
      ...{ name: 'compare-a', namespace: 'shop', ownerReferences: [OWNER] },
      annotations: { 'experiment.argoproj.io/name': 'compare', 'experiment.argoproj.io/template-name': 'a' },
    },
    spec: {
      selector: { app: 'a', 'rollouts-pod-template-hash': 'hash-a' },
      ports: [{ name: 'http', port: 80, targetPort: 80 }],
    },
  });
});

it.each<[string, readonly (readonly object[])[], readonly object[]]>([
  [
    'those of all containers',
    [[{ name: 'http', containerPort: 80 }], [{ name: 'dns', containerPort: 53, protocol: 'UDP' }]],
    [
      { name: 'http', port: 80, targetPort: 80 },
      { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    ],
  ],
  ['one without a name', [[{ containerPort: 80 }]], [{ port: 80, targetPort: 80 }]],
  [
    'several with a name each',
    [[{ containerPort: 80 }, { name: 'x', containerPort: 81 }], [{ name: 'x', containerPort: 82 }]],
    [
      { name: 'tcp-80', port: 80, targetPort: 80 },
      { name: 'x', port: 81, targetPort: 81 },
      { name: 'tcp-82', port: 82, targetPort: 82 },
    ],
  ],
  [
    'each number once',
    [[{ name: 'a', containerPort: 80 }], [{ name: 'b', containerPort: 80, protocol: 'TCP' }]],
    [{ name: 'a', port: 80, targetPort: 80 }],
  ],
])('has ports: %s', (_, containers, ports) => {
  expect(serviceIn({ spec: { templates: [withPorts(containers)] } })?.spec).toMatchObject({ ports });
});

it('is none without ports', () => {
  expect(decided({ pods: { a: {} }, spec: { templates: [withPorts([[]])] } })).toMatchObject({
    ...{ made: [], status: { templateStatuses: [{ status: 'Running' }] } },
  });
});

it.each<[string, string, readonly object[]]>([
  [
    'has the ports that are asked for',
    '[{"name":"web","port":8080,"targetPort":"http"}]',
    [{ name: 'web', port: 8080, targetPort: 'http' }],
  ],
  ['has its own if what is asked for is no list', '{"port":1}', [{ name: 'http', port: 80, targetPort: 80 }]],
  ['has its own if what is asked for is nothing', 'nonsense', [{ name: 'http', port: 80, targetPort: 80 }]],
  ['leaves out what is no port', '[null,{"port":"x"},{"port":81}]', [{ port: 81, targetPort: 81 }]],
])('%s', (_, text, ports) => {
  const metadata = { annotations: { [SERVICE_PORTS]: text } };
  expect(serviceIn({ metadata, spec: { templates: [template('a', { service: {} })] } })?.spec).toMatchObject({ ports });
});

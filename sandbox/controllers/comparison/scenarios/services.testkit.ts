/** What Endpoints and EndpointSlices say of Services. */
import { ABSENT } from '../../../conformance/case.testkit.ts';
import { deployment, pod, service } from '../objects.testkit.ts';
import { change, type Family, look, make, remove, type Sight } from '../scenario.testkit.ts';

const all = (count: number, ready = count): Sight => ({ pods: count, ready });
const ports = [{ name: 'http', port: 80, targetPort: 8080 }] as const;
const web = { selector: { app: 'web' }, ports };
const open = (name: string, port: number) => ({
  containers: [{ name: 'main', image: 'web:1', ports: [{ name, containerPort: port }] }],
});

export const services: Family = {
  family: 'Services',
  scenarios: [
    {
      does: 'name pods that are ready and those that are not',
      steps: [
        ...make(
          service('web', web, { labels: { app: 'web' }, annotations: { note: 'not passed on' } }),
          pod('ready', 'web'),
          pod('unready', 'web', { image: 'web:unready' }),
          pod('pending', 'web', { nodeSelector: { nowhere: 'true' } }),
          pod('done', 'web', { image: 'web:exit-0', restartPolicy: 'Never' }),
          pod('failed', 'web', { image: 'web:exit-1', restartPolicy: 'Never' }),
          pod('other', 'else'),
        ),
        look('mixed', { pods: 6, ready: 2, running: 3 }, ['Pod/done', { status: { phase: 'Succeeded' } }]),
        change('Service/web', { metadata: { labels: { more: 'true' } } }),
        look('labelled', all(6, 2)),
        remove('Service/web'),
        look('gone', ['Endpoints/web', ABSENT]),
      ],
    },
    {
      does: 'have nobody behind them at first',
      steps: [
        ...make(service('web', web)),
        look('nobody', ['Endpoints/web', {}], all(0)),
        ...make(deployment('web', 2)),
        look('two', all(2)),
        change('Deployment/web', { spec: { replicas: 0 } }),
        look('nobody again', all(0)),
      ],
    },
    {
      does: 'find ports by name, on each pod its own',
      steps: [
        ...make(
          service('web', {
            selector: { app: 'web' },
            ports: [
              { name: 'http', port: 80, targetPort: 'http' },
              { name: 'plain', port: 90 },
              { name: 'udp', port: 91, targetPort: 'http', protocol: 'UDP' },
            ],
          }),
          pod('one', 'web', open('http', 8080)),
          pod('two', 'web', open('http', 9090)),
          pod('none', 'web'),
        ),
        look('up', all(3)),
        // Not all at once: a real controller whose cache is behind makes two slices for the same ports.
        ...make(pod('three', 'web', open('http', 9090))),
        look('one more', all(4)),
      ],
    },
    {
      does: 'name hosts where they are headless',
      steps: [
        ...make(
          service('web', { clusterIP: 'None', ...web }),
          service('bare', { clusterIP: 'None', selector: { app: 'web' } }),
          pod('one', 'web', { hostname: 'first', subdomain: 'web' }),
          pod('two', 'web', { hostname: 'second', subdomain: 'elsewhere' }),
        ),
        look('up', all(2)),
      ],
    },
    {
      does: 'name all pods if they are told to',
      steps: [
        ...make(
          service('web', { ...web, publishNotReadyAddresses: true }),
          pod('ready', 'web'),
          pod('unready', 'web', { image: 'web:unready' }),
        ),
        look('all', { pods: 2, ready: 1, running: 2 }),
        change('Service/web', { spec: { publishNotReadyAddresses: false } }),
        look('only one', all(2, 1)),
      ],
    },
    {
      does: 'follow their selectors',
      steps: [
        ...make(service('web', web), pod('one', 'web'), pod('two', 'else')),
        look('one', all(2)),
        change('Service/web', { spec: { selector: { app: 'else' } } }),
        look('two', all(2)),
        change('Pod/one', { metadata: { labels: { app: 'else' } } }),
        look('both', all(2)),
        change('Service/web', { spec: { selector: null } }),
        look('as they were', all(2)),
      ],
    },
    {
      does: 'follow their ports',
      steps: [
        ...make(service('web', web), pod('one', 'web')),
        look('one port', all(1)),
        change('Service/web', {
          spec: { ports: [...ports, { name: 'more', port: 81, targetPort: 8081, appProtocol: 'http' }] },
        }),
        look('two ports', all(1)),
      ],
    },
    {
      does: 'leave it to others who is behind them if they select nobody',
      steps: [
        ...make(service('web', { ports }), {
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: { name: 'web' },
          subsets: [{ addresses: [{ ip: '192.0.2.1' }], ports: [{ name: 'http', port: 8080 }] }],
        }),
        look('as it was', ['Endpoints/web', {}]),
      ],
    },
    {
      does: 'put right what others do to their endpoints',
      steps: [
        ...make(service('web', web), pod('one', 'web')),
        look('one', all(1)),
        remove('Endpoints/web'),
        remove('EndpointSlice/web-*'),
        look('made again', ['Endpoints/web', {}], all(1)),
        change('EndpointSlice/web-*', { endpoints: [] }),
        change('Endpoints/web', { metadata: { labels: { odd: 'yes' } } }),
        look('put right', ['Endpoints/web', {}], all(1)),
      ],
    },
    {
      does: 'name no pods that have ended meanwhile',
      steps: [
        ...make(
          service('web', web),
          pod('one', 'web', { image: 'web:exit-0', restartPolicy: 'Never' }),
          pod('two', 'web', { image: 'web:unready' }),
        ),
        look('one has ended', ['Pod/one', { status: { phase: 'Succeeded' } }], { pods: 2, ready: 0, running: 1 }),
        change('Pod/two', { metadata: { annotations: { note: 'of no interest' } } }),
        look('the same', all(2, 0)),
      ],
    },
    {
      does: 'drop pods that are about to go',
      steps: [
        ...make(
          service('web', web),
          pod('one', 'web'),
          pod('two', 'web', { metadata: { labels: { app: 'web' }, annotations: { 'sluice.dev/sim-shutdown': '6s' } } }),
        ),
        look('both', all(2)),
        remove('Pod/two'),
        look('one goes', ['Pod/two', { metadata: { deletionTimestamp: /./ } }]),
        look('one is gone', all(1)),
      ],
    },
  ],
};

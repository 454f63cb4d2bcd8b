/** Workloads, and what reaches their pods. */
import { apps, core, grouped, pod, type Sample, selector, template } from './sample.testkit.ts';

export const WORKLOADS: readonly Sample[] = [
  {
    says: 'a deployment',
    path: apps('deployments'),
    object: {
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'z', operator: 'DoesNotExist' }] },
        template,
      },
    },
  },
  { says: 'a replica set', path: apps('replicasets'), object: { spec: { replicas: 0, selector, template } } },
  {
    says: 'a stateful set',
    path: apps('statefulsets'),
    object: { spec: { replicas: 0, serviceName: 's', selector, template } },
  },
  {
    says: 'a daemon set',
    path: apps('daemonsets'),
    object: { spec: { selector, template: { ...template, spec: { ...pod, nodeSelector: { b: '1', a: '2' } } } } },
  },
  { says: 'a controller revision', path: apps('controllerrevisions'), object: { revision: 7, data: { a: 1 } } },
  {
    says: 'a controller revision of a set',
    path: apps('controllerrevisions'),
    object: {
      name: 'y',
      revision: 7,
      data: { a: 1 },
      metadata: {
        ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Set', name: 'web', uid: 'u', controller: true }],
      },
    },
  },
  {
    says: 'a job',
    path: grouped('batch/v1', 'jobs'),
    object: { spec: { parallelism: 0, template: { spec: { ...pod, restartPolicy: 'Never' } } } },
    newer: ['Status 0'],
  },
  {
    says: 'a job of many',
    path: grouped('batch/v1', 'jobs'),
    object: {
      name: 'y',
      spec: { parallelism: 0, completions: 3, template: { spec: { ...pod, restartPolicy: 'Never' } } },
    },
    newer: ['Status 0'],
  },
  {
    says: 'a cron job',
    path: grouped('batch/v1beta1', 'cronjobs'),
    object: {
      spec: {
        schedule: '0 0 1 1 *',
        suspend: true,
        jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
      },
    },
    newer: ['Timezone 0'],
  },
  { says: 'a pod template', path: core('podtemplates'), object: { template } },
];

export const NETWORK: readonly Sample[] = [
  {
    says: 'a service',
    path: core('services'),
    object: {
      spec: {
        selector: { b: '1', a: '2' },
        ports: [
          { port: 80, name: 'a' },
          { port: 53, protocol: 'UDP', name: 'b' },
        ],
      },
    },
  },
  {
    says: 'a headless service',
    path: core('services'),
    object: { name: 'y', spec: { clusterIP: 'None', selector: { a: '2' } } },
  },
  {
    says: 'a service on nodes',
    path: core('services'),
    object: { name: 'n', spec: { type: 'NodePort', externalIPs: ['1.2.3.4'], ports: [{ port: 80 }] } },
    newer: ['Port(s) 0'],
  },
  {
    says: 'a pending load balancer',
    path: core('services'),
    object: { name: 'l', spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
  },
  {
    says: 'a load balancer',
    path: core('services'),
    object: { name: 'm', spec: { type: 'LoadBalancer', externalIPs: ['1.2.3.4'], ports: [{ port: 80 }] } },
    status: {
      loadBalancer: { ingress: [{ hostname: 'a-very-long-name.example.com' }, { ip: '9.9.9.9' }, { ip: '9.9.9.9' }] },
    },
  },
  {
    says: 'an external service',
    path: core('services'),
    object: { name: 'e', spec: { type: 'ExternalName', externalName: 'example.com' } },
  },
  {
    says: 'endpoints',
    path: core('endpoints'),
    object: {
      name: 'p',
      subsets: [
        {
          addresses: [{ ip: '1.1.1.1' }, { ip: '1.1.1.2' }],
          ports: [
            { port: 80, name: 'a' },
            { port: 81, name: 'b' },
          ],
        },
        { addresses: [{ ip: 'fd00::1' }] },
      ],
    },
  },
  {
    says: 'few endpoints',
    path: core('endpoints'),
    object: { name: 'q', subsets: [{ addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] }] },
  },
  { says: 'no endpoints', path: core('endpoints'), object: { name: 'r' } },
  {
    says: 'an endpoint slice',
    path: grouped('discovery.k8s.io/v1beta1', 'endpointslices'),
    object: {
      addressType: 'IPv4',
      ports: [{ port: 80, name: 'a' }, { name: 'b' }],
      endpoints: [
        { addresses: ['1.1.1.1'] },
        { addresses: ['1.1.1.2'] },
        { addresses: ['1.1.1.3'] },
        { addresses: ['1.1.1.4'] },
      ],
    },
    newer: ['Ports 0'],
  },
  {
    says: 'an empty endpoint slice',
    path: grouped('discovery.k8s.io/v1beta1', 'endpointslices'),
    object: { name: 'y', addressType: 'IPv4', endpoints: [] },
  },
  {
    says: 'an ingress',
    path: grouped('networking.k8s.io/v1', 'ingresses'),
    object: {
      spec: {
        ingressClassName: 'c',
        tls: [{ secretName: 's' }],
        rules: ['a', 'b', '', 'c', ''].map((host) => ({
          ...(host && { host: `${host}.io` }),
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }],
          },
        })),
      },
    },
    status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'h' }] } },
  },
  {
    says: 'an ingress of any host',
    path: grouped('networking.k8s.io/v1', 'ingresses'),
    object: { name: 'y', spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
  },
  {
    says: 'an ingress class',
    path: '/apis/networking.k8s.io/v1/ingressclasses',
    isClusterWide: true,
    object: { spec: { controller: 'example.com/c', parameters: { apiGroup: 'g.io', kind: 'K', name: 'n' } } },
  },
  {
    says: 'a network policy',
    path: grouped('networking.k8s.io/v1', 'networkpolicies'),
    object: { spec: { podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['y', 'x'] }] } } },
  },
  {
    says: 'a network policy for all',
    path: grouped('networking.k8s.io/v1', 'networkpolicies'),
    object: { name: 'y', spec: { podSelector: {} } },
  },
];

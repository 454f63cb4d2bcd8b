/** What the server fills in. */
import { ABSENT, type Area, as, get, loose, mergePatch, post, put } from '../case.testkit.ts';
import * as of from '../objects.testkit.ts';

const inSpec = (spec: object) => ({ template: { spec } });
const main = (more: object) =>
  of.podTemplate('a', { containers: [{ name: 'main', image: 'example.com/app:1', ...more }] });
const has = (more: object) => inSpec({ containers: [more] });
const pods = (does: string, body: unknown, expected: unknown) => ({
  does,
  steps: [post(of.podTemplates(), body, 201, expected)],
});

export const defaulting: Area = {
  area: 'defaulting',
  cases: [
    pods(
      'fills in what pods need',
      of.podTemplate('a'),
      inSpec({
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      }),
    ),
    pods(
      'fills in what containers need',
      main({}),
      has({
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        resources: {},
      }),
    ),
    pods('pulls the latest image always', main({ image: 'example.com/app' }), has({ imagePullPolicy: 'Always' })),
    pods(
      'pulls an image tagged latest always',
      main({ image: 'example.com/app:latest' }),
      has({ imagePullPolicy: 'Always' }),
    ),
    pods(
      'takes TCP for the protocol of ports',
      main({ ports: [{ containerPort: 80 }] }),
      has({ ports: [{ containerPort: 80, protocol: 'TCP' }] }),
    ),
    pods(
      'fills in probes',
      main({ readinessProbe: { httpGet: { port: 80 } } }),
      has({
        readinessProbe: {
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
          httpGet: { path: '/', scheme: 'HTTP' },
        },
      }),
    ),
    pods(
      'fills in the version of field references',
      main({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      has({ env: [{ valueFrom: { fieldRef: { apiVersion: 'v1' } } }] }),
    ),
    pods(
      'fills in the modes of volumes',
      of.podTemplate('a', {
        volumes: [{ name: 'v', configMap: { name: 'c' } }, { name: 'w', secret: { secretName: 's' } }, { name: 'x' }],
      }),
      inSpec({ volumes: [{ configMap: { defaultMode: 420 } }, { secret: { defaultMode: 420 } }, { emptyDir: {} }] }),
    ),
    {
      does: 'fills in deployments',
      steps: [
        post(of.deployments('', 'dryRun=All'), of.deployment('a', { replicas: undefined }), 201, {
          spec: {
            replicas: 1,
            strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
            revisionHistoryLimit: 10,
            progressDeadlineSeconds: 600,
          },
        }),
        post(of.deployments('', 'dryRun=All'), of.deployment('a', { strategy: { type: 'Recreate' } }), 201, {
          spec: { strategy: { rollingUpdate: ABSENT } },
        }),
      ],
    },
    {
      does: 'fills in services',
      steps: [
        post(of.services(), of.service('a', { spec: { ports: [{ port: 80 }] } }), 201, {
          spec: {
            type: 'ClusterIP',
            sessionAffinity: 'None',
            clusterIP: /^10\.96\./,
            clusterIPs: [/^10\.96\./],
            ports: [{ protocol: 'TCP', targetPort: 80 }],
          },
          status: { loadBalancer: {} },
        }),
        post(of.services(), of.service('b', { spec: { clusterIP: 'None', ports: [{ port: 80 }] } }), 201, {
          spec: { clusterIP: 'None', clusterIPs: ['None'] },
        }),
      ],
    },
    {
      does: 'gives node ports to services that need them',
      steps: [
        loose(
          'newer servers find an address in a dry run too',
          post(
            of.services('', 'dryRun=All'),
            of.service('a', { spec: { type: 'NodePort', ports: [{ port: 80 }] } }),
            201,
            { spec: { type: 'NodePort', externalTrafficPolicy: 'Cluster' } },
          ),
        ),
      ],
    },
    {
      does: 'takes Opaque for the type of secrets, and stringData for data',
      steps: [
        post(of.secrets(), of.secret('a', { stringData: { x: 'y' } }), 201, {
          type: 'Opaque',
          data: { x: 'eQ==' },
          stringData: ABSENT,
        }),
      ],
    },
    {
      does: 'fills in custom objects',
      steps: [
        post(of.widgets(), of.widget('a', { spec: {} }), 201, { spec: { replicas: 1, mode: 'Safe' } }),
        post(of.widgets(), of.widget('b'), 201, { spec: ABSENT }),
      ],
    },
    {
      does: 'fills in items and objects of custom objects where they are',
      steps: [
        post(of.widgets(), of.widget('a', { spec: { parts: [{ name: 'p' }], inner: { must: 'x' } } }), 201, {
          spec: { parts: [{ name: 'p', unit: 'kg' }], inner: { must: 'x', may: 'be' } },
        }),
      ],
    },
    {
      does: 'fills in for null what may not be null',
      steps: [post(of.widgets(), of.widget('a', { spec: { mode: null } }), 201, { spec: { mode: 'Safe' } })],
    },
    {
      does: 'fills in again at every update',
      steps: [
        post(of.widgets(), of.widget('a', { spec: { mode: 'Fast' } }), 201),
        as('stored', mergePatch(of.widgets('a'), { spec: { mode: null } }, 200, { spec: { mode: 'Safe' } })),
        put(of.widgets('a'), { $from: 'stored', spec: { replicas: null } }, 200, { spec: { replicas: 1 } }),
        get(of.widgets('a'), 200, { spec: { replicas: 1, mode: 'Safe' } }),
      ],
    },
    pods(
      'writes quantities in their shortest form',
      main({ resources: { requests: { cpu: '0.5', memory: '1024Mi' }, limits: { cpu: '1000m', memory: '2048Mi' } } }),
      has({ resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } } }),
    ),
    {
      does: 'stores an empty value where a secret has null',
      steps: [post(of.secrets(), of.secret('a', { data: { x: null } }), 201, { data: { x: '' } })],
    },
    {
      does: 'fills in the network policy of a direction',
      steps: [
        post(
          '/apis/networking.k8s.io/v1/namespaces/{ns}/networkpolicies',
          {
            apiVersion: 'networking.k8s.io/v1',
            kind: 'NetworkPolicy',
            metadata: { name: 'a' },
            spec: { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] },
          },
          201,
          {
            spec: { policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] },
          },
        ),
      ],
    },
  ],
};

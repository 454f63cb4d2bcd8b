/** What the server refuses of built-in kinds. */
import { type Area, loose, mergePatch, post, put } from '../case.testkit.ts';
import * as of from '../objects.testkit.ts';

const causes = (...fields: readonly (readonly [reason: string, field: string])[]) => ({
  reason: 'Invalid',
  details: { causes: fields.map(([reason, field]) => ({ reason, field })) },
});
const invalid = (field: string) => causes(['FieldValueInvalid', field]);
const missing = (field: string) => causes(['FieldValueRequired', field]);
const unsupported = (field: string) => causes(['FieldValueNotSupported', field]);
const refuses = (does: string, path: string, body: unknown, has: unknown) => ({
  does,
  steps: [post(path, body, 422, has)],
});
const main = (more: object) => ({ containers: [{ name: 'main', image: 'example.com/app:1', ...more }] });
const template = (more: object) => of.podTemplate('a', main(more));
const inTemplate = (field: string) => `template.spec.containers[0].${field}`;
const web = (spec: object) => of.service('a', { spec: { ports: [{ port: 80 }], ...spec } });
const templates = of.podTemplates();

export const validation: Area = {
  area: 'validation of built-in kinds',
  needsPods: true,
  cases: [
    refuses('refuses a name with capitals', of.configMaps(), of.configMap('Abc'), invalid('metadata.name')),
    refuses(
      'refuses a name that is too long',
      of.configMaps(),
      of.configMap('a'.repeat(254)),
      invalid('metadata.name'),
    ),
    refuses('refuses an object without a name', of.configMaps(), of.configMap(''), {
      message: 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      details: { causes: [{ reason: 'FieldValueRequired', field: 'metadata.name' }] },
    }),
    refuses(
      'refuses an impossible label',
      of.configMaps(),
      of.configMap('a', {}, { labels: { x: 'not valid' } }),
      invalid('metadata.labels'),
    ),
    refuses(
      'refuses an impossible key of an annotation',
      of.configMaps(),
      of.configMap('a', {}, { annotations: { 'not valid': '' } }),
      invalid('metadata.annotations'),
    ),
    refuses(
      'refuses an impossible key of a ConfigMap',
      of.configMaps(),
      of.configMap('a', { data: { 'not valid': 'x' } }),
      invalid('data[not valid]'),
    ),
    refuses(
      'refuses a key that is in data and binaryData',
      of.configMaps(),
      of.configMap('a', { data: { x: 'x' }, binaryData: { x: 'eA==' } }),
      invalid('data[x]'),
    ),
    refuses(
      'refuses a pod template without containers',
      templates,
      of.podTemplate('a', { containers: [] }),
      missing('template.spec.containers'),
    ),
    refuses(
      'refuses a container without an image',
      of.deployments(),
      of.deployment('a', {
        template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main' }] } },
      }),
      missing('spec.template.spec.containers[0].image'),
    ),
    refuses(
      'refuses two containers with one name',
      templates,
      of.podTemplate('a', {
        containers: [
          { name: 'x', image: 'i' },
          { name: 'x', image: 'i' },
        ],
      }),
      causes(['FieldValueDuplicate', 'template.spec.containers[1].name']),
    ),
    refuses(
      'refuses an impossible name of a container',
      templates,
      template({ name: 'Main' }),
      invalid(inTemplate('name')),
    ),
    refuses(
      'refuses an unknown pull policy',
      templates,
      template({ imagePullPolicy: 'Sometimes' }),
      unsupported(inTemplate('imagePullPolicy')),
    ),
    refuses(
      'refuses an impossible port',
      templates,
      template({ ports: [{ containerPort: 70000 }] }),
      invalid(inTemplate('ports[0].containerPort')),
    ),
    refuses(
      'refuses more requests than limits',
      templates,
      template({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
      invalid(inTemplate('resources.requests')),
    ),
    refuses(
      'refuses a mount of an unknown volume',
      templates,
      template({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      causes(['FieldValueNotFound', inTemplate('volumeMounts[0].name')]),
    ),
    refuses(
      'refuses a probe that does nothing',
      templates,
      template({ livenessProbe: {} }),
      missing(inTemplate('livenessProbe')),
    ),
    refuses(
      'refuses an environment variable with two sources',
      templates,
      template({ env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
      invalid(inTemplate('env[0].valueFrom')),
    ),
    refuses(
      'refuses a selector that does not match the template',
      of.deployments(),
      of.deployment('a', { selector: { matchLabels: { app: 'b' } } }),
      invalid('spec.template.metadata.labels'),
    ),
    refuses(
      'refuses negative replicas',
      of.deployments(),
      of.deployment('a', { replicas: -1 }),
      invalid('spec.replicas'),
    ),
    refuses(
      'refuses a rolling update that cannot move',
      of.deployments(),
      of.deployment('a', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
      invalid('spec.strategy.rollingUpdate.maxUnavailable'),
    ),
    refuses(
      'refuses an unknown strategy',
      of.deployments(),
      of.deployment('a', { strategy: { type: 'Yolo' } }),
      unsupported('spec.strategy'),
    ),
    refuses(
      'refuses a deployment whose pods end',
      of.deployments(),
      of.deployment('a', {
        template: { metadata: { labels: { app: 'a' } }, spec: of.podSpec({ restartPolicy: 'Never' }) },
      }),
      unsupported('spec.template.spec.restartPolicy'),
    ),
    refuses('refuses a service without ports', of.services(), web({ ports: [] }), missing('spec.ports')),
    refuses(
      'refuses two ports without names',
      of.services(),
      web({ ports: [{ port: 80 }, { port: 81 }] }),
      causes(['FieldValueRequired', 'spec.ports[0].name'], ['FieldValueRequired', 'spec.ports[1].name']),
    ),
    refuses('refuses an unknown type of service', of.services(), web({ type: 'Balcony' }), unsupported('spec.type')),
    refuses(
      'refuses a service whose name begins with a digit',
      of.services(),
      of.service('1a', { spec: { ports: [{ port: 80 }] } }),
      invalid('metadata.name'),
    ),
    refuses(
      'refuses a TLS secret without its keys',
      of.secrets(),
      of.secret('a', { type: 'kubernetes.io/tls' }),
      causes(['FieldValueRequired', 'data[tls.crt]'], ['FieldValueRequired', 'data[tls.key]']),
    ),
    refuses(
      'refuses a lease of no length',
      of.leases(),
      of.lease('a', { spec: { leaseDurationSeconds: 0 } }),
      invalid('spec.leaseDurationSeconds'),
    ),
    {
      does: 'keeps the selector of a deployment',
      steps: [
        post(of.deployments(), of.deployment('a'), 201),
        mergePatch(
          of.deployments('a'),
          { spec: { selector: { matchLabels: { more: 'x' } }, template: { metadata: { labels: { more: 'x' } } } } },
          422,
          invalid('spec.selector'),
        ),
      ],
    },
    {
      does: 'keeps the address of a service',
      steps: [
        post(of.services(), web({}), 201),
        mergePatch(of.services('a'), { spec: { clusterIP: '10.96.255.250' } }, 422, { reason: 'Invalid' }),
      ],
    },
    {
      does: 'keeps an immutable ConfigMap',
      steps: [
        post(of.configMaps(), of.configMap('a', { data: { x: '1' }, immutable: true }), 201),
        put(
          of.configMaps('a'),
          of.configMap('a', { data: { x: '2' }, immutable: true }),
          422,
          causes(['FieldValueForbidden', 'data']),
        ),
        put(
          of.configMaps('a'),
          of.configMap('a', { data: { x: '1' } }),
          422,
          causes(['FieldValueForbidden', 'immutable']),
        ),
      ],
    },
    {
      does: 'keeps the type of a secret',
      steps: [
        post(of.secrets(), of.secret('a', { type: 'example.com/a' }), 201),
        put(of.secrets('a'), of.secret('a', { type: 'example.com/b' }), 422, invalid('type')),
      ],
    },
    {
      does: 'keeps most of the spec of a pod',
      steps: [
        post(of.pods(), of.pod('a'), 201),
        loose(
          'servers list other fields, and show other parts of the pod',
          mergePatch(
            of.pods('a'),
            { spec: { terminationGracePeriodSeconds: 5 } },
            422,
            causes(['FieldValueForbidden', 'spec']),
          ),
        ),
        mergePatch(of.pods('a'), { spec: { activeDeadlineSeconds: 60 } }, 200),
      ],
    },
  ],
};

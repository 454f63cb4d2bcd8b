import { beforeAll, describe, expect, it } from 'vitest';
import { isFailure, printed, summaryOf } from '../lint.ts';
import { type Report, reportOn } from './findings.ts';

const POD = `{containers: [{name: web, image: "web:1", resources: {requests: {cpu: 1, memory: 1Gi}}, readinessProbe: {tcpSocket: {port: 80}}}]}`;

const rollout = (strategy: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: ${POD}
  strategy:
    ${strategy}
${more}`;

const object = (apiVersion: string, kind: string, name: string, spec: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
const service = (name: string, app = 'web') => object('v1', 'Service', name, `{selector: {app: ${app}}}`);
const ingress = (to: string) =>
  object(
    ...(['networking.k8s.io/v1', 'Ingress', 'web'] as const),
    `{rules: [{http: {paths: [{backend: {service: {name: ${to}}}}]}}]}`,
  );
const route = (to: string) =>
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'web', `{rules: [{backendRefs: [{name: ${to}}]}]}`);

const STEPS = 'steps: [{setWeight: 20}, {pause: {}}]';
const canary = (routing: string) =>
  rollout(`canary: {canaryService: canary, stableService: stable, trafficRouting: ${routing}, ${STEPS}}`);
const nginx = canary('{nginx: {stableIngress: web}}');
const gateway = canary('{gatewayAPI: {httpRoutes: [{name: web}]}}');
const both = service('canary') + service('stable');

const report = (...texts: readonly string[]) =>
  reportOn(texts.map((text, index) => ({ name: `${index + 1}.yaml`, text })));
const lines = async (...texts: readonly string[]) =>
  printed(await report(...texts), 'text', {})
    .split('\n')
    .slice(0, -1);

describe('what is linted together', () => {
  it.each<[sentence: string, texts: string[], notChecked: string[]]>([
    ['is a Rollout alone', [nginx], ['ingresses', 'services']],
    ['is a Rollout with everything', [nginx, both, ingress('stable')], []],
    ['is a Rollout with a route', [gateway, both + route('stable')], []],
    ['is a Rollout with a route elsewhere', [gateway, both], ['httproutes']],
    ['are things that nobody knows', ['a: 1\n---\n- 1\n---\napiVersion: v1\nkind: ConfigMap\n', ''], []],
    ['has fields that are null', [rollout('canary: {steps: [{pause: {}}], analysis: null}\n  replicas: ')], []],
    ['is a list', [JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [] })], []],
    [
      'is a Rollout whose namespace others leave out',
      [nginx, both.replaceAll(', namespace: shop', ''), ingress('stable')],
      [],
    ],
  ])('%s and has no findings', async (_, texts, notChecked) => {
    expect(await report(...texts)).toMatchObject({ findings: [], notChecked });
  });

  it.each<[sentence: string, texts: string[], lines: string[]]>([
    [
      'lacks a Service',
      [nginx, service('stable')],
      ['1.yaml:10: error: spec.strategy.canary.canaryService: Invalid value: "canary": service "canary" not found'],
    ],
    [
      'has a Service in another namespace',
      [nginx, service('stable') + service('canary').replace('shop', 'other')],
      ['1.yaml:10: error: spec.strategy.canary.canaryService: Invalid value: "canary": service "canary" not found'],
    ],
    [
      'has a Service of other pods',
      [nginx, service('canary') + service('stable', 'other')],
      [
        '1.yaml:10: error: spec.strategy.canary.stableService: Invalid value: "stable": Service "stable" has unmatch label "app" in rollout',
      ],
    ],
    [
      'has an Ingress that leads elsewhere',
      [nginx, both, ingress('other')],
      [
        '1.yaml:10: error: spec.strategy.canary.trafficRouting.nginx.stableIngress: Invalid value: "web": ingress `web` has no rules using service stable backend',
      ],
    ],
    [
      'has a route that leads elsewhere',
      [gateway, both, route('other')],
      [
        '1.yaml:10: error: spec.strategy.canary.trafficRouting.gatewayAPI.httpRoutes[0].name: Invalid value: "web": httproute `web` has no rules using service stable backend',
      ],
    ],
    [
      'has an Ingress that is none',
      [nginx, both, ingress('stable').replace(/spec: .*/, 'spec: {rules: 5}')],
      [
        '1.yaml:10: error: spec.strategy.canary.trafficRouting.nginx.stableIngress: Invalid value: "web": ingress `web` has no rules using service stable backend',
      ],
    ],
    [
      'is no YAML',
      ['apiVersion: v1\n  a: [\n', rollout('canary: {steps: [{pause: {}}]}')],
      ['1.yaml:1: error: Nested mappings are not allowed in compact mappings'],
    ],
    [
      'is wrong by itself, and nothing else is looked at',
      [
        `# a comment\n---\n${rollout('canary:\n      maxUnavailable: 100%\n      maxSurge: 0\n      steps: [{setWeight: 101}]')}`,
      ],
      [
        '1.yaml:15: error: spec.strategy.canary.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100',
      ],
    ],
    [
      'has what could be better, in the order of its lines',
      [rollout('canary:\n      maxUnavailable: 100%\n      steps: [{setWeight: 10}]').replace('web:1', 'web')],
      [
        '1.yaml:8: warning: spec.template.spec.containers[0].image: "web" names no version: use a tag other than latest, or a digest',
        '1.yaml:10: warning: spec.strategy.canary: nobody judges it: there is no analysis, and no pause without a duration',
        '1.yaml:11: warning: spec.strategy.canary.maxUnavailable: 100% lets all pods be missing at a time',
      ],
    ],
  ])('%s', async (_, texts, expected) => expect(await lines(...texts)).toEqual(expected));
});

describe('a Rollout with the template of a workload', () => {
  const reference = `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web, namespace: shop}
spec:
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  strategy: {canary: {steps: [{pause: {}}]}}
`;
  const deployment = (name: string, image: string) =>
    object(
      ...(['apps/v1', 'Deployment', name] as const),
      `{selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: ${POD.replace('web:1', image)}}}`,
    );

  it('is checked with it', async () => {
    expect(await lines(reference, deployment('web', 'web'))).toEqual([
      expect.stringContaining('2.yaml:5: warning: spec.template.spec.containers[0].image: "web" names no version'),
    ]);
  });

  it('is told of it once, however many there are', async () => {
    expect(
      await lines(
        `${reference}---\n${reference.replace('name: web, name', 'name: too, name')}`,
        deployment('web', 'web'),
      ),
    ).toHaveLength(1);
  });

  it('is wrong without it', async () => {
    expect(await lines(reference, deployment('other', 'web'))).toEqual([
      '1.yaml:5: error: spec.workloadRef: deployments.apps "web" not found',
    ]);
  });

  it('is not blamed for what is elsewhere', async () => {
    expect(await report(reference)).toMatchObject({ findings: [], notChecked: ['workloads'] });
  });
});

describe('a report', () => {
  let broken: Report;
  beforeAll(async () => {
    broken = await report(rollout('canary: {steps: [{pause: {}}], maxUnavailable: 100%}'), rollout('{}'));
  });

  it('counts', async () => {
    expect(summaryOf(broken)).toBe('1 error, 1 warning; 2 of 2 objects checked in 2 files');
    expect(summaryOf(await report())).toBe('0 errors, 0 warnings; 0 of 0 objects checked in 0 files');
  });

  it('fails on errors, and on warnings if that is wanted', async () => {
    const warned = await report(rollout('canary: {}'));
    expect([broken, warned].map((one) => [isFailure(one), isFailure(one, true)])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(isFailure(await report(), true)).toBe(false);
  });

  it('is JSON for scripts', () => {
    expect(JSON.parse(printed(broken, 'json', {}))).toMatchObject({
      findings: [
        { file: '1.yaml', line: 10, severity: 'warning', path: 'spec.strategy.canary.maxUnavailable' },
        { file: '2.yaml', line: 9, severity: 'error' },
      ],
      ...{ notChecked: [], files: 2, objects: 2, checked: 2 },
    });
  });

  it('has colours on a terminal', () => {
    expect(printed(broken, 'text', { isTTY: true, hasColors: () => true })).toContain('\x1b[31merror\x1b[0m: ');
  });

  it('finds the places of the objects of a list', async () => {
    const items = rollout('canary: {}').replace(/^/gm, '    ').replace('    ', '  - ');
    const [first] = await lines(`apiVersion: v1\nkind: List\nitems:\n${items.trimEnd()}\n`);
    expect(first).toMatch(/^1\.yaml:13: warning: spec\.strategy\.canary: /);
  });
});

import { describe, expect, it } from 'vitest';
import { invalidMessage } from './problem.ts';
import {
  analysed,
  canary,
  type Difference,
  problemWith,
  rolloutWith,
  routed,
  service,
  TEMPLATE,
  without,
  withServices,
} from './question.testkit.ts';

const nginx = routed({ nginx: { stableIngress: 'shop' } });
const fromDeployment = canary(
  {},
  { template: undefined, workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
);
const path = 'spec.strategy';

type Row = [sentence: string, object: ReturnType<typeof rolloutWith>, difference: Difference, problem?: string];

describe('of several problems, one is told', () => {
  const SELECTOR = "spec.selector: Required value: Rollout has missing field '.spec.selector'";
  const misplaced = canary({ steps: [{ setWeight: 101 }] });
  const never = { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } };
  const nothing: Difference = { found: { services: new Map(), analysisTemplates: new Map() }, routes: [] };
  it.each<Row>([
    [
      "the workload's, as it is",
      canary({}, { selector: undefined }),
      { workloadProblem: 'deployments.apps "web" not found' },
      'deployments.apps "web" not found',
    ],
    ['what stands before the template', canary({}, { selector: undefined, template: never }), {}, SELECTOR],
    [
      'the selector before the pods',
      canary({}, { selector: { matchLabels: { app: 'cart' } }, template: never }),
      {},
      'spec.template.metadata.labels: Invalid value: {"app":"web","tier":"front"}: `selector` does not match template `labels`',
    ],
    [
      'what a Rollout may not ask of pods',
      canary({}, { template: never }),
      {},
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      'the same of the template of a workload',
      fromDeployment,
      { template: never },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      'the selector of a workload before its pods',
      fromDeployment,
      { template: never, selector: { matchLabels: { app: 'cart' } } },
      'spec.template.metadata.labels: Invalid value: {"app":"web","tier":"front"}: `selector` does not match template `labels`',
    ],
    [
      'the template of a workload before the steps',
      canary({ steps: [{}] }, { template: undefined, workloadRef: fromDeployment.spec.workloadRef }),
      { template: never },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      'the spec before what it refers to',
      misplaced,
      nothing,
      `${path}.canary.steps[0].setWeight: Invalid value: 101: SetWeight needs to be between 0 and 100`,
    ],
    [
      'the template before what the spec refers to',
      canary({}, { template: never }),
      nothing,
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      'the stable service before the canary service',
      canary(),
      nothing,
      `${path}.canary.stableService: Invalid value: "stable": service "stable" not found`,
    ],
    [
      'a missing service before a missing template',
      analysed([{ templateName: 'slow' }]),
      without('services', 'canary'),
      `${path}.canary.canaryService: Invalid value: "canary": service "canary" not found`,
    ],
    [
      'a missing Ingress before an unfit service',
      nginx,
      { ...withServices(service('stable', { x: 'y' })), routes: [] },
      `${path}.canary.trafficRouting.nginx.stableIngress: Invalid value: "shop": ingress.networking.k8s.io "shop" not found`,
    ],
    [
      'an unfit selector before an unfit master',
      canary(),
      withServices(service('stable', { x: 'y' }, 'cart')),
      `${path}.canary.stableService: Invalid value: "stable": Service "stable" has unmatch label "x" in rollout`,
    ],
    [
      'an unfit service before what is not built',
      canary({ steps: [{ plugin: { name: 'a/b' } }] }),
      withServices(service('stable', { x: 'y' })),
      `${path}.canary.stableService: Invalid value: "stable": Service "stable" has unmatch label "x" in rollout`,
    ],
  ])('%s', (_, object, difference, problem) => expect(problemWith(object, difference)).toBe(problem));
});

describe('a spec of wrong types', () => {
  it.each<[spec: unknown, problem: string]>([
    [undefined, 'spec: Required value'],
    [3, 'spec: Invalid value: 3: must be an object'],
    [{ strategy: { canary: { steps: 3 } } }, 'spec.strategy.canary.steps: Invalid value: 3: must be a list'],
  ])('%j is told, nothing is thrown', (spec, problem) =>
    expect(problemWith(rolloutWith({}), { object: { ...rolloutWith({}), spec } as never })).toBe(problem),
  );
});

it('says of which Rollout it speaks', () =>
  expect(invalidMessage('web', 'spec: Required value')).toBe('The Rollout "web" is invalid: spec: Required value'));

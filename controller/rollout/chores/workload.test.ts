import { describe, expect, it } from 'vitest';
import type { Ref } from '../../../kube/types.ts';
import { rollout } from './parts.testkit.ts';
import { resolvedWorkload, type Workload, workloadAnnotations, workloadSource } from './workload.ts';

const from = (apiVersion: string, kind: string) => ({ workloadRef: { apiVersion, kind, name: 'shop' } });
const ref = (apiVersion: string, kind: string): Ref => ({ apiVersion, kind, namespace: 'shop', name: 'shop' });
const EMPTY = { problem: 'template must be empty for workload reference rollout' };
const unsupported = (type: string) => ({ problem: `workload of type ${type} is not supported` });

describe('workloadSource', () => {
  it.each<[row: string, spec: Parameters<typeof rollout>[0], result: unknown]>([
    ['is none without a reference', {}, undefined],
    ['is a Deployment', from('apps/v1', 'Deployment'), { ref: ref('apps/v1', 'Deployment') }],
    ['is a ReplicaSet', from('apps/v1', 'ReplicaSet'), { ref: ref('apps/v1', 'ReplicaSet') }],
    ['is a PodTemplate', from('v1', 'PodTemplate'), { ref: ref('v1', 'PodTemplate') }],
    ['is read in the version of today', from('apps/v1beta2', 'Deployment'), { ref: ref('apps/v1', 'Deployment') }],
    ['is no other kind', from('apps/v1', 'StatefulSet'), unsupported('apps/StatefulSet')],
    ['is no kind of another group', from('example.com/v1', 'Deployment'), unsupported('example.com/Deployment')],
    ['is of the core group without a group', from('v1', 'Deployment'), unsupported('/Deployment')],
    ['needs a kind', { workloadRef: { name: 'shop' } }, unsupported('/')],
    [
      'leaves no room for labels of the template',
      { ...from('apps/v1', 'Deployment'), template: { metadata: { labels: { app: 'web' } } } },
      EMPTY,
    ],
    [
      'leaves no room for annotations of the template',
      { ...from('apps/v1', 'Deployment'), template: { metadata: { annotations: { team: 'web' } } } },
      EMPTY,
    ],
    [
      'leaves room for the rest of a template',
      { ...from('apps/v1', 'Deployment'), template: { metadata: { labels: {} }, spec: {} } },
      { ref: ref('apps/v1', 'Deployment') },
    ],
  ])('%s', (_, spec, result) => expect(workloadSource(rollout(spec))).toEqual(result));
});

describe('resolvedWorkload', () => {
  const template = { metadata: { labels: { app: 'web' } } };
  const selector = { matchLabels: { app: 'web' } };
  const own = { matchLabels: { app: 'web', tier: 'front' } };
  const metadata = { name: 'shop', generation: 5 };
  const deployment: Workload = { ...ref('apps/v1', 'Deployment'), metadata, spec: { template, selector } };
  const podTemplate: Workload = { ...ref('v1', 'PodTemplate'), metadata, template };

  it.each<[row: string, spec: object, workload: Workload | undefined, result: unknown]>([
    ['has template and selector', {}, deployment, { template, selector, generation: '5' }],
    ['keeps a selector of the Rollout', { selector: own }, deployment, { template, selector: own, generation: '5' }],
    ['has the template of a PodTemplate', { selector }, podTemplate, { template, selector, generation: '5' }],
    ['needs a selector for a PodTemplate', {}, podTemplate, { problem: "Rollout has missing field '.spec.selector'" }],
  ])('%s', (_, spec, workload, result) =>
    expect(resolvedWorkload(rollout(spec), ref('apps/v1', 'Deployment'), workload)).toEqual(result),
  );

  it.each([
    ['apps/v1', 'Deployment', 'deployments.apps "shop" not found'],
    ['apps/v1', 'ReplicaSet', 'replicasets.apps "shop" not found'],
    ['v1', 'PodTemplate', 'podtemplates "shop" not found'],
  ])('says that a %s %s is missing', (apiVersion, kind, problem) => {
    expect(resolvedWorkload(rollout(), ref(apiVersion, kind), undefined)).toEqual({ problem });
  });
});

describe('workloadAnnotations', () => {
  const KEY = 'rollout.argoproj.io/workload-generation';
  it.each<[row: string, there: string | undefined, generation: string | undefined, change: object]>([
    ['tell of a new generation', '4', '5', { [KEY]: '5' }],
    ['tell of the first', undefined, '1', { [KEY]: '1' }],
    ['change nothing that is so already', '5', '5', {}],
    ['go with the reference', '5', undefined, { [KEY]: null }],
    ['are none without a reference', undefined, undefined, {}],
  ])('%s', (_, there, generation, change) => {
    const object = rollout({}, { annotations: there === undefined ? {} : { [KEY]: there } });
    expect(workloadAnnotations(object, generation)).toEqual(change);
  });
});

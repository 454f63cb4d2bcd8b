import { describe, expect, it } from 'vitest';
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { isSameTemplate } from './same-template.ts';
import recorded from './testdata/defaulted.json' with { type: 'json' };

const stored = (recorded as unknown as readonly { name: string; template: PodTemplate; defaulted: PodTemplate }[]).map(
  (one) => [one.name, one] as const,
);

const template = (container: object = {}, spec: object = {}, metadata: object = {}): PodTemplate => ({
  metadata: { labels: { app: 'shop' }, ...metadata },
  spec: { containers: [{ name: 'shop', image: 'shop:1', ...container }], ...spec },
});
const limits = (cpu: unknown, memory: unknown) => template({ resources: { limits: { cpu, memory } } });

describe('two pod templates are the same', () => {
  it.each(stored)('when one is what the API server stores for the other: %s', (_, { template, defaulted }) => {
    expect(isSameTemplate(template, defaulted)).toBe(true);
  });

  it.each<[sentence: string, one: PodTemplate, other: PodTemplate]>([
    ['when nothing differs', template(), template()],
    ['when one says what is assumed of the other', template(), template({}, { restartPolicy: 'Always' })],
    ['when quantities are written differently', limits(1, '1Gi'), limits('1000m', '1073741824')],
    [
      'when one has empty collections where the other has none',
      template({ env: [], resources: { limits: {} } }, { nodeSelector: {}, volumes: [] }, { annotations: {} }),
      template(),
    ],
    ['when one has no list of containers and the other an empty one', { spec: {} }, { spec: { containers: [] } }],
    [
      'when only one has a hash',
      template(),
      template({}, {}, { labels: { app: 'shop', 'rollouts-pod-template-hash': 'x' } }),
    ],
    [
      'when only one has the deprecated name of its account',
      template({}, { serviceAccountName: 'a' }),
      template({}, { serviceAccountName: 'a', serviceAccount: 'a' }),
    ],
    [
      'when the account has its deprecated name alone, which servers copy',
      template({}, { serviceAccount: 'a' }),
      template({}, { serviceAccountName: 'a', serviceAccount: 'a' }),
    ],
    ['when one has fields nobody knows', template({ sidecar: true }), template()],
    ['when one has an empty creation time', template({}, {}, { creationTimestamp: null }), template()],
  ])('%s', (_, one, other) => {
    expect([isSameTemplate(one, other), isSameTemplate(other, one)]).toEqual([true, true]);
  });
});

describe('two pod templates differ', () => {
  it.each<[sentence: string, one: PodTemplate, other: PodTemplate]>([
    ['in an image', template(), template({ image: 'shop:2' })],
    ['in a label', template(), template({}, {}, { labels: { app: 'cart' } })],
    ['in an annotation', template(), template({}, {}, { annotations: { a: '' } })],
    ['in a quantity', limits(1, '1Gi'), limits(1, '1G')],
    ['in a default that is overridden', template(), template({}, { terminationGracePeriodSeconds: 0 })],
    ['in an account', template({}, { serviceAccountName: 'a' }), template({}, { serviceAccountName: 'b' })],
    ['in the order of containers', twins('a', 'b'), twins('b', 'a')],
    [
      'in a port that is a name or a number',
      template({ livenessProbe: { httpGet: { port: 80 } } }),
      template({ livenessProbe: { httpGet: { port: '80' } } }),
    ],
    ['in a flag that is said to be false', template(), template({}, { automountServiceAccountToken: false })],
  ])('%s', (_, one, other) => {
    expect([isSameTemplate(one, other), isSameTemplate(other, one)]).toEqual([false, false]);
  });
});

function twins(...names: string[]): PodTemplate {
  return { spec: { containers: names.map((name) => ({ name, image: 'shop:1' })) } };
}

import { describe, expect, it } from 'vitest';
import type { PodTemplate } from '../../crds/kubernetes.ts';
import { defaultedTemplate } from './defaults.ts';
import { templateHash } from './template-hash.ts';
import recorded from './testdata/defaulted.json' with { type: 'json' };

interface Recorded {
  readonly name: string;
  readonly template: PodTemplate;
  /** By the API server's own code, Kubernetes 1.33. */
  readonly defaulted: PodTemplate;
}

const cases = (recorded as unknown as readonly Recorded[]).map((one) => [one.name, one] as const);
const identity = (template: PodTemplate) => templateHash(template, { hasCreationTimestamp: false });

describe('the defaults of a pod template', () => {
  it.each(cases)('are those of the API server for %s', (_, { template, defaulted }) => {
    expect(identity(defaultedTemplate(template))).toBe(identity(defaulted));
  });

  it.each(cases)('change nothing the second time for %s', (_, { template }) => {
    expect(defaultedTemplate(defaultedTemplate(template))).toEqual(defaultedTemplate(template));
  });

  it('leave the template that is given as it is', () => {
    const template = structuredClone(cases.map(([, { template }]) => template));
    template.forEach(defaultedTemplate);
    expect(template).toEqual(cases.map(([, { template: untouched }]) => untouched));
  });

  it('are spelled out for a plain container', () => {
    expect(defaultedTemplate({ spec: { containers: [{ name: 'web', image: 'nginx' }] } }).spec).toEqual({
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      securityContext: {},
      containers: [
        {
          name: 'web',
          image: 'nginx',
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'Always',
        },
      ],
    });
  });

  it('hold for images that are mounted, which servers fill in where they know them', () => {
    const volumes = ['models', 'models:1'].map((reference) => ({ name: 'v', image: { reference } }));
    const { spec } = defaultedTemplate({ spec: { volumes } as object });
    expect(spec).toMatchObject({
      volumes: [{ image: { pullPolicy: 'Always' } }, { image: { pullPolicy: 'IfNotPresent' } }],
    });
  });
});

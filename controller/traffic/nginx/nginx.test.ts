/** What ingress-nginx is told: the canary Ingress, word for word. */
import { describe, expect, it } from 'vitest';
import { type AnyObject, applied, ingress, ingressRule, PLACE, splitAt } from '../routers.testkit.ts';
import { nginx } from './nginx.ts';

const PREFIX = 'nginx.ingress.kubernetes.io';
const config = { stableIngress: 'demo-stable', annotationPrefix: PREFIX };
const tls = [{ hosts: ['demo.local'], secretName: 'demo-tls' }];
const stable = ingress(
  'demo-stable',
  {
    ingressClassName: 'nginx',
    tls,
    defaultBackend: { service: { name: 'x' } },
    rules: [ingressRule('demo.local', 'demo-stable')],
  },
  { 'kubernetes.io/ingress.class': 'nginx', [`${PREFIX}/rewrite-target`]: '/' },
);

function canaryOf(objects: readonly AnyObject[], name = 'demo-demo-stable-canary'): AnyObject {
  const found = objects.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ingress ${name}`);
  return found;
}

function rendered(weight: number, objects: readonly AnyObject[], more: object = {}, total = 100) {
  return nginx.render({ ...config, ...more }, PLACE, splitAt(weight, { total }), objects);
}

function carriedOut(
  weight: number,
  objects: readonly AnyObject[],
  more: object = {},
  total = 100,
): readonly AnyObject[] {
  return applied(objects, rendered(weight, objects, more, total).actions);
}

describe('the canary Ingress', () => {
  it('is created as in appendix F1', () => {
    const objects = carriedOut(20, [stable], { additionalIngressAnnotations: { 'canary-by-header': 'X-Canary' } });
    expect(canaryOf(objects)).toMatchObject({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'demo-demo-stable-canary',
        namespace: 'shop',
        ownerReferences: [
          {
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'Rollout',
            name: 'demo',
            uid: 'uid-demo',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
      },
    });
    expect(canaryOf(objects).metadata.annotations).toEqual({
      'kubernetes.io/ingress.class': 'nginx',
      [`${PREFIX}/canary`]: 'true',
      [`${PREFIX}/canary-weight`]: '20',
      [`${PREFIX}/canary-by-header`]: 'X-Canary',
    });
    const path = {
      path: '/demo-stable',
      pathType: 'Prefix',
      backend: { service: { name: 'demo-canary', port: { number: 80 } } },
    };
    expect(canaryOf(objects).spec).toEqual({
      ingressClassName: 'nginx',
      tls,
      rules: [{ host: 'demo.local', http: { paths: [path] } }],
    });
  });

  it.each([
    [
      'is created at weight 0, too',
      0,
      [],
      'CreatingCanaryIngress',
      'Creating canary ingress `demo-demo-stable-canary` with weight `0`',
    ],
    [
      'is patched to the next weight',
      60,
      [20],
      'PatchingCanaryIngress',
      "Updating Ingress `demo-demo-stable-canary` to desiredWeight '60'",
    ],
    [
      'stays at weight 0',
      0,
      [20],
      'PatchingCanaryIngress',
      "Updating Ingress `demo-demo-stable-canary` to desiredWeight '0'",
    ],
  ])('%s and an event says so', (_, weight, before, ...[reason, message]) => {
    const objects = before.reduce<readonly AnyObject[]>((now, one) => carriedOut(one, now), [stable]);
    const { actions, notices } = rendered(weight, objects);
    expect(notices).toEqual([{ type: 'Normal', reason, message }]);
    expect(canaryOf(applied(objects, actions)).metadata.annotations?.[`${PREFIX}/canary-weight`]).toBe(String(weight));
  });

  it('says why it changes', () => {
    expect(rendered(60, carriedOut(20, [stable])).actions).toMatchObject([
      { do: 'patch', resourceVersion: '1', because: 'canary weight 20 -> 60 in ingress demo-demo-stable-canary' },
    ]);
  });

  it.each([
    ['prefixes additional annotations', { additionalIngressAnnotations: { a: '1' } }, `${PREFIX}/a`, '1'],
    [
      'leaves additional annotations with the prefix',
      { additionalIngressAnnotations: { [`${PREFIX}/a`]: '1' } },
      `${PREFIX}/a`,
      '1',
    ],
    ['takes canary annotations literally', { canaryIngressAnnotations: { 'x/a': '1' } }, 'x/a', '1'],
    [
      'lets canary annotations win',
      { additionalIngressAnnotations: { a: '1' }, canaryIngressAnnotations: { [`${PREFIX}/a`]: '2' } },
      `${PREFIX}/a`,
      '2',
    ],
    [
      'lets nobody else set the weight',
      { canaryIngressAnnotations: { [`${PREFIX}/canary-weight`]: '99' } },
      `${PREFIX}/canary-weight`,
      '20',
    ],
    ['takes another prefix', { annotationPrefix: 'custom' }, 'custom/canary-weight', '20'],
    ['copies nothing else from stable', {}, `${PREFIX}/rewrite-target`, undefined],
  ])('%s', (_, more, key, value) => {
    expect(canaryOf(carriedOut(20, [stable], more)).metadata.annotations?.[key]).toBe(value);
  });

  it('tells the total if it is not 100, and corrects one that is left over', () => {
    const first = carriedOut(20, [stable], {}, 1000);
    expect(canaryOf(first).metadata.annotations).toMatchObject({ [`${PREFIX}/canary-weight-total`]: '1000' });
    const second = carriedOut(20, first);
    expect(canaryOf(second).metadata.annotations).toMatchObject({ [`${PREFIX}/canary-weight-total`]: '100' });
  });

  it('keeps the annotations that others add to it', () => {
    const [first] = carriedOut(20, [stable]).slice(1);
    if (!first) throw new Error('nothing created');
    const touched = {
      ...first,
      metadata: { ...first.metadata, annotations: { ...first.metadata.annotations, mine: 'x' } },
    };
    expect(canaryOf(carriedOut(30, [stable, touched])).metadata.annotations).toMatchObject({ mine: 'x' });
  });

  it('holds the paths of stable alone, and no rule without them', () => {
    const rules = [
      ingressRule('a', 'demo-stable', 'other'),
      ingressRule('b', 'other'),
      { host: 'no-http' },
      ingressRule('c', 'demo-stable', 'demo-stable'),
    ];
    const objects = carriedOut(20, [ingress('demo-stable', { rules })]);
    const found = (canaryOf(objects).spec as { rules: { host: string; http: { paths: unknown[] } }[] }).rules;
    expect(found.map(({ host, http }) => [host, http.paths.length])).toEqual([
      ['a', 1],
      ['c', 2],
    ]);
  });

  it('has a name of at most 253 characters', () => {
    const name = 'x'.repeat(250);
    const objects = carriedOut(20, [ingress(name, { rules: [ingressRule('a', 'demo-stable')] })], {
      stableIngress: name,
    });
    expect(objects[1]?.metadata.name).toBe(`demo-${'x'.repeat(241)}-canary`);
  });
});

describe('a problem', () => {
  const foreign = ingress('demo-demo-stable-canary', {});
  it.each([
    ['is a stable Ingress that is missing', [], 'Ingress shop/demo-stable not found'],
    [
      'is an Ingress without rules',
      [ingress('demo-stable', {})],
      'ingress `demo-stable` has no rules using service demo-stable backend',
    ],
    [
      'is a rule without http',
      [ingress('demo-stable', { rules: [{ host: 'a' }] })],
      'ingress `demo-stable` has no rules using service demo-stable backend',
    ],
    [
      'is a canary Ingress of somebody else',
      [stable, foreign],
      'canary ingress `demo-demo-stable-canary` controlled by different object',
    ],
  ])('%s', (_, objects, problem) => {
    expect(rendered(20, objects)).toEqual({ actions: [], notices: [], problems: [problem] });
  });
});

describe('several stable Ingresses', () => {
  const both = { stableIngresses: ['one', 'two'], annotationPrefix: PREFIX };
  const one = ingress('one', { rules: [ingressRule('a', 'demo-stable')] });
  const two = ingress('two', { rules: [ingressRule('b', 'demo-stable')] });

  it('have a canary Ingress each', () => {
    const { actions } = nginx.render(both, PLACE, splitAt(5), [one, two]);
    expect(actions.map(({ because }) => because)).toEqual([
      'canary weight 5 in new ingress demo-one-canary',
      'canary weight 5 in new ingress demo-two-canary',
    ]);
  });

  it('do not wait for one that is missing', () => {
    const { actions, problems } = nginx.render(both, PLACE, splitAt(5), [two]);
    expect(actions).toHaveLength(1);
    expect(problems).toEqual(['Ingress shop/one not found']);
  });

  it('show that the canary gets nothing where its Ingress is missing', () => {
    const objects = applied([two], nginx.render(both, PLACE, splitAt(5), [two]).actions);
    const { shown } = nginx.observed(both, PLACE, [one, ...objects]);
    expect(shown.map(({ weights }) => weights[PLACE.canaryService])).toEqual([0, 5]);
  });
});

it.each([
  ['what it holds', { canary: 'true', 'canary-weight': '20' }, 20, 100],
  ['parts of its total', { canary: 'true', 'canary-weight': '20', 'canary-weight-total': '1000' }, 20, 1000],
  ['nothing unless it is a canary', { 'canary-weight': '20' }, 0, 100],
  ['nothing for what is no number', { canary: 'true', 'canary-weight': 'x' }, 0, 100],
  ['no more than all', { canary: 'true', 'canary-weight': '200' }, 100, 100],
])('an Ingress shows %s', (_, annotations, canary, of) => {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`${PREFIX}/${key}`, value]);
  const object = ingress('demo-demo-stable-canary', {}, Object.fromEntries(prefixed));
  const weights = { [PLACE.canaryService]: canary, [PLACE.stableService]: of - canary };
  const where = 'Ingress shop/demo-demo-stable-canary';
  expect(nginx.observed(config, PLACE, [stable, object]).shown).toEqual([{ where, weights, of }]);
  expect(nginx.observed(config, PLACE, [object]).shown).toEqual([]);
});

it('shows nothing before there is a canary Ingress', () => {
  expect(nginx.observed(config, PLACE, [stable])).toEqual({ shown: [], routes: [], problems: [] });
});

/** What Ingresses of the AWS Load Balancer Controller are told: actions, word for word. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseYamlDocuments } from '../../../kube/yaml.ts';
import { LEASES } from '../leases.ts';
import type { Place, Split } from '../router.ts';
import { type AnyObject, applied, ingress, ingressRule, PLACE, splitAt } from '../routers.testkit.ts';
import { forwardIn, textOf } from './actions.ts';
import {
  actionIn,
  config,
  groupsIn,
  HEADER,
  named,
  PREFIX,
  pathTo,
  released,
  rootIngress,
  rootPath,
  steered,
} from './alb.testkit.ts';
import { alb } from './alb.ts';

interface Golden {
  readonly name: string;
  readonly leases?: readonly string[];
}

const golden = parseYamlDocuments(readFileSync(new URL('golden.yaml', import.meta.url), 'utf8')) as Golden[];

const splits: Readonly<Record<string, Split>> = {
  'weight 0': splitAt(0),
  'weight 20': splitAt(20),
  'weight 20 with header route': splitAt(20, { headerRoutes: [HEADER] }),
  'weight 20 with experiment': splitAt(20, { experiment: 5 }),
  'weight 100': splitAt(100),
};

function goldenOf(name: string, { metadata, spec }: AnyObject): Golden & Record<string, unknown> {
  const { [LEASES]: text, ...annotations } = metadata.annotations ?? {};
  return { name, annotations, ...(text !== undefined && { leases: JSON.parse(text)[PLACE.uid] }), spec };
}

describe('the Ingress', () => {
  const user = rootIngress('web', { [`${PREFIX}/scheme`]: 'internal' });
  it.each(Object.keys(splits))('is as appendix F2 has it at %s, whatever it was before', (name) => {
    const before = steered(splitAt(60, { experiment: 1, headerRoutes: [HEADER] }), [user]);
    for (const objects of [[user], before])
      expect(goldenOf(name, named(steered(splits[name] ?? splitAt(0), objects), 'web'))).toEqual(
        golden.find((one) => one.name === name),
      );
  });

  it('keeps a single target group once it is let go', () => {
    const objects = steered(splitAt(20, { headerRoutes: [HEADER], experiment: 5 }), [user]);
    expect(goldenOf('released', named(released(objects), 'web'))).toEqual(golden.at(-1));
  });

  it('says why it changes, and an event does', () => {
    const [first] = steered(splitAt(20), [user]);
    const { actions, notices } = alb.render(config, PLACE, splitAt(60), first ? [first] : []);
    expect(actions).toMatchObject([
      { do: 'patch', resourceVersion: '2', because: 'canary weight 20 -> 60 in Ingress shop/web' },
    ]);
    const message = "Updating Ingress `web` to desiredWeight '60'";
    expect(notices).toEqual([{ type: 'Normal', reason: 'PatchingALBIngress', message }]);
  });

  it.each<[string, object, string, string]>([
    ['names the stable service without a root service', { rootService: undefined }, 'demo-stable', PREFIX],
    ['has the usual prefix where the spec leaves it empty', { annotationPrefix: '' }, 'demo-root', PREFIX],
    ['has another prefix', { annotationPrefix: 'my.alb' }, 'demo-root', 'my.alb'],
  ])('%s', (_, more, service, prefix) => {
    const rules = [
      { http: { paths: [rootPath({ backend: { service: { name: service, port: { name: 'use-annotation' } } } })] } },
    ];
    const objects = steered(splitAt(20), [ingress('web', { rules })], more);
    expect(Object.keys(named(objects, 'web').metadata.annotations ?? {})).toContain(`${prefix}/actions.${service}`);
  });

  it.each([
    ['keeps clients where they are', true, { Enabled: true, DurationSeconds: 60 }],
    ['says nothing of stickiness that is off', false, undefined],
  ])('%s', (_, enabled, stickiness) => {
    const objects = steered(splitAt(20), [user], { stickinessConfig: { enabled, durationSeconds: 60 } });
    const sticky = (all: readonly AnyObject[]) =>
      JSON.parse(actionIn(all) ?? '').ForwardConfig.TargetGroupStickinessConfig;
    expect([sticky(objects), sticky(released(objects))]).toEqual([stickiness, stickiness]);
  });

  it('takes a change from Git in mid-rollout', () => {
    const [leased] = steered(splitAt(20), [user]);
    if (!leased) throw new Error('nothing there');
    const annotations = { ...leased.metadata.annotations, [`${PREFIX}/scheme`]: 'internet-facing' };
    const changed = {
      ...leased,
      metadata: { ...leased.metadata, annotations },
      spec: { ...(leased.spec as object), tls: [{ hosts: ['x'] }] },
    };
    const objects = steered(splitAt(40), [changed]);
    expect(groupsIn(objects)).toBe('demo-canary:40 demo-stable:60');
    expect(named(objects, 'web')).toMatchObject({
      spec: { tls: [{ hosts: ['x'] }] },
      metadata: { annotations: { [`${PREFIX}/scheme`]: 'internet-facing' } },
    });
  });
});

it('stable is known by the name of the action, where somebody has turned the groups', () => {
  const more = { rootService: undefined };
  const rules = [{ http: { paths: [pathTo('demo-stable')] } }];
  const web = named(steered(splitAt(20), [ingress('web', { rules })], more), 'web');
  const key = `${PREFIX}/actions.demo-stable`;
  const { groups } = forwardIn(web.metadata.annotations?.[key]) ?? { groups: [] };
  const annotations = { ...web.metadata.annotations, [key]: textOf({ groups: groups.toReversed() }) };
  const free = released([{ ...web, metadata: { ...web.metadata, annotations } }]);
  expect(groupsIn(free, 'web', 'demo-stable')).toBe('demo-stable:100');
});

describe('ping and pong', () => {
  const asPing: Place = { ...PLACE, canaryService: 'pong', stableService: 'ping' };
  const asPong: Place = { ...PLACE, canaryService: 'ping', stableService: 'pong' };
  const at = (place: Place, weight: number): Split => ({
    ...splitAt(weight),
    destinations: [
      { service: place.canaryService, hash: 'c', role: 'canary', weight },
      { service: place.stableService, hash: 's', role: 'stable', weight: 100 - weight },
    ],
  });

  it('turn without a request going elsewhere', () => {
    const objects = [rootIngress()];
    const full = applied(objects, alb.render(config, asPong, at(asPong, 100), objects).actions);
    expect(groupsIn(full)).toBe('ping:100 pong:0');
    const [shown] = alb.observed(config, asPing, full).shown;
    expect(shown).toMatchObject({ weights: { pong: 0, ping: 100 }, of: 100 });
    const turned = applied(full, alb.render(config, asPing, at(asPing, 0), full).actions);
    expect(groupsIn(turned)).toBe('pong:0 ping:100');
    expect(groupsIn(released(turned, { canaryService: '', stableService: '' }))).toBe('ping:100');
  });
});

describe('several Ingresses', () => {
  const both = { ingress: undefined, ingresses: ['one', 'two'] };
  it('do not wait for one that is right already, nor for one that is missing', () => {
    const [one] = steered(splitAt(20), [rootIngress('one')], both);
    const objects = steered(splitAt(20), [...(one ? [one] : []), rootIngress('two')], both);
    expect([groupsIn(objects, 'one'), groupsIn(objects, 'two')]).toEqual(
      Array(2).fill('demo-canary:20 demo-stable:80'),
    );
    const { problems, actions } = alb.render({ ...config, ...both }, PLACE, splitAt(20), [rootIngress('two')]);
    expect([problems, actions.length]).toEqual([['Ingress shop/one not found'], 1]);
  });

  it('show where nothing divides requests yet, once another does', () => {
    const objects = [...steered(splitAt(0), [rootIngress('one')], both), rootIngress('two')];
    expect(alb.observed({ ...config, ...both }, PLACE, objects).shown.map(({ of }) => of)).toEqual([100, 0]);
    expect(alb.observed({ ...config, ...both }, PLACE, [rootIngress('one'), rootIngress('two')]).shown).toEqual([]);
  });
});

it.each<[string, object, Record<string, number>, number]>([
  [
    'in any case of letters',
    { type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'demo-stable', servicePort: 80 }] } },
    { 'demo-canary': 0, 'demo-stable': 1 },
    1,
  ],
  [
    'with services of others',
    {
      ForwardConfig: {
        TargetGroups: [
          { ServiceName: 'x', Weight: 60 },
          { ServiceName: 'demo-canary', Weight: 40 },
        ],
      },
    },
    { 'demo-canary': 40, 'demo-stable': 0, x: 60 },
    100,
  ],
])('an action is read %s', (_, action, weights, of) => {
  const objects = [rootIngress('web', { [`${PREFIX}/actions.demo-root`]: JSON.stringify(action) })];
  expect(alb.observed(config, PLACE, objects).shown).toEqual([{ where: 'Ingress shop/web', weights, of }]);
});

const notUsed = 'ingress `web` has no rules using service demo-root backend';
it.each<[string, AnyObject[], object, string]>([
  [
    'is missing',
    [],
    { message: 'ingress.networking.k8s.io "web" not found', missing: 'Ingress' },
    'Ingress shop/web not found',
  ],
  ['has no rules', [ingress('web', {})], { message: notUsed }, notUsed],
  ['has rules for others', [ingress('web', { rules: [ingressRule('a', 'x'), {}] })], { message: notUsed }, notUsed],
])('the spec is invalid where the Ingress %s', (_, objects, unfit, problem) => {
  expect(alb.unfit(config, PLACE, objects)).toEqual([{ path: 'ingress', value: 'web', ...unfit }]);
  expect(alb.render(config, PLACE, splitAt(20), objects)).toEqual({ actions: [], notices: [], problems: [problem] });
});

it('is no use to write weights that the load balancer does not look at', () => {
  const objects = [ingress('web', { rules: [ingressRule('a', 'demo-root')] })];
  const problem = 'Ingress shop/web has no path to demo-root by the port use-annotation: weights are lost';
  expect(alb.unfit(config, PLACE, objects)).toEqual([]);
  expect(alb.observed(config, PLACE, objects).problems).toEqual([problem]);
  expect(alb.render(config, PLACE, splitAt(20), objects)).toMatchObject({
    actions: [{ do: 'patch' }],
    problems: [problem],
  });
});

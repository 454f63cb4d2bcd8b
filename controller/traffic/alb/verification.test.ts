import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Forwarded, LoadBalancer } from '../../runtime/aws-contract.ts';
import { type AnyObject, PLACE } from '../routers.testkit.ts';
import { config, rootIngress, steered } from './alb.testkit.ts';
import { albStatusOf, awaitedBy, judgedGroups } from './verification.ts';

const TAG = 'ingress.k8s.aws/resource';
const ARN = 'arn:aws:elasticloadbalancing:us-west-2:1';
const LB = `${ARN}:loadbalancer/app/web/50dc`;
const arnOf = (name: string) => `${ARN}:targetgroup/${name}/73e2`;
const RESOURCE = { canary: 'shop/web-demo-canary:443', stable: 'shop/web-demo-stable:443' };

const splitAt = (weight: number) => ({
  destinations: [
    { service: 'demo-canary', hash: 'v2', role: 'canary' as const, weight },
    { service: 'demo-stable', hash: 'v1', role: 'stable' as const, weight: 100 - weight },
  ],
  ...{ total: 100, headerRoutes: [], mirrorRoutes: [] },
});

/** With its load balancers. */
const published = (ingress: AnyObject, ...hostnames: readonly string[]): AnyObject =>
  ({ ...ingress, status: { loadBalancer: { ingress: hostnames.map((hostname) => ({ hostname })) } } }) as AnyObject;

const ingressAt = (weight: number) => published(steered(splitAt(weight), [rootIngress()])[0] as AnyObject, 'a.elb');
const awaitedAt = (weight: number) => awaitedBy(config, PLACE, [ingressAt(weight)]);

const balancer = (rules: readonly Forwarded[], more: Partial<LoadBalancer> = {}): LoadBalancer => ({
  ...{ name: 'web', arn: LB, rules },
  tags: { [arnOf('c')]: { [TAG]: RESOURCE.canary }, [arnOf('s')]: { [TAG]: RESOURCE.stable, other: 'x' } },
  ...more,
});
const rule = (c: number, s: number): Forwarded => ({ [arnOf('c')]: c, [arnOf('s')]: s });

describe('an Ingress wants', () => {
  it('the weights that it shows, of the target groups of its own services', () =>
    expect(awaitedAt(20)).toEqual([
      {
        ingress: 'web',
        hostnames: ['a.elb'],
        groups: [
          { service: 'demo-canary', weight: 20, resource: RESOURCE.canary },
          { service: 'demo-stable', weight: 80, resource: RESOURCE.stable },
        ],
      },
    ]));

  it('nothing as long as it divides nothing, or is not there', () => {
    expect(awaitedBy(config, PLACE, [published(rootIngress(), 'a.elb')])).toEqual([]);
    expect(awaitedBy(config, PLACE, [])).toEqual([]);
  });

  it.each<[what: string, status: unknown, hostnames: readonly string[]]>([
    ['none yet', undefined, []],
    ['one with an address alone', { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } }, []],
    ['several', { loadBalancer: { ingress: [{ hostname: 'a' }, { hostname: '' }, { hostname: 'b' }] } }, ['a', 'b']],
    ['odd ones', { loadBalancer: { ingress: [5, { hostname: 5 }] } }, []],
  ])('of its load balancers: %s', (_, status, hostnames) => {
    const [awaited] = awaitedBy(config, PLACE, [{ ...ingressAt(20), status } as AnyObject]);
    expect(awaited?.hostnames).toEqual(hostnames);
  });

  it('each of several its own', () => {
    const two = steered(splitAt(20), [rootIngress('web'), rootIngress('two')], {
      ingress: undefined,
      ingresses: ['web', 'two'],
    });
    const awaited = awaitedBy({ ...config, ingress: undefined, ingresses: ['web', 'two'] } as never, PLACE, two);
    expect(awaited.map(({ groups }) => groups[0]?.resource)).toEqual([RESOURCE.canary, 'shop/two-demo-canary:443']);
  });
});

describe('a load balancer', () => {
  const judgedAt = (weight: number, found: LoadBalancer) => {
    const [awaited] = awaitedAt(weight);
    return awaited ? judgedGroups(awaited, found, TAG) : [];
  };
  /** `canary 20 true, stable 80 true`: the weights that are current. */
  const text = (found: ReturnType<typeof judgedAt>) =>
    found.map(({ service, current, isVerified }) => `${service.slice(5)} ${current} ${isVerified}`).join(', ');

  it.each<[what: string, found: LoadBalancer, judged: string]>([
    ['has followed', balancer([rule(20, 80)]), 'canary 20 true, stable 80 true'],
    ['has not', balancer([rule(0, 100)]), 'canary 0 false, stable 100 false'],
    ['has in part', balancer([rule(20, 100)]), 'canary 20 true, stable 100 false'],
    ['has with one listener alone', balancer([rule(20, 80), rule(10, 90)]), 'canary 10 false, stable 90 false'],
    [
      'has other rules beside: a header route, a path of the user',
      balancer([rule(20, 80), { [arnOf('c')]: 100 }, { [arnOf('s')]: 1 }, { [arnOf('x')]: 5, [arnOf('y')]: 5 }]),
      'canary 20 true, stable 80 true',
    ],
    ['divides nothing', balancer([{ [arnOf('s')]: 1 }]), 'canary 0 false, stable 0 false'],
    ['forwards nothing', balancer([]), 'canary 0 false, stable 0 false'],
    [
      'has groups of another Ingress',
      balancer([rule(20, 80)], { tags: { [arnOf('c')]: { [TAG]: 'shop/other-demo-canary:443' }, [arnOf('s')]: {} } }),
      'canary 0 false, stable 0 false',
    ],
    [
      'has groups under another tag',
      balancer([rule(20, 80)], {
        tags: { [arnOf('c')]: { old: RESOURCE.canary }, [arnOf('s')]: { old: RESOURCE.stable } },
      }),
      'canary 0 false, stable 0 false',
    ],
  ])('%s', (_, found, judged) => expect(text(judgedAt(20, found))).toBe(judged));

  it('is told of by the ARNs that it has', () => {
    const [canary, stable] = judgedAt(20, balancer([rule(20, 80)]));
    const [awaited] = awaitedAt(20);
    expect(awaited && albStatusOf(awaited, balancer([]), { canary, stable })).toEqual({
      loadBalancer: { name: 'web', arn: LB, fullName: 'web/50dc' },
      canaryTargetGroup: { name: 'c', arn: arnOf('c'), fullName: 'c/73e2' },
      stableTargetGroup: { name: 's', arn: arnOf('s'), fullName: 's/73e2' },
      ingress: 'web',
    });
    expect(awaited && albStatusOf(awaited, balancer([]), { canary: undefined, stable: undefined })).toEqual({
      loadBalancer: { name: 'web', arn: LB, fullName: 'web/50dc' },
      ingress: 'web',
    });
  });

  it('has followed exactly if all rules that divide say what the Ingress says', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(20, 30), { maxLength: 4 }), (weights) => {
        const found = judgedAt(20, balancer(weights.map((weight) => rule(weight, 100 - weight))));
        expect(found.every(({ isVerified }) => isVerified)).toBe(weights.length > 0 && !weights.includes(30));
      }),
    ));
});

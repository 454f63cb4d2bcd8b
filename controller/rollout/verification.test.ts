import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { blueGreen } from './status/snapshot.testkit.ts';
import { behindAlb, CANARY, type Decided, decidedOn, LB, type Sights, STABLE, sightOf } from './targets.testkit.ts';
import { questionsOf, type RegistrationSight, registrationQuestion } from './verification.ts';
import type { World } from './world.testkit.ts';

const steps = [{ setWeight: 25 }, { pause: {} }, { setWeight: 50 }];
const RECORDED = [{ ingress: 'web', loadBalancer: LB }];
const recorded = (weight: number, verified?: boolean) => ({
  albs: RECORDED,
  canary: {
    weights: {
      canary: { weight, podTemplateHash: 'v2' },
      stable: { weight: 100 - weight },
      ...(verified !== undefined && { verified }),
    },
  },
});
/** At the first step, with all the pods it needs. */
const atStep: World = {
  ...{ spec: behindAlb({ steps }), pods: { v1: 4, v2: 1 }, shown: 25 },
  status: { currentStepIndex: 0, ...recorded(25) },
};
/** All steps are done, all pods are there, and all requests go to the canary. */
const atEnd: World = {
  ...{ spec: behindAlb({ steps }), pods: { v1: 4, v2: 4 }, shown: 100 },
  status: { currentStepIndex: 3, ...recorded(100) },
};
const promoted: World = {
  ...{ spec: behindAlb({ steps }), pods: { v1: 4, v2: 4 }, stable: 'v2', shown: 0 },
  ...{ services: { canary: 'v2', stable: 'v2' }, status: { currentStepIndex: 3, ...recorded(0) } },
};
const DOWN = { problem: 'elasticloadbalancing DescribeRules: answered 400: Throttling' };
const [C, S] = [`Service canary (TargetGroup ${CANARY})`, `Service stable (TargetGroup ${STABLE})`];

describe('load balancers are asked', () => {
  const without = (status: object, world: World = atStep): World => ({
    ...world,
    status: { ...world.status, ...status },
  });
  it.each<[when: string, world: World, isAsked: boolean]>([
    ['at a step that sets a weight', atStep, true],
    ['not at a pause', without({ currentStepIndex: 1 }), false],
    ['at a pause if nobody has recorded them yet', without({ currentStepIndex: 1, albs: undefined }), true],
    [
      'if another Ingress was recorded',
      without({ currentStepIndex: 1, albs: [{ ingress: 'old', loadBalancer: LB }] }),
      true,
    ],
    ['in the end, at the whole weight', atEnd, true],
    ['not in the end before that', { ...atEnd, shown: 50 }, false],
    ['not once it is promoted', promoted, false],
    ['once it is promoted if nobody has recorded them yet', without({ albs: undefined }, promoted), true],
    ['not while nothing was ever promoted', { ...atStep, stable: '' }, false],
    [
      'not in the pass in which a template arrives',
      { ...atStep, status: { ...atStep.status, currentPodHash: 'v1' } },
      false,
    ],
    ['not in a hurry', without({ promoteFull: true }), false],
    ['in a hurry, at the whole weight', without({ promoteFull: true }, { ...atStep, shown: 100 }), true],
    ['not while the Ingress divides nothing', { spec: behindAlb({ steps }), pods: { v1: 4, v2: 1 } }, false],
    [
      'not behind another router',
      { ...atStep, spec: behindAlb({ steps, trafficRouting: { nginx: { stableIngress: 'web' } } }) },
      false,
    ],
  ])('%s', (_, world, isAsked) => expect(questionsOf(sightOf(world))).toHaveLength(isAsked ? 1 : 0));
});

describe('a step that sets a weight', () => {
  it.each<[what: string, balancer: Sights['balancer'], decided: Partial<Decided>]>([
    [
      'goes on when the load balancer has followed',
      25,
      { index: 1, verified: true, says: [`TargetGroupVerified: ${C} verified: canary weight 25 set`] },
    ],
    [
      'stays until it has',
      0,
      {
        ...{ index: 0, verified: false, seconds: 10 },
        says: [
          `TargetGroupUnverified: ${C} not verified: canary weight 25 not yet set (current: 0)`,
          `TargetGroupUnverified: ${S} not verified: canary weight 75 not yet set (current: 100)`,
        ],
      },
    ],
    [
      'stays while AWS does not tell',
      DOWN,
      {
        ...{ index: 0, verified: false, seconds: 10 },
        says: [
          `TargetGroupVerifyError: Failed to verify Service canary (TargetGroup unknown): ${DOWN.problem}`,
          `WeightVerifyError: Failed to verify weight: ${DOWN.problem}`,
        ],
      },
    ],
    [
      'stays while there is no load balancer',
      { balancer: null },
      {
        index: 0,
        verified: false,
        seconds: 10,
        says: ['LoadBalancerNotFound: Failed to find load balancer: web-1.elb.amazonaws.com'],
      },
    ],
  ])('%s', (_, balancer, decided) => expect(decidedOn(atStep, { balancer })).toMatchObject(decided));

  it('goes on without asking where nobody verifies', () =>
    expect(decidedOn(atStep, { isOff: true })).toMatchObject({ index: 1, verified: undefined, says: [] }));

  it('is not announced again and again', () =>
    expect(
      decidedOn({ ...atStep, status: { ...atStep.status, ...recorded(25, true) } }, { balancer: 25 }).says,
    ).toEqual([]));

  it('keeps the pods of the canary that it is to shrink until requests have left them', () => {
    const shrinking: World = { ...atStep, pods: { v1: 4, v2: 3 } };
    expect(decidedOn(shrinking, { balancer: 75 }).scaled).toEqual([]);
    expect(decidedOn(shrinking, { balancer: 25 }).scaled).toEqual(['web-v2 3 -> 1']);
  });

  it('keeps the pods of stable where that shrinks with its share', () => {
    const dynamic: World = { ...atStep, spec: behindAlb({ steps, dynamicStableScale: true }) };
    expect(decidedOn(dynamic, { balancer: 0 }).scaled).toEqual([]);
    expect(decidedOn(dynamic, DOWN_SIGHT).scaled).toEqual([]);
    expect(decidedOn(dynamic, { balancer: 25 }).scaled).toEqual(['web-v1 4 -> 3']);
  });
});

const DOWN_SIGHT: Sights = { balancer: DOWN };

describe('the promotion', () => {
  it.each<[what: string, world: World, sights: Sights, stable: string]>([
    ['comes when all requests go to the canary', atEnd, { balancer: 100 }, 'v2'],
    ['waits as long as the load balancer has not followed', atEnd, { balancer: 50 }, 'v1'],
    ['waits as long as AWS does not tell', atEnd, DOWN_SIGHT, 'v1'],
    ['waits for the weight of the Ingress, too', { ...atEnd, shown: 50 }, {}, 'v1'],
    ['waits for nothing where nobody verifies', { ...atEnd, shown: 50 }, { isOff: true }, 'v2'],
    [
      'is not held up where somebody wants it all',
      { ...atEnd, status: { ...atEnd.status, promoteFull: true } },
      { balancer: 50 },
      'v2',
    ],
  ])('%s', (_, world, sights, stable) => expect(decidedOn(world, sights)).toMatchObject({ stable }));

  it('keeps stable whole until then', () => {
    const dynamic: World = { ...atEnd, spec: behindAlb({ steps, dynamicStableScale: true }) };
    expect(decidedOn(dynamic, { balancer: 50 })).toMatchObject({ scaled: [], seconds: 10 });
  });

  it('of an aborted update does not matter: the canary goes as ever', () => {
    const aborted: World = {
      ...{ ...atStep, spec: behindAlb({ steps, dynamicStableScale: true }), pods: { v1: 4, v2: 1 }, shown: 0 },
      status: { ...atStep.status, abort: true },
    };
    expect(decidedOn(aborted, { balancer: 25 }).scaled).toEqual(decidedOn(aborted, { isOff: true }).scaled);
  });
});

describe('the status', () => {
  const after = (world: World, sights: Sights) => decide(sightOf(world, sights)).status;
  const fresh: World = { ...atStep, status: { currentStepIndex: 0 } };
  const whole = {
    loadBalancer: { ...LB, fullName: 'web/50dc' },
    canaryTargetGroup: { name: 'c', arn: CANARY, fullName: 'c/73e2' },
    stableTargetGroup: { name: 's', arn: STABLE, fullName: 's/73e2' },
    ingress: 'web',
  };
  it.each<[what: string, world: World, sights: Sights, albs: readonly object[] | undefined]>([
    ['tells of load balancers', fresh, { balancer: 0 }, [whole]],
    ['of none that is not there', fresh, { balancer: { balancer: null } }, undefined],
    ['keeps what it knows while nobody asks', atStep, {}, RECORDED],
    ['keeps it while AWS does not tell', atStep, DOWN_SIGHT, RECORDED],
    [
      'forgets Ingresses that are none of the Rollout any more',
      { ...fresh, status: { albs: [{ ingress: 'old' }] } },
      {},
      undefined,
    ],
    ['forgets all where nobody verifies', atStep, { isOff: true }, undefined],
  ])('%s', (_, world, sights, albs) => {
    const status = after(world, sights);
    expect([status.albs, status.alb]).toEqual([albs, albs?.[0]]);
  });

  it.each<[what: string, status: object, verified: boolean | undefined]>([
    ['goes on saying that a weight was seen', recorded(25, true), true],
    ['not of another weight', recorded(50, true), undefined],
    ['nor a doubt that nobody looks into', recorded(25, false), undefined],
  ])('%s', (_, status, verified) =>
    expect(decidedOn({ ...atStep, status: { currentStepIndex: 1, ...status } }, {}).verified).toBe(verified),
  );
});

const registration = (reply: RegistrationSight['reply']): RegistrationSight => ({
  ...{ service: 'stable', arn: 'arn', awaited: ['10.0.0.1:80', '10.0.0.2:80'], reply },
});
const ALL = registration({ registered: ['10.0.0.2:80', '10.0.0.1:80', '10.0.0.9:80'] });
const HALF = registration({ registered: ['10.0.0.1:80'] });
const UNKNOWN = registration({ problem: 'no answer' });
const say: Readonly<Record<string, string>> = {
  all: 'TargetGroupVerified: Service stable (TargetGroup arn) verified: 2 endpoints registered',
  half: 'TargetGroupUnverified: Service stable (TargetGroup arn) not verified: 1/2 endpoints registered',
  unknown: 'TargetGroupVerifyError: Failed to verify Service stable (TargetGroup arn): no answer',
};

describe('targets are looked at', () => {
  const green = (world: Partial<World>): World => ({
    ...{ spec: blueGreen({ activeService: 'active' }), pods: { v1: 4, v2: 4 }, services: { active: 'v2' } },
    ...world,
  });
  it.each<[when: string, world: World, service: string | undefined]>([
    ['behind the active Service once that is switched', green({}), 'active'],
    ['not before', green({ services: { active: 'v1' } }), undefined],
    ['not once it is promoted', green({ stable: 'v2' }), undefined],
    ['not while nothing was ever promoted', green({ stable: '' }), undefined],
    [
      'not once the analysis after the switch has begun',
      green({ status: { blueGreen: { postPromotionAnalysisRunStatus: { name: 'a', status: 'Running' } } } }),
      undefined,
    ],
    ['behind the stable Service when a canary is promoted', promoted, 'stable'],
    ['not before that Service is switched', { ...promoted, services: { canary: 'v2', stable: 'v1' } }, undefined],
    ['not before the promotion', atEnd, undefined],
    ['not when nobody is left to go', { ...promoted, pods: { v1: 0, v2: 4 } }, undefined],
    ['not when the last ones wait already', { ...promoted, pods: { v1: { size: 4, deadline: 9 }, v2: 4 } }, undefined],
    [
      'not behind another router',
      { ...promoted, spec: behindAlb({ steps, trafficRouting: { nginx: { stableIngress: 'web' } } }) },
      undefined,
    ],
  ])('%s', (_, world, service) => expect(registrationQuestion(sightOf(world))).toBe(service));
});

describe('pods that were stable before', () => {
  const later: World = { ...promoted, spec: behindAlb({ steps, scaleDownDelaySeconds: 0 }) };
  const dynamic: World = { ...promoted, spec: behindAlb({ steps, dynamicStableScale: true }) };
  it.each<[what: string, sight: RegistrationSight, said: string | undefined, isGoing: boolean]>([
    ['go once all new ones are targets', ALL, say['all'], true],
    ['stay as long as one is not', HALF, say['half'], false],
    ['stay as long as AWS does not tell', UNKNOWN, say['unknown'], false],
  ])('%s', (_, sight, said, isGoing) => {
    for (const world of [later, dynamic]) {
      const { scaled, says, seconds } = decidedOn(world, { registrations: [sight] });
      expect([scaled, says]).toEqual([isGoing ? ['web-v1 4 -> 0'] : [], [said]]);
      if (!isGoing) expect(seconds).toBe(10);
    }
  });
});

describe('a blue-green promotion', () => {
  const switched: World = {
    spec: { ...behindAlb(), ...blueGreen({ activeService: 'active' }) },
    ...{ pods: { v1: 4, v2: 4 }, services: { active: 'v2' } },
    status: { blueGreen: { activeSelector: 'v2' } },
  };
  it.each<[what: string, sight: RegistrationSight, stable: string]>([
    ['comes once all pods are targets', ALL, 'v2'],
    ['waits as long as one is not', HALF, 'v1'],
    ['waits as long as AWS does not tell', UNKNOWN, 'v1'],
  ])('%s', (_, sight, stable) => {
    expect(decidedOn(switched, { registrations: [sight] })).toMatchObject({ stable });
    const hurried = { ...switched, status: { ...switched.status, promoteFull: true } };
    expect(decidedOn(hurried, { registrations: [sight] })).toMatchObject({ stable });
  });

  it('is said to wait for it', () => {
    const { phase, message } = decide(sightOf(switched, { registrations: [HALF] })).status;
    expect([phase, message]).toEqual(['Progressing', 'waiting for post-promotion verification to complete']);
  });
});

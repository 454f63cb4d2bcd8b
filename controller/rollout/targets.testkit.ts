/** A Rollout behind an AWS load balancer, as it is seen while target groups are verified. */
import type { KubeObject } from '../../kube/types.ts';
import type { LoadBalancer } from '../runtime/aws-contract.ts';
import { textOf } from '../traffic/alb/actions.ts';
import { observedBy } from '../traffic/driver.ts';
import { decide } from './decide.ts';
import { placeOf } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import type { BalancerSight, RegistrationSight } from './verification.ts';
import { snapshotOf, type World } from './world.testkit.ts';

export const HOST = 'web-1.elb.amazonaws.com';
export const TAG = 'ingress.k8s.aws/resource';
const ARN = 'arn:aws:elasticloadbalancing:us-west-2:1';
export const LB = { name: 'web', arn: `${ARN}:loadbalancer/app/web/50dc` };
export const CANARY = `${ARN}:targetgroup/c/73e2`;
export const STABLE = `${ARN}:targetgroup/s/73e2`;

const backend = { service: { name: 'root', port: { name: 'use-annotation' } } };

/** An Ingress that divides requests; its weight is the canary's. */
export function dividing(weight: number, hostname: string | undefined = HOST): KubeObject {
  const group = (service: string, share: number) => ({ service, port: '80', weight: share });
  const action = textOf({ groups: [group('canary', weight), group('stable', 100 - weight)] });
  return {
    ...{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
    metadata: {
      ...{ name: 'web', namespace: 'shop', uid: 'ingress', resourceVersion: '1' },
      annotations: { 'alb.ingress.kubernetes.io/actions.root': action },
    },
    spec: { rules: [{ http: { paths: [{ path: '/*', pathType: 'ImplementationSpecific', backend }] } }] },
    status: { loadBalancer: { ingress: hostname === undefined ? [] : [{ hostname }] } },
  } as KubeObject;
}

export const balancerAt = (weight: number): LoadBalancer => ({
  ...LB,
  rules: [{ [CANARY]: weight, [STABLE]: 100 - weight }],
  tags: { [CANARY]: { [TAG]: 'shop/web-canary:80' }, [STABLE]: { [TAG]: 'shop/web-stable:80' } },
});

const sighted = (reply: BalancerSight['reply']): BalancerSight => ({ ingress: 'web', hostname: HOST, reply });

export interface Sights {
  /** The weight that the load balancer has, or what else is known of it; undefined if nobody asked. */
  readonly balancer?: number | BalancerSight['reply'] | undefined;
  readonly registrations?: readonly RegistrationSight[];
  /** Nobody verifies. */
  readonly isOff?: boolean;
}

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web' }] } };
const services = { canary: 'v2', stable: 'v1' };

export const behindAlb = (block: object = {}): World['spec'] =>
  ({
    template,
    strategy: {
      canary: {
        ...{ canaryService: 'canary', stableService: 'stable' },
        trafficRouting: { alb: { ingress: 'web', rootService: 'root', servicePort: 80 } },
        ...block,
      },
    },
  }) as World['spec'];

/** `shown` of the world is what the Ingress shows. */
export function sightOf(world: World, { balancer, registrations = [], isOff = false }: Sights = {}): Snapshot {
  const s = snapshotOf({ services, ...world });
  const { trafficRouting } = s.spec.strategy?.canary ?? {};
  const objects = typeof world.shown === 'number' ? [dividing(world.shown)] : [];
  const routing = trafficRouting
    ? { objects, ...observedBy(trafficRouting, placeOf(s.object, s.spec), objects) }
    : s.routing;
  const reply = typeof balancer === 'number' ? { balancer: balancerAt(balancer) } : balancer;
  const targets = { tag: TAG, retrySeconds: 10, balancers: reply ? [sighted(reply)] : [], registrations };
  return { ...s, template, routing, ...(!isOff && { targets }) };
}

export interface Decided {
  readonly index: number | undefined;
  readonly stable: string | undefined;
  readonly verified: boolean | undefined;
  /** `web-v2 3 -> 1` */
  readonly scaled: readonly string[];
  /** `reason: message` of what is told of target groups. */
  readonly says: readonly string[];
  readonly seconds: number | undefined;
}

export function decidedOn(world: World, sights: Sights): Decided {
  const s = sightOf(world, sights);
  const { status, stages, notices, wakeAt } = decide(s);
  const invalid = status.conditions?.find(({ type }) => type === 'InvalidSpec');
  if (invalid) throw new Error(invalid.message);
  return {
    ...{ index: status.currentStepIndex, stable: status.stableRS, verified: status.canary?.weights?.verified },
    scaled: stages.flat().flatMap(({ because }) => /^scale (.*)/.exec(because)?.[1] ?? []),
    says: notices
      .filter(({ reason }) => /Verif|Unverif|LoadBalancer/.test(reason))
      .map(({ reason, message }) => `${reason}: ${message}`),
    seconds: wakeAt && (wakeAt.getTime() - s.now.getTime()) / 1000,
  };
}

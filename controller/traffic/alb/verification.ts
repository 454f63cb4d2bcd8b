/** Whether load balancers forward requests as the Ingresses of a Rollout say, and by which target groups. */
import type { RolloutStatus } from '../../../crds/rollout/status.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Forwarded, LoadBalancer } from '../../runtime/aws-contract.ts';
import { fieldsOf, recordsOf } from '../records.ts';
import type { Place } from '../router.ts';
import { forwardIn } from './actions.ts';
import { type Alb, goalOf, isNamed, refsOf } from './alb.ts';

type AlbStatus = NonNullable<RolloutStatus['albs']>[number];

export interface AwaitedGroup {
  readonly service: string;
  readonly weight: number;
  /** As the tag of its target group names it. */
  readonly resource: string;
}

/** What an Ingress wants of its load balancers. */
export interface Awaited {
  readonly ingress: string;
  /** Empty as long as it has no load balancer. */
  readonly hostnames: readonly string[];
  readonly groups: readonly AwaitedGroup[];
}

/** Of one service, as a load balancer has it. */
export interface JudgedGroup extends AwaitedGroup {
  /** Undefined if no target group has the tag. */
  readonly arn: string | undefined;
  /** The weight; where rules differ, a wrong one. */
  readonly current: number;
  readonly isVerified: boolean;
}

/** Ingresses that divide requests. Those that do not yet want nothing. */
export function awaitedBy(config: Alb, place: Place, objects: readonly KubeObject[]): readonly Awaited[] {
  const { prefix, action } = goalOf(config, place);
  return refsOf(config, place).flatMap((ref) => {
    const ingress = objects.find((object) => isNamed(object, ref));
    const forward = forwardIn(ingress?.metadata.annotations?.[`${prefix}/actions.${action}`]);
    if (!ingress || !forward) return [];
    const resourceOf = (service: string, port: string) => `${ref.namespace}/${ref.name}-${service}:${port}`;
    const groups = forward.groups.map(({ service, port, weight }) => ({
      ...{ service, weight, resource: resourceOf(service, port) },
    }));
    return [{ ingress: ref.name, hostnames: hostnamesOf(ingress), groups }];
  });
}

function hostnamesOf(ingress: KubeObject): readonly string[] {
  const { status } = ingress as { readonly status?: unknown };
  const places = recordsOf(fieldsOf(fieldsOf(status)['loadBalancer'])['ingress']);
  return places.map(({ hostname }) => hostname).filter((name) => typeof name === 'string' && name !== '') as string[];
}

/**
 * Rules that hold fewer than two of the groups do not divide: they are header routes, or paths of the user's. All that
 * do have to agree.
 */
export function judgedGroups({ groups }: Awaited, { rules, tags }: LoadBalancer, tag: string): readonly JudgedGroup[] {
  const arns = new Map(Object.entries(tags).map(([arn, { [tag]: resource = '' }]) => [resource, arn]));
  const known = groups.flatMap(({ resource }) => arns.get(resource) ?? []);
  const least = Math.min(2, groups.length);
  const dividing = rules.filter((rule) => known.filter((arn) => arn in rule).length >= least);
  return groups.map((group) => judged(group, arns.get(group.resource), dividing));
}

function judged(group: AwaitedGroup, arn: string | undefined, rules: readonly Forwarded[]): JudgedGroup {
  const weights = rules.map((rule) => rule[arn ?? ''] ?? 0);
  const wrong = weights.find((weight) => weight !== group.weight);
  const isVerified = arn !== undefined && weights.length > 0 && wrong === undefined;
  return { ...group, arn, current: isVerified ? group.weight : (wrong ?? 0), isVerified };
}

/** As the status tells of it. */
export function albStatusOf(
  { ingress }: Awaited,
  { name, arn }: LoadBalancer,
  { canary, stable }: Readonly<Record<'canary' | 'stable', JudgedGroup | undefined>>,
): AlbStatus {
  return {
    loadBalancer: { name, arn, fullName: arn.split('/').slice(2).join('/') },
    ...(canary?.arn !== undefined && { canaryTargetGroup: groupStatus(canary.arn) }),
    ...(stable?.arn !== undefined && { stableTargetGroup: groupStatus(stable.arn) }),
    ingress,
  };
}

function groupStatus(arn: string): NonNullable<AlbStatus['canaryTargetGroup']> {
  const [, name = '', ...rest] = arn.split('/');
  return { name, arn, fullName: [name, ...rest].join('/') };
}

/** Asks AWS what it shows of a Rollout's target groups, if they are to be verified and something waits for it. */
import type { Reader } from '../../kube/cluster.ts';
import { hasReason } from '../../kube/errors.ts';
import { type KubeObject, nameOf } from '../../kube/types.ts';
import type { TargetGroups } from '../runtime/aws-contract.ts';
import type { Awaited } from '../traffic/alb/verification.ts';
import type { AddressKind } from './addresses.ts';
import { BY_SERVICE } from './indexes.ts';
import { type Binding, bindingsFor } from './registration.ts';
import type { Snapshot } from './snapshot.ts';
import {
  type BalancerSight,
  questionsOf,
  type RegistrationSight,
  registrationQuestion,
  type TargetsSeen,
} from './verification.ts';

export interface TargetMeans {
  readonly groups: TargetGroups;
  /** Of the tag that says which Service a target group is for. */
  readonly tag: string;
  /** Of TargetGroupBindings. */
  readonly bindingVersion: string;
  readonly retrySeconds: number;
}

interface TargetSight {
  readonly cluster: Reader;
  readonly addresses: AddressKind;
  readonly targets: TargetMeans;
}

export async function observedTargets(s: Snapshot, sight: TargetSight): Promise<TargetsSeen> {
  const { tag, retrySeconds, groups } = sight.targets;
  const service = registrationQuestion(s);
  const [balancers, registrations] = await Promise.all([
    Promise.all(questionsOf(s).flatMap((awaited) => balancersOf(awaited, groups))),
    service === undefined ? [] : registrationsOf(s, service, sight),
  ]);
  return { tag, retrySeconds, balancers, registrations };
}

function balancersOf({ ingress, hostnames }: Awaited, groups: TargetGroups): readonly Promise<BalancerSight>[] {
  if (hostnames.length === 0) return [Promise.resolve({ ingress, hostname: '', reply: { balancer: null } })];
  return hostnames.map(async (hostname) => ({
    ...{ ingress, hostname },
    reply: await groups.balancerAt(hostname).then((found) => ({ balancer: found ?? null }), problemOf),
  }));
}

const problemOf = (error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) });

async function registrationsOf(
  s: Snapshot,
  name: string,
  { cluster, addresses, targets }: TargetSight,
): Promise<readonly RegistrationSight[]> {
  const service = s.services.get(name);
  if (!service) return [];
  const { namespace = '' } = service.metadata;
  const behind = cluster.view(addresses.resource).by(BY_SERVICE, nameOf({ namespace, name }));
  const found = await bindingsIn(cluster, targets.bindingVersion).catch(problemOf);
  if ('problem' in found) return [{ service: name, arn: 'unknown', awaited: [], reply: found }];
  return await Promise.all(
    bindingsFor(service, found, behind).map((binding) => registrationOf(binding, targets.groups)),
  );
}

const registrationOf = async (binding: Binding, groups: TargetGroups): Promise<RegistrationSight> => ({
  ...binding,
  reply: await groups.targetsOf(binding.arn).then((registered) => ({ registered }), problemOf),
});

/** They are few, and asked for seldom. Where there is no such kind, nothing is bound. */
async function bindingsIn(cluster: Reader, apiVersion: string): Promise<readonly KubeObject[]> {
  const kind = { apiVersion, kind: 'TargetGroupBinding', plural: 'targetgroupbindings', namespaced: true };
  try {
    return await cluster.fetchAll(kind);
  } catch (error) {
    if (hasReason(error, 'NotFound')) return [];
    throw error;
  }
}

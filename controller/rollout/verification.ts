/** What AWS shows of a Rollout's target groups, and what that means for a pass. */
import type { LoadBalancer } from '../runtime/aws-contract.ts';
import type { Notice } from '../runtime/plan.ts';
import { type Awaited, albStatusOf, awaitedBy, type JudgedGroup, judgedGroups } from '../traffic/alb/verification.ts';
import type { RolloutStatus } from './objects.ts';
import { placeOf } from './place.ts';
import type { Binding } from './registration.ts';
import { selectedBy } from './services.ts';
import type { Snapshot } from './snapshot.ts';
import { viewOf } from './view.ts';

/** One of an Ingress's names, and what answers to it. */
export interface BalancerSight {
  readonly ingress: string;
  /** Empty if the Ingress has none yet. */
  readonly hostname: string;
  /** Null if there is none. */
  readonly reply: { readonly balancer: LoadBalancer | null } | { readonly problem: string };
}

export interface RegistrationSight extends Binding {
  readonly reply: { readonly registered: readonly string[] } | { readonly problem: string };
}

/** There at all only where target groups are to be verified. */
export interface TargetsSeen {
  /** Of the tag that says which Service a target group is for. */
  readonly tag: string;
  readonly retrySeconds: number;
  /** Empty if nobody was asked. */
  readonly balancers: readonly BalancerSight[];
  readonly registrations: readonly RegistrationSight[];
}

/** The Ingresses whose load balancers are to be asked in this pass: that costs money. */
export function questionsOf(s: Snapshot): readonly Awaited[] {
  const awaited = awaitedIn(s);
  const isRecorded = ({ ingress }: Awaited) =>
    s.status.albs?.some((one) => one.ingress === ingress && one.loadBalancer?.arn) === true;
  return awaited.every(isRecorded) && !isDecisive(s) ? [] : awaited;
}

function awaitedIn({ object, spec, routing }: Snapshot): readonly Awaited[] {
  const { alb } = spec.strategy?.canary?.trafficRouting ?? {};
  return alb ? awaitedBy(alb, placeOf(object, spec), routing.objects) : [];
}

/** A step, or the promotion, waits for the weight. */
export function isDecisive(s: Snapshot): boolean {
  const { isInitial, isPromoted, isReset, isPromoteFull, steps, index } = viewOf(s);
  if (isInitial || isPromoted || isReset) return false;
  const step = isPromoteFull ? undefined : steps[index];
  const maxWeight = s.spec.strategy?.canary?.trafficRouting?.maxTrafficWeight;
  return step ? step.setWeight !== undefined : s.routing.shown?.highest === maxWeight;
}

/** The Service whose pods have to be targets before others may go; undefined if none is to be looked at. */
export function registrationQuestion(s: Snapshot): string | undefined {
  const { blueGreen, canary } = s.spec.strategy ?? {};
  if (blueGreen) return isJustSwitched(s, blueGreen.activeService) ? blueGreen.activeService : undefined;
  if (!canary?.trafficRouting?.alb || !viewOf(s).isPromoted) return undefined;
  const { stableService } = placeOf(s.object, s.spec);
  const isBeforeDelay = s.others.some(({ size, deadline }) => size > 0 && !deadline);
  return isBeforeDelay && selects(s, stableService) ? stableService : undefined;
}

const selects = ({ services, hash }: Snapshot, service: string): boolean => selectedBy(services.get(service)) === hash;

function isJustSwitched(s: Snapshot, service: string): boolean {
  const { stableRS = '' } = s.status;
  const isAnalysed = s.status.blueGreen?.postPromotionAnalysisRunStatus !== undefined;
  return stableRS !== '' && stableRS !== s.hash && !isAnalysed && selects(s, service);
}

interface Verdict {
  readonly sight: BalancerSight;
  readonly awaited: Awaited;
  /** Undefined if there is no load balancer, or if nobody knows. */
  readonly balancer: LoadBalancer | undefined;
  readonly groups: readonly JudgedGroup[];
  readonly isVerified: boolean;
}

function verdictsIn(s: Snapshot): readonly Verdict[] {
  const { balancers = [], tag = '' } = s.targets ?? {};
  if (balancers.length === 0) return [];
  const all = awaitedIn(s);
  return balancers.flatMap((sight) => {
    const awaited = all.find(({ ingress }) => ingress === sight.ingress);
    if (!awaited) return [];
    const balancer = 'balancer' in sight.reply ? (sight.reply.balancer ?? undefined) : undefined;
    const groups = balancer ? judgedGroups(awaited, balancer, tag) : [];
    return [{ sight, awaited, balancer, groups, isVerified: balancer !== undefined && groups.every(isGood) }];
  });
}

const isGood = ({ isVerified }: Pick<Verdict, 'isVerified'>): boolean => isVerified;

/** Whether all load balancers forward as the Ingresses say; undefined if none was asked. Who does not answer has not. */
export function areWeightsVerified(s: Snapshot): boolean | undefined {
  const verdicts = verdictsIn(s);
  return verdicts.length === 0 ? undefined : verdicts.every(isGood);
}

/** False only if it was asked, and is not so. */
export const areTargetsRegistered = ({ targets }: Snapshot): boolean =>
  (targets?.registrations ?? []).every((one) => missingOf(one) === 0);

function missingOf({ awaited, reply }: RegistrationSight): number {
  return 'problem' in reply
    ? Number.POSITIVE_INFINITY
    : awaited.filter((one) => !reply.registered.includes(one)).length;
}

type CanaryStatus = RolloutStatus['canary'];

/** With what is known of the weights. That they were seen stays said as long as they stay. */
export function withVerification(told: CanaryStatus, s: Snapshot): CanaryStatus {
  if (!told?.weights || !s.targets) return told;
  const { weights } = told;
  const before = s.status.canary?.weights;
  const isSame =
    before?.canary.weight === weights.canary.weight && before.canary.podTemplateHash === weights.canary.podTemplateHash;
  const known = areWeightsVerified(s) ?? (isSame && before.verified ? true : undefined);
  if (known === undefined) return told;
  return { ...told, weights: { ...weights, verified: known && weights.verified !== false } };
}

/** Load balancers as they were last seen, of Ingresses that still matter; nothing where nobody verifies. */
export function albsAfter(s: Snapshot): Pick<RolloutStatus, 'alb' | 'albs'> {
  if (!s.targets) return {};
  const { canaryService, stableService } = placeOf(s.object, s.spec);
  const seen = verdictsIn(s).flatMap(({ awaited, balancer, groups }) => {
    const named = (service: string) => groups.find((one) => one.service === service);
    const sides = { canary: named(canaryService), stable: named(stableService) };
    return balancer ? [albStatusOf(awaited, balancer, sides)] : [];
  });
  const albs = awaitedIn(s).flatMap(({ ingress }) => {
    const isIt = (one: { readonly ingress?: string | undefined }) => one.ingress === ingress;
    return seen.findLast(isIt) ?? s.status.albs?.find(isIt) ?? [];
  });
  const alb = albs.at(-1);
  return alb ? { alb, albs } : {};
}

export function verificationWakeAt(s: Snapshot): Date | undefined {
  if (!s.targets || (areWeightsVerified(s) !== false && areTargetsRegistered(s))) return undefined;
  return new Date(s.now.getTime() + s.targets.retrySeconds * 1000);
}

export function verificationNotices(s: Snapshot): readonly Notice[] {
  if (!s.targets) return [];
  const { canaryService, stableService } = placeOf(s.object, s.spec);
  const { verified, canary } = s.status.canary?.weights ?? {};
  return [
    ...verdictsIn(s).flatMap((verdict) => {
      const [first] = verdict.groups.filter(({ service }) => service === canaryService);
      const isNews = verified !== true || canary?.weight !== first?.weight;
      // Stable's weight is told only where it is wrong.
      const told = verdict.groups.filter(({ service, isVerified }) => service !== stableService || !isVerified);
      const groups = told.filter(({ isVerified }) => isNews || !isVerified).map(weightNotice);
      return [...balancerNotices(verdict, canaryService), ...groups];
    }),
    ...s.targets.registrations.map(registrationNotice),
  ];
}

const warning = (reason: string, message: string): Notice => ({ type: 'Warning', reason, message });
const normal = (reason: string, message: string): Notice => ({ type: 'Normal', reason, message });

const errorNotice = (who: string, problem: string): Notice =>
  warning('TargetGroupVerifyError', `Failed to verify ${who}: ${problem}`);

const titleOf = (service: string, arn = 'unknown'): string => `Service ${service} (TargetGroup ${arn})`;

function balancerNotices({ sight, balancer }: Verdict, canaryService: string): readonly Notice[] {
  if ('problem' in sight.reply) {
    const { problem } = sight.reply;
    return [
      errorNotice(titleOf(canaryService), problem),
      warning('WeightVerifyError', `Failed to verify weight: ${problem}`),
    ];
  }
  const name = sight.hostname || `Ingress ${sight.ingress} has no hostname yet`;
  return balancer ? [] : [warning('LoadBalancerNotFound', `Failed to find load balancer: ${name}`)];
}

function weightNotice({ service, arn, weight, current, isVerified }: JudgedGroup): Notice {
  const title = titleOf(service, arn);
  return isVerified
    ? normal('TargetGroupVerified', `${title} verified: canary weight ${weight} set`)
    : warning(
        'TargetGroupUnverified',
        `${title} not verified: canary weight ${weight} not yet set (current: ${current})`,
      );
}

function registrationNotice(sight: RegistrationSight): Notice {
  const title = titleOf(sight.service, sight.arn);
  if ('problem' in sight.reply) return errorNotice(title, sight.reply.problem);
  const { length: count } = sight.awaited;
  const missing = missingOf(sight);
  return missing === 0
    ? normal('TargetGroupVerified', `${title} verified: ${count} endpoints registered`)
    : warning('TargetGroupUnverified', `${title} not verified: ${count - missing}/${count} endpoints registered`);
}

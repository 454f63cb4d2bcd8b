/** One DestinationRule: which revision its subsets select, and what makes them select another. */
import { HASH_LABEL, MANAGED_BY } from '../../rollout/keys.ts';
import type { Notice } from '../../runtime/plan.ts';
import { leaseText } from '../leases.ts';
import { type Fields, fieldsOf, isRecord, listOf } from '../records.ts';
import type { Destination, Observed, Place, Selected, Split } from '../router.ts';
import { isMeant, keyOf } from './lease-keys.ts';
import { patched } from './patched.ts';
import { type Istio, type IstioObject, type Role, serviceAt, titleOf } from './site.ts';

export interface Rule {
  readonly place: Place;
  readonly config: NonNullable<Istio['destinationRule']>;
  readonly object: IstioObject;
  readonly leased: readonly string[];
}

const ROLES = ['canary', 'stable'] as const;

/** `turning` is one that selects another revision so far. */
export type Readiness = 'ready' | 'turning' | 'missing';

export function subsetName({ config }: Pick<Rule, 'config'>, role: Role): string {
  return role === 'canary' ? config.canarySubsetName : config.stableSubsetName;
}

function subsetsOf({ object }: Rule): readonly unknown[] {
  return listOf(fieldsOf(object.spec)['subsets']);
}

function subsetFor(rule: Rule, role: Role): Fields | undefined {
  return subsetsOf(rule)
    .filter(isRecord)
    .find((subset) => subset['name'] === subsetName(rule, role));
}

function hashOf(subset: Fields | undefined): string {
  const hash = fieldsOf(subset?.['labels'])[HASH_LABEL];
  return typeof hash === 'string' ? hash : '';
}

/** For all hosts of a domain, or for none, no single host is meant. */
export function hostOf({ object }: Pick<Rule, 'object'>): string | undefined {
  const host = serviceAt(fieldsOf(object.spec)['host'], object.metadata.namespace ?? '');
  return host === '' || host.includes('*') ? undefined : host;
}

/** Undefined if the rule is for no Service beside the Rollout. */
function serviceOf(rule: Rule): string | undefined {
  const [service = '', namespace, ...rest] = hostOf(rule)?.split('.') ?? [];
  return rest.length === 0 && namespace === rule.place.rollout.namespace ? service : undefined;
}

export function selectedBy(rule: Rule): Observed['selected'] {
  const service = serviceOf(rule);
  if (service === undefined) return undefined;
  const sides = ROLES.flatMap((role): readonly (readonly [Role, Selected])[] => {
    const subset = subsetFor(rule, role);
    return subset ? [[role, { service, hash: hashOf(subset) }]] : [];
  });
  return Object.fromEntries(sides);
}

export function problemsIn(rule: Rule): readonly string[] {
  const missing = ROLES.filter((role) => !subsetFor(rule, role));
  const { canaryService, rollout } = rule.place;
  // Where there are Services of both sides, these select the pods as well.
  const isNeeded = canaryService.includes(' ') && serviceOf(rule) === undefined;
  return [
    ...missing.map((role) => `${titleOf(rule)} has no subset ${subsetName(rule, role)}`),
    ...(isNeeded ? [`${titleOf(rule)} is for no Service in namespace ${rollout.namespace}`] : []),
  ];
}

export function readinessOf(rule: Rule, role: Role, { destinations }: Split): Readiness {
  const subset = subsetFor(rule, role);
  if (!subset) return 'missing';
  const now = hashOf(subset);
  const wanted = destinations.find((one) => one.role === role)?.hash ?? '';
  return now === '' || wanted === '' || now === wanted ? 'ready' : 'turning';
}

/** What the rule is to hold. The sides that wait keep the revision they select. */
export function ruleChange(rule: Rule, split: Split, waits: ReadonlySet<Role>) {
  const { object, place } = rule;
  const experiments = split.destinations.filter((one) => one.role === 'experiment' && isAddable(one, rule));
  const wanted = new Map<unknown, string>(
    ROLES.map((role) => [subsetName(rule, role), wantedHash(rule, role, split, waits)]),
  );
  const kept = subsetsOf(rule).filter((subset) => !isAdded(subset, rule));
  const next = [
    ...kept.map((subset) => {
      const hash = isRecord(subset) ? wanted.get(subset['name']) : undefined;
      return isRecord(subset) && hash !== undefined ? selecting(subset, hash) : subset;
    }),
    ...experiments.map(({ service, hash }) => ({ name: service, labels: { [HASH_LABEL]: hash } })),
  ];
  const leases = leasesFor(rule, experiments);
  const annotated = leases.some((path) => path.startsWith('metadata.'));
  const actions = patched(
    object,
    {
      spec: Array.isArray(fieldsOf(object.spec)['subsets']) ? { subsets: next } : {},
      lease: leaseText(place.uid, object, leases),
      ...(annotated && { annotations: { [MANAGED_BY]: place.rollout.name } }),
    },
    `${[...wanted].map(([name, hash]) => `subset ${name} selects ${hash || 'any'}`).join(', ')} in ${titleOf(rule)}`,
  );
  return { actions, notices: noticesOf(rule, wanted) };
}

function wantedHash(rule: Rule, role: Role, { destinations }: Split, waits: ReadonlySet<Role>): string {
  const wanted = destinations.find((one) => one.role === role)?.hash ?? '';
  return waits.has(role) ? hashOf(subsetFor(rule, role)) : wanted;
}

function noticesOf(rule: Rule, wanted: ReadonlyMap<unknown, string>): readonly Notice[] {
  const isTurned = ROLES.some((role) => {
    const subset = subsetFor(rule, role);
    return subset !== undefined && hashOf(subset) !== wanted.get(subset['name']);
  });
  const what = [...wanted].map(([name, hash]) => `${name}: ${hash}`).join(', ');
  const message = `DestinationRule ${rule.object.metadata.name} subset updated (${what})`;
  return isTurned ? [{ type: 'Normal', reason: 'UpdatedDestinationRule', message }] : [];
}

/** The subset with this revision alone, or with any. Its other labels choose among their pods. */
function selecting(subset: Fields, hash: string): Fields {
  if (hashOf(subset) === hash) return subset;
  const { labels: before, ...fields } = subset;
  const { [HASH_LABEL]: _, ...others } = fieldsOf(before);
  const labels = hash ? { ...others, [HASH_LABEL]: hash } : others;
  return Object.keys(labels).length === 0 ? fields : { ...subset, labels };
}

/** A subset of that name that the user has stays the user's. */
function isAddable({ service, hash }: Destination, rule: Rule): boolean {
  const isTaken = subsetsOf(rule).some(
    (subset) => isRecord(subset) && subset['name'] === service && !isAdded(subset, rule),
  );
  return hash !== '' && !isTaken;
}

const SUBSET = /^spec\.subsets\[([^\]]*)\]$/;
const LABEL = /^spec\.subsets\[([^\]]*)\]\.labels\[/;
const ANNOTATION = `metadata.annotations[${MANAGED_BY}]`;

function isAdded(subset: unknown, { leased }: Pick<Rule, 'leased'>): boolean {
  return isMeantBy(SUBSET, subset, leased);
}

function isMeantBy(pattern: RegExp, subset: unknown, leased: readonly string[]): boolean {
  return leased.some((path) => {
    const [, key] = pattern.exec(path) ?? [];
    return key !== undefined && isMeant(subset, key);
  });
}

function leasesFor(rule: Rule, experiments: readonly Destination[]): readonly string[] {
  const found = ROLES.filter((role) => subsetFor(rule, role));
  if (found.length === 0) return [];
  const { [MANAGED_BY]: master } = rule.object.metadata.annotations ?? {};
  // Rollouts that share a rule do not take it from each other.
  const isFree = master === undefined || master === rule.place.rollout.name;
  return [
    ...(isFree ? [ANNOTATION] : []),
    ...found.map((role) => `spec.subsets[${keyOf('name', subsetName(rule, role))}].labels[${HASH_LABEL}]`),
    ...experiments.map(({ service }) => `spec.subsets[${keyOf('name', service)}]`),
  ];
}

/** The rule as it was without the Rollout: its subsets select any revision. */
export function ruleRelease(rule: Pick<Rule, 'place' | 'object' | 'leased'>) {
  const { object, place, leased } = rule;
  const { subsets } = fieldsOf(object.spec);
  const next = listOf(subsets)
    .filter((subset) => !isAdded(subset, rule))
    .map((subset) => (isRecord(subset) && isMeantBy(LABEL, subset, leased) ? selecting(subset, '') : subset));
  const change = {
    spec: Array.isArray(subsets) ? { subsets: next } : {},
    lease: leaseText(place.uid, object, []),
    ...(leased.includes(ANNOTATION) && { annotations: { [MANAGED_BY]: undefined } }),
  };
  return patched(object, change, `subsets of any revision in ${titleOf(rule)}`);
}

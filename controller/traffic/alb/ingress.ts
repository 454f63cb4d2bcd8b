/** What an Ingress shows of a Rollout's split, and the patch that makes it show another. */
import { isEqual } from '../../runtime/merge-patch.ts';
import { leasedPatch } from '../leased-patch.ts';

import type { Observed, Rendered, Shown, Split } from '../router.ts';
import { type Forward, forStableAlone, forwardIn, textOf } from './actions.ts';
import { type Aim, headerRoutes, routeLeases, rulesWith, shownRoutes } from './header-routes.ts';
import {
  actionOf,
  annotationLease,
  annotationOf,
  hasRulesFor,
  MANAGED,
  managedText,
  pathsOf,
  recordedKeys,
  rulesOf,
  type Site,
  titleOf,
} from './site.ts';

/** What the spec wants of every Ingress. */
export interface Goal extends Aim {
  readonly stickiness: Forward['stickiness'];
}

const mainKey = ({ prefix, action }: Aim): string => `${prefix}/actions.${action}`;

export function withoutRules({ ingress }: Site, { action }: Aim): string {
  return `ingress \`${ingress.metadata.name}\` has no rules using service ${action} backend`;
}

function problemsAt(site: Site, aim: Aim): readonly string[] {
  if (!hasRulesFor(aim.action, site)) return [withoutRules(site, aim)];
  const isSteered = rulesOf(site).some((rule) => pathsOf(rule).some((path) => actionOf(path) === aim.action));
  return isSteered
    ? []
    : [`${titleOf(site)} has no path to ${aim.action} by the port use-annotation: weights are lost`];
}

/** An Ingress that does not divide requests is shown as such only where another does. */
export function observedAt(sites: readonly Site[], aim: Aim): Observed {
  const usable = sites.filter((site) => hasRulesFor(aim.action, site));
  const isStarted = usable.some((site) => forwardOf(site, aim) !== undefined);
  const [first = [], ...others] = usable.map((site) => shownRoutes(aim, site));
  return {
    shown: isStarted ? usable.map((site) => shownBy(site, aim)) : [],
    routes: first.filter((name) => others.every((names) => names.includes(name))),
    problems: sites.flatMap((site) => problemsAt(site, aim)),
  };
}

function forwardOf(site: Site, aim: Aim): Forward | undefined {
  return forwardIn(annotationOf(site, mainKey(aim)));
}

function shownBy(site: Site, aim: Aim): Shown {
  const { stableService, canaryService } = site.place;
  const weights: Record<string, number> = { [canaryService]: 0, [stableService]: 0 };
  const { groups } = forwardOf(site, aim) ?? { groups: [] };
  for (const { service, weight } of groups) weights[service] = (weights[service] ?? 0) + weight;
  return { where: titleOf(site), weights, of: groups.reduce((sum, { weight }) => sum + weight, 0) };
}

export function renderedAt(site: Site, goal: Goal, split: Split): Rendered {
  const problems = problemsAt(site, goal);
  if (!hasRulesFor(goal.action, site)) return { actions: [], notices: [], problems };
  const routes = headerRoutes(split, goal, site);
  const main = mainKey(goal);
  const wanted = { [main]: textOf(divided(goal, split)), ...routes.annotations };
  const keys = Object.keys(wanted);
  const change = {
    annotations: { ...restored(site, keys), ...wanted, [MANAGED]: managedText(site, keys) },
    rules: rulesWith(routes.names, goal.action, site),
    leases: [annotationLease(main), annotationLease(MANAGED), ...routeLeases(routes)],
  };
  const weight = canaryWeight(split);
  const actions = patches(site, change, because(site, goal, weight));
  const message = `Updating Ingress \`${site.ingress.metadata.name}\` to desiredWeight '${weight}'`;
  return {
    actions,
    notices: actions.map(() => ({ type: 'Normal', reason: 'PatchingALBIngress', message })),
    problems: [...problems, ...routes.problems],
  };
}

export function releasedAt(site: Site): Rendered {
  const annotations = { ...restored(site, []), [MANAGED]: managedText(site, []) };
  // A route of the present spec need not be one of that time.
  const rules = rulesWith([], '', { ...site, place: { ...site.place, managedRoutes: [] } });
  const actions = patches(site, { annotations, rules, leases: [] }, `stable alone in ${titleOf(site)}`);
  return { actions, notices: [], problems: [] };
}

/** Stable stands last: that is how it is known once the Rollout is gone. */
function divided({ port, stickiness }: Goal, { destinations }: Split): Forward {
  const groups = (['canary', 'experiment', 'stable'] as const).flatMap((role) =>
    destinations
      .filter((destination) => destination.role === role)
      .map(({ service, weight }) => ({ service, port, weight })),
  );
  return { groups, stickiness };
}

function canaryWeight({ destinations }: Split): number {
  return destinations.find(({ role }) => role === 'canary')?.weight ?? 0;
}

/** What we have written once and need no longer: routes go, and what divided requests gives them all to stable. */
function restored(site: Site, wanted: readonly string[]): Readonly<Record<string, string | null>> {
  const recorded = recordedKeys(site);
  const stale = recorded.filter((key) => !wanted.includes(key));
  return Object.fromEntries(stale.map((key) => [key, isOfRoute(key, recorded) ? null : stableText(site, key)]));
}

function isOfRoute(key: string, recorded: readonly string[]): boolean {
  return /\/conditions\./.test(key) || recorded.includes(key.replace('/actions.', '/conditions.'));
}

/** Unchanged if somebody has put something else in its place. */
function stableText(site: Site, key: string): string | null {
  const text = annotationOf(site, key);
  const forward = forwardIn(text);
  return forward ? textOf(forStableAlone(forward, key.replace(/^.*\/actions\./, ''))) : (text ?? null);
}

interface Change {
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly rules: readonly unknown[];
  readonly leases: readonly string[];
}

/** Annotations and paths at once: a path without its action leads nowhere. */
function patches(site: Site, { annotations, rules, leases }: Change, because: string) {
  const { place, ingress } = site;
  const changed = Object.entries(annotations).filter(([key, text]) => (annotationOf(site, key) ?? null) !== text);
  const isSame = isEqual(rulesOf(site), rules);
  const fields = isSame ? {} : { spec: { rules } };
  return leasedPatch(place, ingress, { leases, because, fields, annotations: Object.fromEntries(changed) });
}

function because(site: Site, goal: Goal, weight: number): string {
  const shown = forwardOf(site, goal) && shownBy(site, goal).weights[site.place.canaryService];
  return shown === weight
    ? `${titleOf(site)} as wanted`
    : `canary weight ${shown ?? 'none'} -> ${weight} in ${titleOf(site)}`;
}

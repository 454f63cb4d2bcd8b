/** Header routes of APISIX: ApisixRoutes of our own that take some requests of the user's before it does. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import type { Action } from '../../runtime/plan.ts';
import { type Fields, fieldsOf, listOf, recordsOf } from '../records.ts';
import type { HeaderRoute, Place, Rendered, Split } from '../router.ts';
import { type ApisixRoute, backendsTo, dividingRules, httpOf, isApisixRoute, type Site, titleOf } from './rules.ts';

export function isOurs({ uid: owner }: Pick<Place, 'uid'>, { metadata }: KubeObject): boolean {
  return metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === owner) === true;
}

/** Those that are there for every rule that divides requests. */
export function routesInPlace(site: Site, objects: readonly KubeObject[]): readonly string[] {
  const wanted = dividingRules(site).map(({ name }) => name);
  return objects
    .filter((object) => isApisixRoute(object) && isOurs(site.place, object))
    .filter((object) => {
      const names = recordsOf(httpOf(object)).map(({ name }) => name);
      return wanted.length > 0 && wanted.every((name) => names.includes(name));
    })
    .map(({ metadata }) => metadata.name);
}

export function renderedRoutes(site: Site, { headerRoutes }: Split, objects: readonly KubeObject[]): Rendered {
  // A route without any header would take every request.
  const wanted = headerRoutes.filter(({ match }) => match.length > 0);
  const names = new Set(wanted.map(({ name }) => name));
  const parts = wanted.map((header) => renderedRoute(site, header, objects));
  const surplus = objects.filter(
    (object) => isApisixRoute(object) && isOurs(site.place, object) && !names.has(object.metadata.name),
  );
  return {
    actions: [...parts.flatMap(({ actions }) => actions), ...surplus.flatMap(deletions)],
    notices: [],
    problems: parts.flatMap(({ problems }) => problems),
  };
}

export function deletions(route: KubeObject): readonly Action[] {
  const { uid, resourceVersion, deletionTimestamp } = route.metadata;
  if (deletionTimestamp !== undefined) return [];
  const which = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
  return [{ do: 'delete', ref: refOf(route), ...which, because: `no header route ${route.metadata.name}` }];
}

function renderedRoute(site: Site, header: HeaderRoute, objects: readonly KubeObject[]): Rendered {
  const { place } = site;
  const { namespace } = place.rollout;
  const found = objects.find(
    (object) =>
      isApisixRoute(object) && object.metadata.name === header.name && object.metadata.namespace === namespace,
  );
  if (found && !isOurs(place, found)) return failed(`${titleOf(found)} is not ours to be a header route`);
  const spec = specFor(site, header);
  if (spec === undefined) return failed(`managed route ${header.name}: a header to match has no value`);
  // Why no rule divides requests is said elsewhere.
  if (listOf(spec['http']).length === 0) return done([]);
  return done(found ? patches(found, spec) : [creation(site, header.name, spec)]);
}

const failed = (problem: string): Rendered => ({ actions: [], notices: [], problems: [problem] });
const done = (actions: readonly Action[]): Rendered => ({ actions, notices: [], problems: [] });

function creation({ place, route }: Site, name: string, spec: Fields): Action {
  const { apiVersion, kind, namespace, name: owner } = place.rollout;
  const reference = { apiVersion, kind, name: owner, uid: place.uid, controller: true, blockOwnerDeletion: true };
  const metadata = { name, namespace, ownerReferences: [reference] };
  const object: ApisixRoute = { apiVersion: route.apiVersion, kind: route.kind, metadata, spec };
  return { do: 'create', object, because: `header route ${name} beside ${titleOf(route)}` };
}

function patches(found: ApisixRoute, spec: Fields): readonly Action[] {
  const merge = mergePatch({ spec: fieldsOf(found.spec) }, { spec });
  if (!merge) return [];
  const { resourceVersion } = found.metadata;
  const because = `header route ${found.metadata.name} as wanted`;
  return [{ do: 'patch', ref: refOf(found), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}

/** Only the rules that divide requests: a copy of any other would compete with it. */
function specFor(site: Site, { match }: HeaderRoute): Fields | undefined {
  const exprs = match.map(({ headerName, headerValue }) => headerExpr(headerName, headerValue));
  if (exprs.includes(undefined)) return undefined;
  const { ingressClassName } = fieldsOf(site.route.spec);
  return {
    ...(typeof ingressClassName === 'string' && { ingressClassName }),
    http: dividingRules(site).map((rule) => toCanary(rule, exprs, site.place)),
  };
}

/** The rule's own conditions stay: without them it would take requests that are another rule's. */
function toCanary(rule: Fields, exprs: readonly unknown[], { canaryService }: Place): Fields {
  const { upstreams: _, ...rest } = rule;
  const { priority } = rule;
  const match = fieldsOf(rule['match']);
  return {
    ...rest,
    priority: (typeof priority === 'number' ? priority : 0) + 1,
    match: { ...match, exprs: [...listOf(match['exprs']), ...exprs] },
    backends: backendsTo(rule, canaryService).map((canary) => ({ ...canary, weight: 100 })),
  };
}

function headerExpr(name: string, { exact, regex, prefix }: StringMatch): Fields | undefined {
  const subject = { scope: 'Header', name };
  if (exact) return { subject, op: 'Equal', value: exact };
  if (regex) return { subject, op: 'RegexMatch', value: regex };
  return prefix ? { subject, op: 'RegexMatch', value: `^${escaped(prefix)}.*` } : undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

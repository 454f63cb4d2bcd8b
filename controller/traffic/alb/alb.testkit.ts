/** Ingresses for tests of the AWS Load Balancer Controller. */
import type { HeaderRoute, Place, Split } from '../router.ts';
import { type AnyObject, applied, ingress, PLACE } from '../routers.testkit.ts';
import { forwardIn } from './actions.ts';
import { alb } from './alb.ts';
import { actionOf } from './site.ts';

export const PREFIX = 'alb.ingress.kubernetes.io';
export const MANAGED = 'rollouts.argoproj.io/managed-alb-annotations';

export function pathTo(name: string, more: object = {}): object {
  const backend = { service: { name, port: { name: 'use-annotation' } } };
  return { path: '/*', pathType: 'ImplementationSpecific', backend, ...more };
}

export const rootPath = (more: object = {}): object => pathTo('demo-root', more);

/** One that sends all requests to the action `demo-root`. */
export const rootIngress = (name = 'web', annotations: Record<string, string> = {}): AnyObject =>
  ingress(name, { ingressClassName: 'alb', rules: [{ http: { paths: [rootPath()] } }] }, annotations);

export const config = { ingress: 'web', rootService: 'demo-root', servicePort: 443, annotationPrefix: PREFIX };

export const HEADER: HeaderRoute = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'true' } }] };

export function steered(split: Split, objects: readonly AnyObject[], more: object = {}): readonly AnyObject[] {
  return applied(objects, alb.render({ ...config, ...more }, PLACE, split, objects).actions);
}

export function released(objects: readonly AnyObject[], place: Partial<Place> = {}): readonly AnyObject[] {
  return applied(objects, alb.release({ ...PLACE, ...place }, objects).actions);
}

export function actionIn(objects: readonly AnyObject[], name = 'web', action = 'demo-root'): string | undefined {
  return named(objects, name).metadata.annotations?.[`${PREFIX}/actions.${action}`];
}

/** `demo-canary:20 demo-stable:80` */
export function groupsIn(objects: readonly AnyObject[], name = 'web', action = 'demo-root'): string {
  const { groups = [] } = forwardIn(actionIn(objects, name, action)) ?? {};
  return groups.map(({ service, weight }) => `${service}:${weight}`).join(' ');
}

export function named(objects: readonly AnyObject[], name: string): AnyObject {
  const found = objects.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ingress ${name}`);
  return found;
}

/** The actions behind the paths of each rule. */
export function pathsIn(objects: readonly AnyObject[], name = 'web'): string[] {
  const { rules } = named(objects, name).spec as { rules: { http?: { paths: unknown[] } }[] };
  return rules.map(({ http }) => (http?.paths ?? []).map((path) => actionOf(path) ?? '-').join(' '));
}

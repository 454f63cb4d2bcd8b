/** Routing objects and requests for tests, and what the ones make of the others. */
import type { KubeObject, Meta } from '../../../kube/types.ts';
import { chosenRoute, type TrafficRequest } from './choice.ts';
import type { Backend, Route } from './route.ts';
import { routesOf } from './routes-of.ts';

/** `Ingress web`, or `Ingress other/web` for another namespace than `shop`. */
export function object(apiVersion: string, words: string, spec: unknown, meta: Partial<Meta> = {}): KubeObject {
  const [kind = '', path = ''] = words.split(' ');
  const [name = '', namespace = 'shop'] = path.split('/').toReversed();
  const thing = { apiVersion, kind, metadata: { name, namespace, ...meta }, spec };
  return thing;
}

/** `POST shop.example/cart?size=1 x-canary=always`, of which only the host is needed. */
export function request(text: string): TrafficRequest {
  const [first = '', ...others] = text.split(' ');
  const [method, target = '', ...headers] = /^[A-Z]+$/.test(first) ? [first, ...others] : ['GET', first, ...others];
  const slash = target.indexOf('/');
  return {
    method,
    host: slash < 0 ? target : target.slice(0, slash),
    path: slash < 0 ? '/' : target.slice(slash),
    headers: Object.fromEntries(headers.map((header) => header.split(/=(.*)/s).slice(0, 2))),
    namespace: 'shop',
  };
}

export function routeFor(objects: readonly KubeObject[], text: string): Route | undefined {
  const { routes } = routesOf(objects);
  const asked = request(text);
  const inside = routes.filter(({ isMesh }) => isMesh);
  return (
    chosenRoute(
      routes.filter(({ isMesh }) => !isMesh),
      asked,
    ) ?? chosenRoute(inside, asked)
  );
}

/** `stable 80, canary 20` in per cent; `nowhere` if there is no route. */
export function sharesFor(objects: readonly KubeObject[], text: string): string {
  const route = routeFor(objects, text);
  if (!route) return 'nowhere';
  const total = route.backends.reduce((sum, { weight }) => sum + weight, 0);
  const rounded = (weight: number): number => (total === 0 ? 0 : Math.round((weight / total) * 1000) / 10);
  return route.backends.map((backend) => `${shown(backend)} ${rounded(backend.weight)}`).join(', ') || 'no backend';
}

export function mirrorsFor(objects: readonly KubeObject[], text: string): string {
  const mirrors = routeFor(objects, text)?.mirrors ?? [];
  return mirrors.map((mirror) => `${shown(mirror)} ${Math.round(mirror.share * 1000) / 10}`).join(', ');
}

function shown({ namespace, service, port, labels, fault }: Backend): string {
  const place = namespace === 'shop' ? service : `${namespace}/${service}`;
  const of = Object.entries(labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    port === undefined ? place : `${place}:${port}`,
    ...(of.length > 0 ? [`[${of}]`] : []),
    ...(fault === undefined ? [] : ['fails']),
  ].join(' ');
}

export const problemsOf = (objects: readonly KubeObject[]): readonly string[] =>
  routesOf(objects).problems.map(({ source, message }) => `${source.kind} ${source.name} ${message}`);

/** Routes of the Gateway API for tests, and what stands in them. */
import { LEASES } from '../leases.ts';
import type { HeaderRoute, Split } from '../router.ts';
import { type AnyObject, applied, backend, EVERY, PLACE } from '../routers.testkit.ts';
import { gatewayApi } from './gateway-api.ts';

export type Rule = Record<string, unknown> & { backendRefs?: object[]; matches?: object[] };

export const config = { httpRoutes: [{ name: 'web' }] };
export const CART = [{ path: { type: 'PathPrefix', value: '/cart' } }];
export const HEADER: HeaderRoute = { name: 'hdr', match: [{ headerName: 'X-Canary', headerValue: { exact: 'yes' } }] };
export const HDR_HEADERS = [{ type: 'Exact', name: 'X-Canary', value: 'yes' }];
export const BASE = 'spec.rules[backendRefs.name=demo-stable].backendRefs';
export const both = { matches: EVERY, backendRefs: [backend('demo-stable', 100), backend('demo-canary', 0)] };
export const only = { matches: CART, backendRefs: [backend('demo-stable', 1)] };

export function steered(split: Split, object: AnyObject, options: object = config): AnyObject {
  const { actions } = gatewayApi.render(options, PLACE, split, [object]);
  return applied([object], actions)[0] ?? object;
}

export function rulesOf(object: AnyObject): Rule[] {
  return (object.spec as { rules: Rule[] }).rules;
}

export function weightsOf(object: AnyObject): unknown[] {
  return rulesOf(object).map(({ backendRefs = [] }) =>
    Object.fromEntries((backendRefs as { name: string; weight?: number }[]).map(({ name, weight }) => [name, weight])),
  );
}

export function leasesOf(object: AnyObject): unknown {
  return JSON.parse(object.metadata.annotations?.[LEASES] ?? '{}')[PLACE.uid];
}

/** What API servers before Gateway API 1.4 store. */
export function withoutNames(object: AnyObject): AnyObject {
  const rules = rulesOf(object).map(({ name, ...rule }) => rule);
  return { ...object, spec: { ...(object.spec as object), rules } };
}

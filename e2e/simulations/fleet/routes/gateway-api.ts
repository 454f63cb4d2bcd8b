/** HTTPRoutes of the Gateway API, named or found by their label. */
import { canaryOf, type Form, kindOf, managedBy, objectOf, type RulesOf, resourceOf, stableOf } from './reader.ts';

const KIND = kindOf('gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes');

interface Route {
  readonly spec?: {
    readonly rules?: readonly {
      readonly filters?: readonly { readonly type: string }[];
      readonly backendRefs?: readonly { readonly name: string; readonly weight?: number }[];
    }[];
  };
}

/** The user's rule is the last. */
export const gatewayRules: RulesOf = (name, read) => {
  const all = read<Route>(resourceOf(KIND), name)?.spec?.rules ?? [];
  return all.map(({ backendRefs = [], filters = [] }, index) => ({
    ...{ in: resourceOf(KIND), name },
    ...managedBy(
      filters.some(({ type }) => type === 'RequestMirror'),
      index < all.length - 1,
    ),
    parts: backendRefs.map(({ name: to, weight }) => ({ to, weight })),
  }));
};

const objects: Form['objects'] = (name, isTurning) => {
  const services = isTurning ? [canaryOf(name), stableOf(name)] : [stableOf(name)];
  const backendRefs = services.map((one) => ({ name: one, port: 80 }));
  return [objectOf(KIND, name, { parentRefs: [{ name: 'public' }], rules: [{ backendRefs }] })];
};

const base = { kinds: [KIND], can: ['header', 'mirror', 'ping-pong'], objects } as const;

export const gatewayByName: Form = { ...base, routing: (name) => ({ gatewayAPI: { httpRoutes: [{ name }] } }) };

export const gatewayByLabel: Form = {
  ...base,
  routing: (name) => ({ gatewayAPI: { routeSelector: { matchLabels: { app: name } } } }),
};

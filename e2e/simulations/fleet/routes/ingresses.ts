/** Ingresses as ingress-nginx, the AWS Load Balancer Controller and Skipper read them. */
import {
  canaryOf,
  divided,
  type Form,
  headerRouteOf,
  kindOf,
  objectOf,
  type Part,
  type Rule,
  type RulesOf,
  resourceOf,
  stableOf,
} from './reader.ts';

const KIND = kindOf('networking.k8s.io/v1', 'Ingress', 'ingresses');
const IN = resourceOf(KIND);
const NGINX_WEIGHT = 'nginx.ingress.kubernetes.io/canary-weight';
const SKIPPER_WEIGHTS = 'zalando.org/backend-weights';
const ACTION = 'alb.ingress.kubernetes.io/actions.';

const numbered = { number: 80 };

const ingress = (name: string, port: object, services: readonly string[]): object => {
  const paths = services.map((one) => ({ path: '/', pathType: 'Prefix', backend: { service: { name: one, port } } }));
  return objectOf(KIND, name, { rules: [{ host: `${name}.example.com`, http: { paths } }] });
};

/** A second Ingress, ours, has the canary's weight. */
export const nginxRules: RulesOf = (name, read) => {
  const ours = `${name}-${name}-canary`;
  const weight = Number(read(IN, ours)?.metadata.annotations?.[NGINX_WEIGHT] ?? 0);
  return [{ in: IN, name: ours, parts: divided(name, weight) }];
};

export const nginx: Form = {
  ...{ kinds: [KIND], can: [] },
  routing: (name) => ({ nginx: { stableIngress: name } }),
  objects: (name) => [ingress(name, numbered, [stableOf(name)])],
};

interface Action {
  readonly ForwardConfig: {
    readonly TargetGroups: readonly { readonly ServiceName: string; readonly Weight: number }[];
  };
}

const albIngress = (name: string): string => `${name}-alb`;
const rootOf = (name: string): string => `${name}-root`;

/** Actions stand in annotations. Before there is one, nobody gets anything. */
export const albRules: RulesOf = (name, read) => {
  const annotations = read(IN, albIngress(name))?.metadata.annotations ?? {};
  const ruleOf = (action: string, more: Pick<Rule, 'managed'>): readonly Rule[] => {
    const text = annotations[`${ACTION}${action}`];
    if (text === undefined) return [];
    const groups = (JSON.parse(text) as Action).ForwardConfig.TargetGroups;
    const parts = groups.map(({ ServiceName, Weight }): Part => ({ to: ServiceName, weight: Weight }));
    return [{ in: IN, name: albIngress(name), ...more, parts }];
  };
  return [...ruleOf(headerRouteOf(name), { managed: 'header' }), ...ruleOf(rootOf(name), {})];
};

export const alb: Form = {
  ...{ kinds: [KIND], can: ['header', 'ping-pong'] },
  routing: (name) => ({ alb: { ingress: albIngress(name), rootService: rootOf(name), servicePort: 80 } }),
  objects: (name) => [ingress(albIngress(name), { name: 'use-annotation' }, [rootOf(name)])],
};

const skipperIngress = (name: string): string => `${name}-skipper`;

export const skipperRules: RulesOf = (name, read) => {
  const text = read(IN, skipperIngress(name))?.metadata.annotations?.[SKIPPER_WEIGHTS];
  const weights = text === undefined ? {} : (JSON.parse(text) as Readonly<Record<string, number>>);
  const parts = [stableOf(name), canaryOf(name)].map((to): Part => ({ to, weight: weights[to] }));
  return [{ in: IN, name: skipperIngress(name), parts }];
};

export const skipper: Form = {
  ...{ kinds: [KIND], can: [] },
  routing: (name) => ({ skipper: { ingresses: [skipperIngress(name)] } }),
  objects: (name) => [ingress(skipperIngress(name), numbered, [stableOf(name), canaryOf(name)])],
};

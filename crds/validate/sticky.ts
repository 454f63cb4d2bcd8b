/** Who can hold clients to the side that answered them first, and whether the cookie is one. */
import { milliseconds } from '../duration.ts';
import { BUILT_IN_PLUGINS } from '../rollout/router-plugins.ts';
import type { TrafficRouting } from '../rollout/traffic.ts';
import { type Finding, invalid, required, when } from './finding.ts';

/** Fields beside the routers. */
export const NO_ROUTERS = ['managedRoutes', 'maxTrafficWeight', 'stickyCohorts'] as const;

export type Router = Exclude<keyof TrafficRouting, (typeof NO_ROUTERS)[number]>;

type Sticky = NonNullable<TrafficRouting['stickyCohorts']>;
type Ability = (router: Router) => true | 'both' | undefined;

/** Text that needs no quotes in a cookie and means itself in a pattern. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST = 400 * 24 * 3600;

/** Clients that only some routers held would be held by none: each that is configured has to be able to. */
export function stickyFindings(routing: TrafficRouting | undefined, ability: Ability, path: string): Finding[] {
  const sticky = routing?.stickyCohorts;
  if (!sticky) return [];
  const own = `${path}.stickyCohorts`;
  const named = routersIn(routing);
  return [
    ...cookieFindings(sticky, own),
    ...when(named.length === 0, () => required(own, 'there is no router that could hold clients')),
    ...named.flatMap(({ name, router }) => abilityFindings(name, ability(router), sticky, own)),
    ...when(routing.gatewayAPI !== undefined && !routing.gatewayAPI.routeSelector && !hasHttpRoute(routing), () =>
      invalid(own, sticky.cookie, 'trafficRouting.gatewayAPI holds clients by HTTPRoutes only, and none is named'),
    ),
  ];
}

const hasHttpRoute = ({ gatewayAPI }: TrafficRouting): boolean => (gatewayAPI?.httpRoutes ?? []).length > 0;

interface Named {
  readonly name: string;
  readonly router: Router;
}

function routersIn({ managedRoutes: _, maxTrafficWeight: __, stickyCohorts: ___, ...routers }: TrafficRouting) {
  const { plugins = {}, ...native } = routers;
  const names = Object.entries(native).flatMap(([name, config]) => (config === undefined ? [] : [name as Router]));
  return [
    ...names.map((router): Named => ({ name: router, router })),
    ...Object.keys(plugins).map((name): Named => ({ name: `plugins["${name}"]`, router: routerOf(name) })),
  ];
}

/** Some plugins of the reference are built in. */
const routerOf = (plugin: string): Router =>
  Object.hasOwn(BUILT_IN_PLUGINS, plugin) ? (BUILT_IN_PLUGINS[plugin] ?? 'plugins') : 'plugins';

/** What users of a router that cannot do it may want instead. */
const INSTEAD: Readonly<Partial<Record<Router, string>>> = {
  alb: '; its stickinessConfig holds clients by a cookie of the load balancer',
};

function abilityFindings(name: string, can: ReturnType<Ability>, { cookie, sides }: Sticky, path: string): Finding[] {
  const router = `trafficRouting.${name}`;
  if (!can) return [invalid(path, cookie, `${router} cannot hold clients${INSTEAD[name as Router] ?? ''}`)];
  return when(can === 'both' && sides === 'canary', () =>
    invalid(`${path}.sides`, sides, `${router} holds the clients of both sides or of none`),
  );
}

function cookieFindings({ cookie, maxAge }: Sticky, path: string): Finding[] {
  const seconds = (milliseconds(maxAge) ?? 0) / 1000;
  return [
    ...when(!NAME.test(cookie), () =>
      invalid(`${path}.cookie`, cookie, 'must be 1 to 64 letters, digits, hyphens and underscores'),
    ),
    ...when(!(seconds >= 1 && seconds <= LONGEST), () =>
      invalid(`${path}.maxAge`, maxAge, 'must be a duration from 1s to 9600h'),
    ),
  ];
}

/** What `trafficRouting.plugins["argoproj-labs/gatewayAPI"]` may hold: routes of the Gateway API as that plugin names them. */
import { z } from 'zod';
import { LabelSelector } from '../kubernetes.ts';

export const GATEWAY_PLUGIN = 'argoproj-labs/gatewayAPI';

const LABEL_WORD = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const KEY_PREFIX = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** What labels and annotations may be called. */
function isKey(text: string): boolean {
  const [name = '', prefix, ...more] = text.split('/').toReversed();
  return LABEL_WORD.test(name) && (prefix === undefined || KEY_PREFIX.test(prefix)) && more.length === 0;
}

/** An empty text is none, as in Go. */
const key = () => z.string().refine((text) => text === '' || isKey(text), { error: 'is no key of labels' });
const value = () =>
  z.string().refine((text) => text === '' || LABEL_WORD.test(text), { error: 'is no value of labels' });
const name = () => z.string().min(1, { error: 'must name a route' });

const Route = z.object({
  name: name(),
  ruleName: z.string().optional(),
  useHeaderRoutes: z.boolean().optional(),
});

/** Fields that the plugin does not know it has always passed over. */
export const GatewayPlugin = z.object({
  httpRoute: z.string().optional(),
  grpcRoute: z.string().optional(),
  tcpRoute: z.string().optional(),
  tlsRoute: z.string().optional(),
  httpRouteRuleName: z.string().optional(),
  grpcRouteRuleName: z.string().optional(),
  tcpRouteRuleName: z.string().optional(),
  tlsRouteRuleName: z.string().optional(),
  httpRoutes: z.array(Route).optional(),
  grpcRoutes: z.array(Route).optional(),
  tcpRoutes: z.array(Route).optional(),
  tlsRoutes: z.array(Route).optional(),
  httpRouteSelector: LabelSelector.optional(),
  grpcRouteSelector: LabelSelector.optional(),
  tcpRouteSelector: LabelSelector.optional(),
  tlsRouteSelector: LabelSelector.optional(),
  /** Of all routes; the Rollout's without it. */
  namespace: z.string().optional(),
  inProgressLabelKey: key().optional(),
  inProgressLabelValue: value().optional(),
  disableInProgressLabel: z.boolean().optional(),
  activeRolloutsAnnotationKey: key().optional(),
  /** Where the plugin remembers its rules; ours are remembered in the routes. */
  configMap: z.string().optional(),
});
export type GatewayPlugin = z.infer<typeof GatewayPlugin>;

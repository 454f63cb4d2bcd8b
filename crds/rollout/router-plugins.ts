/** Routers of ours that also go by the name of a plugin of the reference, and what its configuration may hold. */
import { z } from 'zod';
import { GATEWAY_PLUGIN } from './gateway-plugin.ts';

export const CONTOUR_PLUGIN = 'argoproj-labs/contour';
export const GLOO_PLUGIN = 'solo-io/glooedge';

/** The field of `trafficRouting` that configures the same router. */
export const BUILT_IN_PLUGINS: Readonly<Record<string, 'gatewayAPI' | 'contour' | 'gloo'>> = {
  [GATEWAY_PLUGIN]: 'gatewayAPI',
  [CONTOUR_PLUGIN]: 'contour',
  [GLOO_PLUGIN]: 'gloo',
};

const name = () => z.string().min(1, { error: 'must be a name' });

/** Fields that the plugins do not know they have always passed over. */
export const ContourPlugin = z.object({
  httpProxies: z.array(name()).optional(),
  /** As its first versions had it. */
  httpProxy: z.string().optional(),
  namespace: z.string().optional(),
});
export type ContourPlugin = z.infer<typeof ContourPlugin>;

const Selector = z.object({
  name: z.string().optional(),
  /** The Rollout's without it. */
  namespace: z.string().optional(),
  /** Not looked at beside a name. */
  labels: z.record(z.string(), z.string()).optional(),
});

export const GlooPlugin = z.object({
  virtualService: Selector.nullish(),
  routeTable: Selector.nullish(),
  /** Names of routes. All that lead to stable without it. */
  routes: z.array(name()).nullish(),
});
export type GlooPlugin = z.infer<typeof GlooPlugin>;

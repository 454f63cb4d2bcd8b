/** What a Rollout may ask for and this version cannot do yet: refused, because doing less would look like success. */
import type { Step } from '../../../crds/rollout/steps.ts';
import type { TrafficRouting } from '../../../crds/rollout/traffic.ts';
import { type Finding, invalid, when } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';

const STEPS = [
  ['experiment', 'an experiment step'],
  ['analysis', 'an analysis step'],
  ['plugin', 'a plugin step'],
] as const satisfies readonly (readonly [keyof Step, string])[];

/** `routers`: the fields of trafficRouting for which there is a router. */
export function unsupportedFindings({ strategy }: Completed, routers: readonly string[]): Finding[] {
  const { blueGreen, canary } = strategy ?? {};
  const path = 'spec.strategy';
  return [
    ...(canary?.steps ?? []).flatMap((step, index) => stepFindings(step, `${path}.canary.steps[${index}]`)),
    ...unsupported(`${path}.canary.analysis`, canary?.analysis, 'background analysis'),
    ...routerFindings(canary?.trafficRouting, routers, `${path}.canary.trafficRouting`),
    ...unsupported(`${path}.blueGreen.prePromotionAnalysis`, blueGreen?.prePromotionAnalysis, 'pre-promotion analysis'),
    ...unsupported(
      `${path}.blueGreen.postPromotionAnalysis`,
      blueGreen?.postPromotionAnalysis,
      'post-promotion analysis',
    ),
  ];
}

function stepFindings(step: Step, path: string): Finding[] {
  return STEPS.flatMap(([key, what]) => unsupported(`${path}.${key}`, step[key], what));
}

function routerFindings(routing: TrafficRouting | undefined, routers: readonly string[], path: string): Finding[] {
  return Object.entries(routing ?? {})
    .filter(([name]) => name !== 'managedRoutes' && name !== 'maxTrafficWeight' && !routers.includes(name))
    .filter(([name, config]) => name !== 'plugins' || Object.keys(config as object).length > 0)
    .flatMap(([name, config]) => unsupported(`${path}.${name}`, config, `traffic routing by ${name}`));
}

function unsupported(path: string, value: unknown, what: string): Finding[] {
  return when(value !== undefined, () => invalid(path, value, `${what} is not supported yet`));
}

/** How fast replicas may come and go: what an autoscaler says of it, and what holds if it does not. Pure. */
import type { AutoscalerSpec, ScalingPolicy, ScalingRules } from '../../kinds/objects/autoscaler-spec.ts';
import { quantity } from '../../kinds/rules/quantities.ts';
import type { Tolerances } from './proposal.ts';

export interface Rules {
  /** Milliseconds in which no recommendation may have said otherwise. */
  readonly window: number;
  readonly select: string;
  readonly policies: readonly Required<ScalingPolicy>[];
}

const TOLERANCE = 0.1;
const BILLION = 10 ** 9;
/** Seconds. */
export const USUAL_WINDOW = 300;
const PERIOD = 15;
const HUNDRED_PERCENT = { type: 'Percent', value: 100, periodSeconds: PERIOD } as const;
const FOUR_PODS = { type: 'Pods', value: 4, periodSeconds: PERIOD } as const;

export const upRules = ({ behavior }: AutoscalerSpec): Rules =>
  rulesOf(behavior?.scaleUp, 0, [FOUR_PODS, HUNDRED_PERCENT]);

export const downRules = ({ behavior }: AutoscalerSpec): Rules =>
  rulesOf(behavior?.scaleDown, USUAL_WINDOW, [HUNDRED_PERCENT]);

const rulesOf = (rules: ScalingRules = {}, window: number, usual: Rules['policies']): Rules => ({
  window: (rules.stabilizationWindowSeconds ?? window) * 1000,
  select: rules.selectPolicy ?? 'Max',
  policies:
    rules.policies?.map(({ type = '', value = 0, periodSeconds = 0 }) => ({ type, value, periodSeconds })) ?? usual,
});

export const tolerancesOf = ({ behavior = {} }: AutoscalerSpec): Tolerances => ({
  up: toleranceOf(behavior.scaleUp),
  down: toleranceOf(behavior.scaleDown),
});

function toleranceOf(rules: (ScalingRules & { readonly tolerance?: string }) | undefined): number {
  const said = rules?.tolerance === undefined ? undefined : quantity(rules.tolerance);
  return said === undefined ? TOLERANCE : Number(said) / BILLION;
}

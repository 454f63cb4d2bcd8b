/** The objects a Rollout's spec refers to, as far as its validation looks at them. */
import type { AnalysisTemplateSpec } from '../../../crds/analysis/template.ts';
import type { Unfit } from '../../traffic/router.ts';
import type { Service } from '../objects.ts';

export interface AnalysisTemplate {
  readonly spec?: AnalysisTemplateSpec;
}

/** By name. What was looked for and is not there may be left out; of kinds that nobody looked for nothing is said. */
export interface Found {
  readonly services?: ReadonlyMap<string, Service | undefined>;
  /** What is wrong with the objects that divide requests. */
  readonly routing?: readonly Unfit[];
  /** Why plugins of steps cannot be used, by their names; of others nothing is said. */
  readonly stepPlugins?: ReadonlyMap<string, string>;
  /** Those that they refer to themselves included. */
  readonly analysisTemplates?: ReadonlyMap<string, AnalysisTemplate | undefined>;
  readonly clusterAnalysisTemplates?: ReadonlyMap<string, AnalysisTemplate | undefined>;
}

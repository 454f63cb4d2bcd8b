/** What is better said of a release before it begins: all of it is allowed. */

import { flattened } from '../../analysis/templates/flattened.ts';
import type { Completed } from '../../controller/rollout/completed.ts';
import type { Strategy } from '../../controller/rollout/objects.ts';
import { analysesIn } from '../../controller/rollout/validation/analyses.ts';
import type { Found } from '../../controller/rollout/validation/found.ts';
import { milliseconds, pauseSeconds } from '../../crds/duration.ts';
import type { Step } from '../../crds/rollout/steps.ts';
import { type Finding, joined, warning, when } from '../../crds/validate/finding.ts';

export interface Release {
  /** As it was written. */
  readonly written: Strategy | undefined;
  readonly spec: Completed;
  readonly found: Found;
}

type Rule = (release: Release) => Finding[];

export const releaseAdvice = (release: Release): Finding[] => RULES.flatMap((rule) => rule(release));

const RULES: readonly Rule[] = [withoutJudge, shorterThanAnalysis, allUnavailable, idleArguments];
const PATH = 'spec.strategy.canary';

/** A rolling update is one on purpose. */
function withoutJudge({ written, spec }: Release): Finding[] {
  const { steps = [], analysis } = spec.strategy?.canary ?? {};
  return when(written?.canary !== undefined && !analysis && !steps.some(isJudged), () =>
    warning(PATH, 'nobody judges it: there is no analysis, and no pause without a duration'),
  );
}

const isJudged = ({ pause, analysis, experiment, plugin }: Step): boolean =>
  (pause !== undefined && pause.duration === undefined) || [analysis, experiment, plugin].some((one) => one);

/** A background analysis ends with the update, over or not. */
function shorterThanAnalysis({ spec, found }: Release): Finding[] {
  const { analysis, steps = [] } = spec.strategy?.canary ?? {};
  const lasts = pausesOf(steps.slice(analysis?.startingStep ?? 0));
  if (!analysis || lasts === undefined) return [];
  return (analysis.templates ?? []).flatMap(({ templateName = '', clusterScope }, index) => {
    const template = (clusterScope ? found.clusterAnalysisTemplates : found.analysisTemplates)?.get(templateName);
    const needs = Math.max(0, ...(template?.spec?.metrics ?? []).map(secondsOf));
    return when(lasts < needs, () =>
      warning(
        `${PATH}.analysis.templates[${index}]`,
        `the pauses end after ${lasts} s, "${templateName}" needs ${needs} s (interval * count): it will not be over`,
      ),
    );
  });
}

/** Undefined if somebody decides how long. */
function pausesOf(steps: readonly Step[]): number | undefined {
  if (steps.some(isJudged)) return undefined;
  return steps.reduce((sum, { pause }) => sum + (pause ? (pauseSeconds(pause.duration ?? 0) ?? 0) : 0), 0);
}

/** As the template says it; a number that is an argument nobody knows. */
function secondsOf({ interval, count }: { readonly interval?: unknown; readonly count?: unknown }): number {
  const times = Number(count ?? 0);
  const seconds = (milliseconds(String(interval ?? '')) ?? 0) / 1000;
  return Number.isNaN(times) ? 0 : times * seconds;
}

function allUnavailable({ spec }: Release): Finding[] {
  const { canary, blueGreen } = spec.strategy ?? {};
  const field = canary ? 'canary' : 'blueGreen';
  const most = (canary ?? blueGreen)?.maxUnavailable;
  const isAll = typeof most === 'string' ? Number.parseFloat(most) >= 100 : (most ?? 0) >= Math.max(spec.replicas, 1);
  return when(isAll, () =>
    warning(joined(`spec.strategy.${field}`, 'maxUnavailable'), `${most} lets all pods be missing at a time`),
  );
}

/** Whoever gives a value believes that it is used. Nothing is said as long as nobody knows all of the templates. */
function idleArguments({ spec, found }: Release): Finding[] {
  const templates = { namespaced: specsIn(found.analysisTemplates), cluster: specsIn(found.clusterAnalysisTemplates) };
  return analysesIn(spec).flatMap(({ path, analysis }) => {
    const flat = flattened(analysis.templates ?? [], templates);
    if ('problem' in flat) return [];
    return (analysis.args ?? []).flatMap(({ name }, index) =>
      when(
        flat.args.every((one) => one.name !== name),
        () => warning(path.replace(/templates$/, `args[${index}]`), `no template has the argument '${name}'`),
      ),
    );
  });
}

const specsIn = (known: Found['analysisTemplates']) =>
  new Map([...(known ?? [])].map(([name, template]) => [name, template && (template.spec ?? {})]));

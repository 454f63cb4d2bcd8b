/** The rules of a canary's steps. */
import { pauseSeconds } from '../duration.ts';
import type { ExperimentStep, Step, StringMatch } from '../rollout/steps.ts';
import type { Canary } from '../rollout/strategy.ts';
import { analysisArgumentFindings } from './arguments.ts';
import { type Finding, invalid, required, warning, when } from './finding.ts';
import { headerRouteFindings, mirrorRouteFindings } from './gateway-routes.ts';
import { abilities } from './traffic.ts';

export function stepFindings(step: Step, canary: Canary, path: string): Finding[] {
  return [
    ...oneKey(step, path),
    ...weightFindings(step, canary, path),
    ...pauseFindings(step, path),
    ...when(step.setCanaryScale !== undefined && !canary.trafficRouting, () =>
      required(`${path}.setCanaryScale`, 'SetCanaryScale requires TrafficRouting to be set'),
    ),
    ...headerFindings(step, canary, path),
    ...mirrorFindings(step, canary, path),
    ...experimentFindings(step.experiment, canary, `${path}.experiment`),
    ...analysisArgumentFindings(step.analysis?.args, `${path}.analysis`),
  ];
}

/** Keys of which the reference allows one. It never looked at the others, so more of those only earn a warning. */
const EXCLUSIVE = ['setWeight', 'pause', 'experiment', 'analysis'] as const;
const KEYS = [...EXCLUSIVE, 'setCanaryScale', 'setHeaderRoute', 'setMirrorRoute', 'plugin'] as const;

function oneKey(step: Step, path: string): Finding[] {
  const keys = KEYS.filter((key) => step[key] !== undefined);
  const exclusive = EXCLUSIVE.filter((key) => step[key] !== undefined);
  if (keys.length === 0 || exclusive.length > 1)
    return [
      invalid(
        path,
        keys.join(', '),
        'Step must have one of the following set: experiment, setWeight, setCanaryScale, plugin or pause',
      ),
    ];
  return when(keys.length > 1, () => warning(path, `${keys.join(', ')} in one step: only one of them is carried out`));
}

function weightFindings({ setWeight }: Step, { trafficRouting }: Canary, path: string): Finding[] {
  const most = trafficRouting?.maxTrafficWeight ?? 100;
  return when(setWeight !== undefined && (setWeight < 0 || setWeight > most), () =>
    invalid(`${path}.setWeight`, setWeight, `SetWeight needs to be between 0 and ${most}`),
  );
}

function pauseFindings({ pause }: Step, path: string): Finding[] {
  if (pause?.duration === undefined) return [];
  const seconds = pauseSeconds(pause.duration);
  return when(seconds === undefined || seconds < 0, () =>
    invalid(`${path}.pause.duration`, pause.duration, 'Duration needs to be greater than 0'),
  );
}

function headerFindings({ setHeaderRoute }: Step, { trafficRouting }: Canary, stepPath: string): Finding[] {
  if (!setHeaderRoute) return [];
  const path = `${stepPath}.setHeaderRoute`;
  const { name = '', match = [] } = setHeaderRoute;
  const ways = abilities(trafficRouting, 'headerRoutes');
  if (ways.length === 0)
    return [invalid(path, name, 'SetHeaderRoute requires TrafficRouting, supports Istio and ALB and Apisix')];
  const values = match.flatMap(({ headerValue }, index) => {
    const valuePath = `${path}.match[${index}].headerValue`;
    return ways.includes('exact') ? exactMatch(headerValue, valuePath) : stringMatch(headerValue, valuePath);
  });
  const taken = match.length > 0 ? headerRouteFindings(trafficRouting, path, name) : [];
  return [...values, ...managedRoute(name, trafficRouting, path), ...taken];
}

function mirrorFindings({ setMirrorRoute }: Step, { trafficRouting }: Canary, stepPath: string): Finding[] {
  if (!setMirrorRoute) return [];
  const path = `${stepPath}.setMirrorRoute`;
  const { name, match = [] } = setMirrorRoute;
  if (abilities(trafficRouting, 'mirrorRoutes').length === 0)
    return [invalid(path, name, 'SetMirrorRoute requires TrafficRouting, supports Istio and Plugins')];
  const values = match.flatMap((one, index) => [
    ...(one.method ? stringMatch(one.method, `${path}.match[${index}].method`) : []),
    ...(one.path ? stringMatch(one.path, `${path}.match[${index}].path`) : []),
    ...Object.entries(one.headers ?? {}).flatMap(([header, value]) =>
      stringMatch(value, `${path}.match[${index}].headers.${header}`),
    ),
  ]);
  const taken = match.length > 0 ? mirrorRouteFindings(trafficRouting, path, name) : [];
  return [...values, ...managedRoute(name, trafficRouting, path), ...taken];
}

const MISSED = 'StringMatch value missed, match value must have one of the following: exact, regex, prefix';

function exactMatch(value: StringMatch | undefined, path: string): Finding[] {
  if (!value) return [invalid(path, value, MISSED)];
  return when(!value.exact || Boolean(value.regex) || Boolean(value.prefix), () =>
    invalid(path, value, "SetHeaderRoute match value invalid. ALB supports 'exact' value only"),
  );
}

function stringMatch(value: StringMatch | undefined, path: string): Finding[] {
  if (!value) return [invalid(path, value, MISSED)];
  const ways = [value.exact, value.regex, value.prefix].filter(Boolean).length;
  return when(ways !== 1, () =>
    invalid(path, value, 'StringMatch match value must have exactly one of the following: exact, regex, prefix'),
  );
}

function managedRoute(name: string, routing: Canary['trafficRouting'], path: string): Finding[] {
  if (!routing?.managedRoutes)
    return [required(path, "Rollout has missing field 'spec.strategy.canary.trafficRouting.managedRoutes'")];
  return when(!routing.managedRoutes.some((route) => route.name === name), () =>
    invalid(
      `${path}.name`,
      name,
      'Steps define a route that does not exist in spec.strategy.canary.trafficRouting.managedRoutes',
    ),
  );
}

function experimentFindings(
  experiment: ExperimentStep | undefined,
  { trafficRouting }: Canary,
  path: string,
): Finding[] {
  if (!experiment) return [];
  const weights = experiment.templates.flatMap(({ weight }, index) => {
    if (weight === undefined) return [];
    const weightPath = `${path}.templates[${index}].weight`;
    if (!trafficRouting)
      return [invalid(weightPath, weight, 'Experiment template weight cannot be set unless TrafficRouting is enabled')];
    return when(abilities(trafficRouting, 'experiments').length === 0, () =>
      invalid(
        weightPath,
        weight,
        'Experiment template weight is only available for TrafficRouting with SMI, ALB, Istio and Plugins at this time',
      ),
    );
  });
  const args = (experiment.analyses ?? []).flatMap((analysis, index) =>
    analysisArgumentFindings(analysis.args, `${path}.analyses[${index}]`),
  );
  return [...weights, ...args];
}

/** What keeps a Rollout from being carried out, found in its snapshot. */
import { unfitFor } from '../traffic/driver.ts';
import { analysesIn } from './analysis/objects.ts';
import { placeOf } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import type { Found } from './validation/found.ts';
import { invalidMessage, problemOf } from './validation/problem.ts';

/** The whole message of its condition; undefined if nothing does. */
export function problemIn(s: Snapshot): string | undefined {
  const { object, spec, template, selector, services, routing, workloadProblem } = s;
  const config = spec.strategy?.canary?.trafficRouting;
  const problem = problemOf({
    ...{ object, spec, template, selector, workloadProblem },
    found: {
      ...{ services, stepPlugins: refusedPlugins(s), ...templatesIn(s) },
      routing: config ? unfitFor(config, placeOf(object, spec), routing.objects) : [],
    },
  });
  return problem === undefined ? undefined : invalidMessage(object.metadata.name, problem);
}

function templatesIn(s: Snapshot): Pick<Found, 'analysisTemplates' | 'clusterAnalysisTemplates'> {
  const { namespaced, cluster } = analysesIn(s).templates;
  const objects = (specs: typeof namespaced) =>
    new Map([...specs].map(([name, spec]) => [name, spec && { spec }] as const));
  return { analysisTemplates: objects(namespaced), clusterAnalysisTemplates: objects(cluster) };
}

const refusedPlugins = ({ stepPlugins }: Snapshot): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(stepPlugins?.standing ?? {}).flatMap(([name, reply]) =>
      'refused' in reply ? [[name, reply.refused] as const] : [],
    ),
  );

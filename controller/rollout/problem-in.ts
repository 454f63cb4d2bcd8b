/** What keeps a Rollout from being carried out, found in its snapshot. */
import { unfitFor } from '../traffic/driver.ts';
import { placeOf } from './place.ts';
import type { Snapshot } from './snapshot.ts';
import { invalidMessage, problemOf } from './validation/problem.ts';

/** The whole message of its condition; undefined if nothing does. */
export function problemIn(s: Snapshot): string | undefined {
  const { object, spec, template, selector, services, routing, workloadProblem } = s;
  const config = spec.strategy?.canary?.trafficRouting;
  const problem = problemOf({
    ...{ object, spec, template, selector, workloadProblem },
    found: {
      ...{ services, stepPlugins: refusedPlugins(s) },
      routing: config ? unfitFor(config, placeOf(object, spec), routing.objects) : [],
    },
  });
  return problem === undefined ? undefined : invalidMessage(object.metadata.name, problem);
}

const refusedPlugins = ({ stepPlugins }: Snapshot): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(stepPlugins?.standing ?? {}).flatMap(([name, reply]) =>
      'refused' in reply ? [[name, reply.refused] as const] : [],
    ),
  );

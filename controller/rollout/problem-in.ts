/** What keeps a Rollout from being carried out, found in its snapshot. */
import type { KubeObject } from '../../kube/types.ts';
import { routers } from '../traffic/registry.ts';
import type { Snapshot } from './snapshot.ts';
import { routeKey } from './validation/found.ts';
import { invalidMessage, problemOf } from './validation/problem.ts';

/** The whole message of its condition; undefined if nothing does. */
export function problemIn(s: Snapshot): string | undefined {
  const { object, spec, template, selector, services, routing, workloadProblem } = s;
  const problem = problemOf({
    ...{ object, spec, template, selector, workloadProblem },
    found: {
      services,
      ingresses: byKey(routing.objects, 'Ingress', ({ metadata }) => metadata.name),
      routes: new Map(routing.objects.map((one) => [keyOf(one), one])),
    },
    routers: Object.keys(routers),
  });
  return problem === undefined ? undefined : invalidMessage(object.metadata.name, problem);
}

const byKey = (objects: readonly KubeObject[], kind: string, key: (object: KubeObject) => string) =>
  new Map(objects.filter((one) => one.kind === kind).map((one) => [key(one), one]));

const keyOf = ({ kind, metadata }: KubeObject): string => routeKey(kind, metadata.namespace ?? '', metadata.name);

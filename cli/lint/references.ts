/** What a Rollout refers to, found among the objects that are linted with it. */

import { resolvedWorkload, type Workload, workloadSource } from '../../controller/rollout/chores/workload.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { type Found, routeKey } from '../../controller/rollout/validation/found.ts';
import { foreignFindings, type Question } from '../../controller/rollout/validation/problem.ts';
import { routers } from '../../controller/traffic/registry.ts';
import { kindNamed } from '../../crds/kinds.ts';
import type { Finding } from '../../crds/validate/finding.ts';
import { groupOf, type KubeObject } from '../../kube/types.ts';

const isOurs = (name: string) => (one: KubeObject) => kindNamed(one.apiVersion, one.kind) === name;

/** What a Rollout may refer to, under the names by which kubectl knows them. */
const REFERENCES: readonly {
  readonly key: keyof Found;
  readonly resource: string;
  readonly is: (object: KubeObject) => boolean;
}[] = [
  { key: 'services', resource: 'services', is: (one) => one.kind === 'Service' && one.apiVersion === 'v1' },
  {
    ...{ key: 'ingresses', resource: 'ingresses' },
    is: (one) => one.kind === 'Ingress' && groupOf(one) === 'networking.k8s.io',
  },
  {
    ...{ key: 'routes', resource: 'routes of the Gateway API' },
    is: (one) => one.kind.endsWith('Route') && groupOf(one) === 'gateway.networking.k8s.io',
  },
  { key: 'analysisTemplates', resource: 'analysistemplates', is: isOurs('AnalysisTemplate') },
  { key: 'clusterAnalysisTemplates', resource: 'clusteranalysistemplates', is: isOurs('ClusterAnalysisTemplate') },
];

export interface Checked {
  readonly findings: readonly Finding[];
  /** Resources that the Rollout refers to, and of which there is none here. */
  readonly notChecked: readonly string[];
  readonly found: Found;
  /** Whose template the Rollout uses, if it has none of its own and that is here. */
  readonly workload: Workload | undefined;
}

export type Asked = Pick<Question, 'object' | 'spec'>;

/** Of kinds of which there is nothing here nothing is said: they are elsewhere. */
export function checkedReferences(asked: Asked, all: readonly KubeObject[]): Checked {
  const { object } = asked;
  const near = all.filter((one) => isNear(one, object));
  const here = REFERENCES.filter(({ is }) => all.some(is));
  const found: Found = Object.fromEntries(here.map(({ key, is }) => [key, byName(key, near.filter(is), object)]));
  const { workload, problem, isMissing } = workloadOf(object, all, near);
  const template = object.spec.workloadRef ? (workload?.template ?? workload?.spec?.template) : object.spec.template;
  const selector = object.spec.selector ?? workload?.spec?.selector;
  const question = { ...asked, template, selector, workloadProblem: undefined, routers: Object.keys(routers) };
  const findings = (among: Found) => foreignFindings({ ...question, found: among });
  const absent = REFERENCES.filter((one) => !here.includes(one));
  const lacking = absent.filter(({ key }) => findings({ [key]: new Map() }).length > findings({}).length);
  return {
    findings: [...problem, ...findings(found)],
    notChecked: [...lacking.map(({ resource }) => resource), ...(isMissing ? ['workloads'] : [])],
    found,
    workload,
  };
}

/** Many leave the namespace to whoever applies. */
function isNear({ metadata }: KubeObject, { metadata: { namespace } }: RolloutObject): boolean {
  return [metadata.namespace, namespace].some((one) => one === undefined) || metadata.namespace === namespace;
}

function byName(key: keyof Found, objects: readonly KubeObject[], { metadata }: RolloutObject) {
  const { namespace = '' } = metadata;
  return new Map(
    objects.flatMap((one) => {
      const { name, namespace: own = namespace } = one.metadata;
      const names = key === 'routes' ? [own, namespace].map((place) => routeKey(one.kind, place, name)) : [name];
      return names.map((each) => [each, one] as const);
    }),
  );
}

interface Work {
  readonly workload: Workload | undefined;
  readonly problem: readonly Finding[];
  readonly isMissing: boolean;
}

function workloadOf(object: RolloutObject, all: readonly KubeObject[], near: readonly KubeObject[]): Work {
  const source = workloadSource(object);
  const broken = (message: string, workload?: Workload): Work => ({
    problem: [{ severity: 'error', path: 'spec.workloadRef', message: `spec.workloadRef: ${message}` }],
    ...{ workload, isMissing: false },
  });
  if (!source) return { workload: undefined, problem: [], isMissing: false };
  if ('problem' in source) return broken(source.problem);
  const { apiVersion, kind, name } = source.ref;
  const isSuch = (one: KubeObject) => one.kind === kind && one.apiVersion === apiVersion;
  if (!all.some(isSuch)) return { workload: undefined, problem: [], isMissing: true };
  const workload = near.find((one) => isSuch(one) && one.metadata.name === name) as Workload | undefined;
  const resolved = resolvedWorkload(object, source.ref, workload);
  return 'problem' in resolved ? broken(resolved.problem, workload) : { workload, problem: [], isMissing: false };
}

/** What a Rollout refers to, found among the objects that are linted with it. */

import { resolvedWorkload, type Workload, workloadSource } from '../../controller/rollout/chores/workload.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { placeOf } from '../../controller/rollout/place.ts';
import type { Found } from '../../controller/rollout/validation/found.ts';
import { foreignFindings, type Question } from '../../controller/rollout/validation/problem.ts';
import { routingKinds, unfitFor } from '../../controller/traffic/driver.ts';
import type { Unfit } from '../../controller/traffic/router.ts';
import { kindNamed } from '../../crds/kinds.ts';
import type { Finding } from '../../crds/validate/finding.ts';
import type { KubeObject } from '../../kube/types.ts';

const isOurs = (name: string) => (one: KubeObject) => kindNamed(one.apiVersion, one.kind) === name;

/** What a Rollout may refer to, under the names by which kubectl knows them. */
const REFERENCES: readonly {
  readonly key: Exclude<keyof Found, 'routing'>;
  readonly resource: string;
  readonly is: (object: KubeObject) => boolean;
}[] = [
  { key: 'services', resource: 'services', is: (one) => one.kind === 'Service' && one.apiVersion === 'v1' },
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
  const { routing, unchecked } = routingOf(asked, near, all);
  const found: Found = { ...Object.fromEntries(here.map(({ key, is }) => [key, byName(near.filter(is))])), routing };
  const { workload, problem, isMissing } = workloadOf(object, all, near);
  const template = object.spec.workloadRef ? (workload?.template ?? workload?.spec?.template) : object.spec.template;
  const selector = object.spec.selector ?? workload?.spec?.selector;
  const question = { ...asked, template, selector, workloadProblem: undefined };
  const findings = (among: Found) => foreignFindings({ ...question, found: among });
  const absent = REFERENCES.filter((one) => !here.includes(one));
  const lacking = absent.filter(({ key }) => findings({ [key]: new Map() }).length > findings({}).length);
  return {
    findings: [...problem, ...findings(found)],
    notChecked: [...lacking.map(({ resource }) => resource), ...unchecked, ...(isMissing ? ['workloads'] : [])],
    found,
    workload,
  };
}

/** Many leave the namespace to whoever applies. */
export function isNear({ metadata }: KubeObject, { metadata: { namespace } }: KubeObject): boolean {
  return [metadata.namespace, namespace].some((one) => one === undefined) || metadata.namespace === namespace;
}

const byName = (objects: readonly KubeObject[]) => new Map(objects.map((one) => [one.metadata.name, one]));

/** What is wrong with what divides the requests, and the resources of kinds of which there is nothing here. */
function routingOf({ object, spec }: Asked, near: readonly KubeObject[], all: readonly KubeObject[]) {
  const { trafficRouting } = spec.strategy?.canary ?? {};
  const { namespace = '' } = object.metadata;
  const homed = near.map((one) => ({ ...one, metadata: { namespace, ...one.metadata } }));
  const unfit = trafficRouting ? unfitFor(trafficRouting, placeOf(object, spec), homed) : [];
  const isHere = ({ missing }: Unfit) => missing === undefined || all.some(({ kind }) => kind === missing);
  const absent = new Set(unfit.filter((one) => !isHere(one)).map(({ missing }) => missing));
  const unchecked = routingKinds().flatMap(({ kind, plural }) => (absent.has(kind) ? [plural] : []));
  return { routing: unfit.filter(isHere), unchecked: [...new Set(unchecked)] };
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

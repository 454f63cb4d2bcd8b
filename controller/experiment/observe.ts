/** Reads what a decision about an Experiment needs. */
import { completer } from '../../crds/defaults.ts';
import { ExperimentSpec } from '../../crds/experiment.ts';
import type { Reader } from '../../kube/cluster.ts';
import { nameOf, type Ref } from '../../kube/types.ts';
import { ANALYSIS_RUNS, isOver, type Run } from '../analysis/objects.ts';
import { templatesOf } from '../analysis/observe-templates.ts';
import { isControlledBy } from '../analysis/ownership.ts';
import type { ExperimentObject } from '../experiment-contract.ts';
import { HASH_LABEL } from '../template/hash-label.ts';
import { REPLICA_SETS, type ReplicaSet, SERVICES, type Service, TEMPLATE_NAME, type TemplateSpec } from './objects.ts';
import { freshHash, replicaSetNameAfter } from './replica-set.ts';
import { runNameAfter } from './runs.ts';
import type { Snapshot, TemplateSight } from './snapshot.ts';

export const BY_CONTROLLER = 'controller';
export const BY_NAMESPACE = 'namespace';

export function observer() {
  const complete = completer(ExperimentSpec);
  return async (ref: Ref, cluster: Reader, now: Date): Promise<Snapshot | undefined> => {
    const found = (await cluster.get(ref)) as ExperimentObject | undefined;
    if (!found) return undefined;
    const object = found as Snapshot['object'];
    const spec = complete(object.spec as ExperimentSpec);
    const sight = { object, spec, status: object.status ?? {}, now, cluster };
    return {
      ...{ now, object, spec, status: sight.status },
      templates: await templatesIn(sight),
      ...(await analysesIn(sight)),
    };
  };
}

interface Sight extends Pick<Snapshot, 'now' | 'object' | 'spec' | 'status'> {
  readonly cluster: Reader;
}

/** One after the other: no two have the same hash. */
async function templatesIn(sight: Sight): Promise<readonly TemplateSight[]> {
  const { spec, object, cluster } = sight;
  const owned = cluster.view(REPLICA_SETS).by(BY_CONTROLLER, object.metadata.uid ?? '') as readonly ReplicaSet[];
  const found: TemplateSight[] = [];
  for (const template of spec.templates) {
    const there = owned.find(({ metadata }) => metadata.annotations?.[TEMPLATE_NAME] === template.name);
    const { service: _, ...known } = await templateIn(sight, template, { there, found });
    const name = template.service?.name || known.replicaSetName;
    const service = template.service && ((await cluster.get(refTo(SERVICES, object, name))) as Service | undefined);
    found.push({ ...known, service });
  }
  return found;
}

interface Others {
  readonly there: ReplicaSet | undefined;
  readonly found: readonly TemplateSight[];
}

/** Before one is made the server is asked: memory may be behind, and does not hold what is not ours. */
async function templateIn(sight: Sight, spec: TemplateSpec, { there, found }: Others): Promise<TemplateSight> {
  const { object, status, cluster } = sight;
  const none = { spec, service: undefined };
  const wasTaken = status.templateStatuses?.find(({ name }) => name === spec.name)?.collisionCount ?? 0;
  const named = (one: ReplicaSet): TemplateSight => ({
    ...{ ...none, replicaSet: one, replicaSetName: one.metadata.name, collisions: wasTaken },
    hash: one.metadata.labels?.[HASH_LABEL] ?? '',
  });
  if (there) return named(there);
  for (let count = 0; ; count++) {
    const name = replicaSetNameAfter(object, spec, count);
    const one = (await cluster.fetch(refTo(REPLICA_SETS, object, name))) as ReplicaSet | undefined;
    if (one && isControlledBy(one, object)) return named(one);
    if (one) continue;
    const { namespace = '' } = object.metadata;
    const others = cluster.view(REPLICA_SETS).by(BY_NAMESPACE, namespace);
    const used = [...others.map(({ metadata }) => metadata.labels?.[HASH_LABEL]), ...found.map(({ hash }) => hash)];
    return { ...none, replicaSet: undefined, replicaSetName: name, ...freshHash(spec.template ?? {}, new Set(used)) };
  }
}

const refTo = (
  { apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>,
  { metadata }: ExperimentObject,
  name: string,
): Ref => ({
  ...{ apiVersion, kind, namespace: metadata.namespace ?? '', name },
});

/** Templates of those that run already have done their work. */
async function analysesIn(sight: Sight): Promise<Pick<Snapshot, 'runs' | 'analysisTemplates'>> {
  const { object, spec, status, cluster } = sight;
  const { namespace = '', uid = '' } = object.metadata;
  const view = cluster.view(ANALYSIS_RUNS);
  const owned = view.by(BY_CONTROLLER, uid) as readonly Run[];
  const known = new Set(status.analysisRuns?.map(({ name }) => name));
  const open = isOver(status.phase) ? [] : (spec.analyses ?? []).filter(({ name }) => !known.has(name));
  const inTheWay: Run[] = [];
  for (const { name } of open)
    for (let count = 0; ; count++) {
      const run = view.get(nameOf({ namespace, name: runNameAfter(object, name, count) })) as Run | undefined;
      if (!run) break;
      inTheWay.push(run);
    }
  const analysisTemplates = await templatesOf(open, namespace, cluster);
  return { runs: [...new Set([...owned, ...inTheWay])], analysisTemplates };
}

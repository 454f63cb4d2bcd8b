/** Objects that divide the requests of a Rollout that is gone: stable alone gets all of them, and no mark is left. */
import { groupOf, type KubeObject, nameOf, type Resource, refOf } from '../../kube/types.ts';
import type { Action, Plan } from '../runtime/plan.ts';
import type { Reconciler } from '../runtime/reconciler.ts';
import { released } from '../traffic/driver.ts';
import { LEASES, leasedBy, leaseholders, leaseText } from '../traffic/leases.ts';
import { BY_LEASE, BY_UID } from './indexes.ts';
import { ownRollouts, ROLLOUTS } from './watches.ts';

interface Snapshot {
  readonly now: Date;
  readonly object: KubeObject & { readonly status?: object };
  /** The uid of a Rollout that leases something in the object and is not there any more. */
  readonly gone: string | undefined;
}

export function abandonedRoutes(resource: Resource, labelSelector: string | undefined): Reconciler<Snapshot, object> {
  return {
    name: `${resource.plural}.${groupOf(resource)}`,
    own: { resource, indexes: { [BY_LEASE]: leaseholders }, isOptional: true },
    watches: [
      {
        ...ownRollouts(labelSelector),
        names: ({ before, after }, cluster) =>
          before && !after
            ? cluster
                .view(resource)
                .by(BY_LEASE, before.metadata.uid ?? '')
                .map(keyOf)
            : [],
      },
    ],
    async observe(ref, cluster, now) {
      const object = (await cluster.get(ref)) as Snapshot['object'] | undefined;
      if (!object) return undefined;
      const unknown = leaseholders(object).filter((uid) => cluster.view(ROLLOUTS).by(BY_UID, uid).length === 0);
      // Rollouts that are another controller's are not in memory.
      const living = unknown.length > 0 ? await cluster.fetchAll(ROLLOUTS) : [];
      return { now, object, gone: unknown.find((uid) => !living.some(({ metadata }) => metadata.uid === uid)) };
    },
    decide,
    hasStatusSubresource: true,
  };
}

const keyOf = ({ metadata }: KubeObject): string =>
  nameOf({ namespace: metadata.namespace ?? '', name: metadata.name });

function decide({ object, gone }: Snapshot): Plan<object> {
  const actions = gone === undefined ? [] : farewell(object, gone);
  return { stages: actions.length > 0 ? [actions] : [], status: object.status ?? {}, notices: [] };
}

/**
 * What somebody else leases by now, such as the next Rollout of that name, is theirs, and with it all that was there: the
 * heir finds in its record what it does not want.
 */
function farewell(object: KubeObject, gone: string): readonly Action[] {
  const paths = leasedBy(gone, object);
  const [heir] = leaseholders(object).filter((uid) => uid !== gone && leasedBy(uid, object).some(isAbout(paths)));
  if (heir === undefined) return released(placeOfNobody(object, gone), [object]).actions;
  const { resourceVersion } = object.metadata;
  const inherited = [...new Set([...leasedBy(heir, object), ...paths])];
  const merge = { metadata: { annotations: { [LEASES]: leaseText(heir, withoutRecord(object, gone), inherited) } } };
  const because = `forget a Rollout that is gone in ${object.kind} ${keyOf(object)}`;
  return [{ do: 'patch', ref: refOf(object), patch: { merge }, ...(resourceVersion && { resourceVersion }), because }];
}

function withoutRecord(object: KubeObject, uid: string): KubeObject {
  const { [LEASES]: _, ...annotations } = object.metadata.annotations ?? {};
  const text = leaseText(uid, object, []);
  const left = { ...annotations, ...(text !== null && { [LEASES]: text }) };
  return { ...object, metadata: { ...object.metadata, annotations: left } };
}

/** A rule may be known by another name by now, as where ping and pong have turned; what it leads to is the same. */
const isAbout = (paths: readonly string[]) => {
  const ends = new Set(paths.map(endOf));
  return (path: string): boolean => ends.has(endOf(path));
};

const endOf = (path: string): string => path.slice(path.lastIndexOf('['));

/** All that is still known of it is in the object. */
export const placeOfNobody = ({ metadata }: KubeObject, uid: string) => ({
  rollout: { ...ROLLOUTS, namespace: metadata.namespace ?? '', name: '' },
  ...{ uid, stableService: '', canaryService: '', managedRoutes: [] },
});

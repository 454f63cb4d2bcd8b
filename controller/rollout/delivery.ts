/** Which Application brought a template, and from which revisions of its sources: what a revert goes by later. */
import type { KubeObject, Ref } from '../../kube/types.ts';
import type { RolloutObject } from './objects.ts';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTANCE = 'app.kubernetes.io/instance';

/** An Application, as far as it tells what it has delivered. */
export interface Application extends KubeObject {
  readonly status?: {
    readonly operationState?: {
      readonly phase?: string;
      readonly syncResult?: {
        readonly revision?: string;
        readonly revisions?: readonly string[];
        readonly resources?: readonly Delivered[];
      };
    };
    readonly resources?: readonly Delivered[];
  };
}

interface Delivered {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface Delivery {
  /** `argocd/shop` */
  readonly application: string;
  /** One a source. */
  readonly revisions: readonly string[];
}

/**
 * The Application that says it owns the Rollout, by annotation or by label. What carries a copy of another object's
 * annotation is nobody's. `home` is where Applications are unless their instance's name says otherwise.
 */
export function applicationOf({ apiVersion, kind, metadata }: RolloutObject, home: string): Ref | undefined {
  const { annotations = {}, labels = {}, namespace = '', name } = metadata;
  const [group = ''] = apiVersion.split('/');
  const own = `:${group}/${kind}:${namespace}/${name}`;
  const id = annotations[TRACKING_ID];
  if (id !== undefined && !id.endsWith(own)) return undefined;
  const instance = id?.slice(0, -own.length) ?? labels[INSTANCE] ?? '';
  // Names of objects have no underscores.
  const [first = '', second] = instance.split('_');
  const [where, what] = second === undefined ? [home, first] : [first, second];
  return what === ''
    ? undefined
    : { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: where, name: what };
}

/** Undefined if the Application has not delivered this object, or does not say from where. */
export function deliveryOf(application: Application, { metadata }: RolloutObject): Delivery | undefined {
  const { operationState, resources = [] } = application.status ?? {};
  const { syncResult, phase } = operationState ?? {};
  const isIt = ({ kind, namespace, name }: Delivered) =>
    kind === 'Rollout' && namespace === metadata.namespace && name === metadata.name;
  // What it is about to deliver may not be in its lists yet.
  const isDelivered = phase === 'Running' || [...resources, ...(syncResult?.resources ?? [])].some(isIt);
  const { revision = '', revisions = [revision] } = syncResult ?? {};
  if (!isDelivered || revisions.length === 0 || revisions.includes('')) return undefined;
  const { namespace = '', name } = application.metadata;
  return { application: `${namespace}/${name}`, revisions };
}

export const deliveryText = ({ application, revisions }: Delivery): string =>
  JSON.stringify({ application, revisions });

/** What a plugin says of itself, kept among the objects of a snapshot as if it were one: decided on, recorded, replayed. */
import type { KubeObject, Ref } from '../../../kube/types.ts';
import type { PluginReply } from '../../runtime/plugin-contract.ts';
import { fieldsOf, isRecord } from '../records.ts';
import type { Place, Shown } from '../router.ts';

const API_VERSION = 'plugins.sluice.dev/v1';
const KIND = 'TrafficPlugin';

/** No object of the cluster: nobody lists or watches it. */
export interface PluginSight extends KubeObject {
  readonly reply: PluginReply;
  /** Stands for the routes that it was told last, as far as this process knows. */
  readonly told?: string;
}

export interface TrafficState {
  readonly shown: readonly Shown[];
  readonly routes: readonly string[];
  /** Undefined if the plugin cannot tell. */
  readonly verified?: boolean;
  /** Of the state; handed back with the next split. */
  readonly version?: string;
}

export const sightRef = ({ rollout }: Place, plugin: string): Ref => ({
  ...{ apiVersion: API_VERSION, kind: KIND, namespace: rollout.namespace, name: plugin },
});

export const isSightRef = ({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): boolean =>
  apiVersion === API_VERSION && kind === KIND;

export const sightOf = (
  { apiVersion, kind, namespace, name }: Ref,
  reply: PluginReply,
  told?: string,
): PluginSight => ({
  ...{ apiVersion, kind, metadata: { namespace, name }, reply, ...(told !== undefined && { told }) },
});

export const sightsAmong = (objects: readonly KubeObject[]): readonly PluginSight[] =>
  objects.filter((object): object is PluginSight => isSightRef(object) && isRecord((object as PluginSight).reply));

/** The words of a problem if the answer cannot be understood. */
export function stateIn(answer: unknown): TrafficState | string {
  const { shown, routes = [], verified, version } = fieldsOf(answer);
  if (!Array.isArray(shown) || !shown.every(isShown)) return 'answers without a list of what it shows';
  if (!Array.isArray(routes) || !routes.every((route) => typeof route === 'string')) return 'answers with odd routes';
  return {
    shown: shown.map(shownOf),
    routes,
    ...(typeof verified === 'boolean' && { verified }),
    ...(typeof version === 'string' && { version }),
  };
}

const isWeight = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isShown(value: unknown): boolean {
  const { weights, of = 100 } = fieldsOf(value);
  return isRecord(weights) && Object.values(weights).every(isWeight) && isWeight(of) && of > 0;
}

function shownOf(value: unknown): Shown {
  const { where, weights, of = 100 } = value as { readonly where?: unknown } & Pick<Shown, 'weights' | 'of'>;
  return { where: typeof where === 'string' ? where : '', weights, of };
}

/** Why the plugin did not say what it shows; undefined if it did. */
export function silenceOf({ reply }: PluginSight): string | undefined {
  if ('problem' in reply) return reply.problem;
  if ('refusal' in reply) return reply.refusal;
  if (!('answer' in reply)) return undefined;
  const state = stateIn(reply.answer);
  return typeof state === 'string' ? state : undefined;
}

/** Whether all plugins that can tell have their weights in force; undefined if none can. */
export function verifiedBy(objects: readonly KubeObject[]): boolean | undefined {
  const told = sightsAmong(objects).flatMap(({ reply }) => {
    const state = 'answer' in reply ? stateIn(reply.answer) : '';
    return typeof state === 'string' || state.verified === undefined ? [] : [state.verified];
  });
  return told.length === 0 ? undefined : told.every(Boolean);
}

/** Names of routes in a split, for comparison. */
export const routeNames = (routes: readonly { readonly name: string }[]): readonly string[] =>
  [...new Set(routes.map(({ name }) => name))].sort();

/** A plugin for tests: it remembers what it was told, and shows it at once. */
import type { KubeObject } from '../../../kube/types.ts';
import type { Action } from '../../runtime/plan.ts';
import type { PluginCall, ToldCall } from '../../runtime/plugin-contract.ts';
import { recordFor, recordIn } from '../../runtime/plugin-records.ts';
import type { Place, Split } from '../router.ts';
import { isSightRef, sightOf, sightRef } from './sight.ts';

/** As it is before anybody has told it anything. */
export const untold = (place: Place, plugin: string): KubeObject =>
  sightOf(sightRef(place, plugin), { answer: { shown: [{ weights: { [place.stableService]: 1 }, of: 1 }] } });

type Effect = Extract<Action, { readonly do: 'effect' }>;

/** The objects once a plugin was told something: what it says of itself by then, and the record of it. */
export function told(objects: readonly KubeObject[], { input, key }: Effect): readonly KubeObject[] {
  const call = input as PluginCall | ToldCall;
  const owner = 'owner' in call ? call.owner : undefined;
  const { split } = call.body as { readonly split: Split };
  const weights = Object.fromEntries(split.destinations.map(({ service, weight }) => [service, weight]));
  const routes = [...split.headerRoutes, ...split.mirrorRoutes].map(({ name }) => name);
  const answer = { shown: [{ where: 'model', weights, of: split.total }], routes, version: key };
  const print = 'routes' in call ? call.routes : undefined;
  const namespace = 'sluice';
  return [
    ...objects
      .filter((object) => recordIn(object)?.plugin !== call.plugin)
      .map((object) => {
        const { apiVersion, kind, metadata } = object;
        if (!isSightRef(object) || metadata.name !== call.plugin) return object;
        const ref = { apiVersion, kind, name: metadata.name, namespace: metadata.namespace ?? '' };
        return sightOf(ref, { answer }, print);
      }),
    ...(owner === undefined ? [] : [recordFor(call, { namespace, owner, key })]),
  ];
}

/** Gloo Edge by `trafficRouting.plugins["solo-io/glooedge"]`. */
import type { LabelSelector } from '../../../crds/kubernetes.ts';
import { GLOO_PLUGIN, GlooPlugin } from '../../../crds/rollout/router-plugins.ts';
import { matches } from '../../../crds/validate/selector.ts';
import { groupOf, type KubeObject } from '../../../kube/types.ts';
import { leasedBy } from '../leases.ts';
import { type Fields, fieldsOf } from '../records.ts';
import type { Place, Router, Unfit } from '../router.ts';
import { divides, placedIn } from '../rules/placed.ts';
import { type Shape, siteOf } from '../rules/shape.ts';
import { type Translation, translatedRouter, unfitBy } from '../rules/translated.ts';
import { type Gloo, gloo, glooAmong } from './gloo.ts';
import { routeTable, virtualService } from './routes.ts';

export const glooPlugin: Router<unknown> = translatedRouter<Gloo>({
  ...{ title: `plugins["${GLOO_PLUGIN}"]`, can: gloo.can, kinds: gloo.kinds, release: gloo.release },
  translation: (config, place, objects) => {
    const parsed = GlooPlugin.safeParse(config);
    if (!parsed.success) return translated({}, {}, unfitBy(parsed.error.issues, config));
    const names = namesIn(parsed.data, place, objects);
    const selection = selectionIn(parsed.data, place);
    const unfit = [...formFlaws(parsed.data), ...findFlaws(parsed.data, names, { place, objects })];
    return { ...translated(names, parsed.data, unfit), selections: selection ? [selection] : [] };
  },
});

function translated(config: Gloo, plugin: GlooPlugin, unfit: readonly Unfit[]): Translation<Gloo> {
  return { router: glooAmong(meantBy(plugin)), config, selections: [], unfit, pathOf };
}

/** Undefined if all routes are meant. */
function meantBy({ routes }: GlooPlugin): Shape['isMeant'] | undefined {
  const only: readonly unknown[] = routes ?? [];
  return only.length === 0 ? undefined : ({ name }: Fields) => only.includes(name);
}

const pathOf = (path: string): string =>
  path.replace(/^virtualServices\[\d+\]/, 'virtualService').replace(/^routeTables\[\d+\]/, 'routeTable');

function namesIn(config: GlooPlugin, place: Place, all: readonly KubeObject[]) {
  const { virtualService: service, routeTable: table } = config;
  const namesOf = (one: GlooPlugin['routeTable']) =>
    one?.name ? [{ name: one.name, ...(one.namespace && { namespace: one.namespace }) }] : [];
  const selected = all.filter((object) => isSelected(object, config, place));
  return {
    virtualServices: namesOf(service),
    routeTables: table?.name
      ? namesOf(table)
      : selected.map(({ metadata }) => ({ name: metadata.name, namespace: metadata.namespace ?? '' })),
  };
}

const TABLES = gloo.kinds.find(({ kind }) => kind === 'RouteTable');

function labelsIn(table: GlooPlugin['routeTable']): LabelSelector | undefined {
  const { name, labels = {} } = table ?? {};
  return !name && Object.keys(labels).length > 0 ? { matchLabels: labels } : undefined;
}

function selectionIn({ routeTable: table }: GlooPlugin, { rollout }: Place) {
  const labels = labelsIn(table);
  return labels && TABLES && { resource: TABLES, namespace: table?.namespace || rollout.namespace, labels };
}

/** What has none of our Services is somebody else's. */
function isSelected(object: KubeObject, config: GlooPlugin, place: Place): boolean {
  const { metadata } = object;
  const { namespace, labels } = selectionIn(config, place) ?? {};
  if (!labels || !isTable(object) || metadata.namespace !== namespace) return false;
  if (matches(labels, metadata.labels ?? {}) !== true) return false;
  const isMeant = meantBy(config);
  const shape = { ...routeTable, ...(isMeant && { isMeant }) };
  return leasedBy(place.uid, object).length > 0 || dividing(shape, place, object).length > 0;
}

function isTable(object: KubeObject): boolean {
  return TABLES !== undefined && object.kind === TABLES.kind && groupOf(object) === groupOf(TABLES);
}

/** Names of the routes that lead to stable; empty for those without one. */
function dividing(shape: Shape, place: Place, object: KubeObject): readonly string[] {
  const site = siteOf(shape, place, object);
  const rules = placedIn(shape.lists(object)).filter(({ rule }) => divides(rule, site));
  return rules.map(({ rule }) => (typeof rule['name'] === 'string' ? rule['name'] : ''));
}

const flaw = (path: string, value: string, message: string): Unfit => ({ path, value, message });

function formFlaws({ virtualService: service, routeTable: table }: GlooPlugin): readonly Unfit[] {
  const isNameless = service && !service.name;
  const isLost = table && !table.name && !labelsIn(table);
  return [
    ...(!service && !table ? [flaw('', '', 'name a virtualService or a routeTable')] : []),
    ...(isNameless ? [flaw('virtualService.name', '', 'must name the VirtualService: labels find none')] : []),
    ...(isLost ? [flaw('routeTable', '', 'must name a RouteTable, or have labels')] : []),
  ];
}

type Names = ReturnType<typeof namesIn>;

interface Around {
  readonly place: Place;
  readonly objects: readonly KubeObject[];
}

/** What is wrong with the objects, beside what the router finds in those that are named. */
function findFlaws(config: GlooPlugin, names: Names, { place, objects }: Around): readonly Unfit[] {
  const { routes, routeTable: table } = config;
  const labels = labelsIn(table);
  const isNone = labels && names.routeTables.length === 0;
  const leading = objects.flatMap((object) => leadingIn(object, names, place));
  const text = JSON.stringify(fieldsOf(labels)['matchLabels']);
  return [
    ...(isNone ? [flaw('routeTable.labels', text, `no RouteTable leads to service ${place.stableService}`)] : []),
    ...(routes ?? []).flatMap((name, index) =>
      leading.length === 0 || leading.includes(name)
        ? []
        : [flaw(`routes[${index}]`, name, `no route of that name leads to service ${place.stableService}`)],
    ),
  ];
}

function leadingIn(object: KubeObject, { virtualServices, routeTables }: Names, place: Place): readonly string[] {
  const isNamed = ({ name, namespace }: { readonly name: string; readonly namespace?: string }) =>
    name === object.metadata.name && (namespace || place.rollout.namespace) === object.metadata.namespace;
  if (isTable(object)) return routeTables.some(isNamed) ? dividing(routeTable, place, object) : [];
  return virtualServices.some(isNamed) ? dividing(virtualService, place, object) : [];
}

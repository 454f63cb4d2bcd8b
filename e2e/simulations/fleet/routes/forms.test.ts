import { expect, it } from 'vitest';
import { renderedBy } from '../../../../controller/traffic/driver.ts';
import type { Place, Split } from '../../../../controller/traffic/router.ts';
import { type AnyObject, applied } from '../../../../controller/traffic/routers.testkit.ts';
import { TrafficRouting } from '../../../../crds/rollout/traffic.ts';
import { FORMS, READERS } from './forms.ts';
import {
  canaryOf,
  type Form,
  headerRouteOf,
  mirrorRouteOf,
  NAMESPACE,
  type Read,
  resourceOf,
  stableOf,
} from './reader.ts';

const NAME = 'web';
const place: Place = {
  rollout: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: NAMESPACE, name: NAME },
  ...{ uid: 'uid', stableService: stableOf(NAME), canaryService: canaryOf(NAME) },
  managedRoutes: [headerRouteOf(NAME), mirrorRouteOf(NAME)],
};

function splitFor({ can }: Form): Split {
  const header = {
    name: headerRouteOf(NAME),
    match: [{ headerName: 'x-beta', headerValue: { exact: 'yes' } }],
  };
  const mirror = { name: mirrorRouteOf(NAME), match: [{ method: { exact: 'GET' } }], percentage: 40 };
  return {
    destinations: [
      { service: place.canaryService, hash: 'c', role: 'canary', weight: 20 },
      { service: place.stableService, hash: 's', role: 'stable', weight: 80 },
    ],
    total: 100,
    headerRoutes: can.includes('header') ? [header] : [],
    mirrorRoutes: can.includes('mirror') ? [mirror] : [],
  };
}

/** As the controller makes them, in as many passes as it takes. */
function steered(form: Form): readonly AnyObject[] {
  const users = form.objects(NAME, false) as readonly AnyObject[];
  let objects = users.map((one) => ({ ...one, metadata: { ...one.metadata, resourceVersion: '1' } }) as AnyObject);
  for (let pass = 0; pass < 3; pass++)
    objects = [
      ...applied(objects, renderedBy(TrafficRouting.parse(form.routing(NAME)), place, splitFor(form), objects).actions),
    ];
  return objects;
}

const found =
  (objects: readonly AnyObject[], { kinds }: Form): Read =>
  (resource, name) => {
    const kind = kinds.find((one) => resourceOf(one) === resource);
    const isMeant = (one: AnyObject) => one.apiVersion === kind?.apiVersion && one.kind === kind.kind;
    return objects.find((one) => isMeant(one) && one.metadata.name === name) as never;
  };

const SELECTING: readonly string[] = ['istio subsets', 'istio without Services', 'app mesh'];

it.each(Object.entries(FORMS))('%s: what the controller writes is read as it is meant', (name, form) => {
  const [field = ''] = Object.keys(form.routing(NAME));
  const rules = READERS[field]?.(NAME, found(steered(form), form)) ?? [];
  expect(rules.flatMap(({ managed }) => managed ?? [])).toEqual(form.can.filter((one) => one !== 'ping-pong'));
  const parts = rules.filter(({ managed }) => managed === undefined).flatMap((rule) => rule.parts);
  const selects = SELECTING.includes(name);
  expect(parts.toSorted((one, other) => (one.weight ?? 0) - (other.weight ?? 0))).toEqual([
    { to: place.canaryService, weight: 20, ...(selects && { hash: 'c' }) },
    { to: place.stableService, weight: 80, ...(selects && { hash: 's' }) },
  ]);
});

/** Service Mesh Interface: a TrafficSplit divides what clients send to one Service among others. */
import { quantity } from '../../kinds/rules/quantities.ts';
import { serviceHost } from './choice.ts';
import { isAbsent, itemsOf, nameAt, noteProblem, type ObjectsOf, placeAt, type Reading } from './reading.ts';
import type { Backend, Route } from './route.ts';

const NANO = 1e9;

export function smiRoutes(objects: ObjectsOf): readonly Route[] {
  return objects('TrafficSplit').flatMap(splitRoutes);
}

function splitRoutes(split: Reading): readonly Route[] {
  const { source } = split;
  const root = nameAt(placeAt(split, 'spec', 'service'));
  if (root === undefined) return [];
  const matches = placeAt(split, 'spec', 'matches');
  if (itemsOf(matches).length > 0) {
    noteProblem(matches, 'HTTPRouteGroups are not simulated, so the TrafficSplit has no effect');
    return [];
  }
  const hosts = [serviceHost(root, source.namespace)];
  const backends = itemsOf(placeAt(split, 'spec', 'backends')).flatMap(backendAt);
  return [{ source, hosts, isMesh: true, matches: [], backends, mirrors: [] }];
}

function backendAt(at: Reading): readonly Backend[] {
  const service = nameAt(placeAt(at, 'service'));
  if (service === undefined) return [];
  return [{ namespace: at.source.namespace, service, weight: weightAt(placeAt(at, 'weight')) }];
}

/** Whole numbers, and in the first version quantities. */
function weightAt(at: Reading): number {
  const weight = quantity(at.value);
  if (weight !== undefined && weight >= 0n) return Number(weight) / NANO;
  noteProblem(at, isAbsent(at) ? 'is missing' : 'must be a number, 0 or more');
  return 0;
}

/** Istio: a VirtualService between two hosts, or between the subsets of a DestinationRule. */
import type { KubeObject } from '../../../../kube/types.ts';
import {
  canaryOf,
  everyOf,
  type Form,
  HASH,
  kindOf,
  managedBy,
  objectOf,
  type Part,
  type RulesOf,
  resourceOf,
  stableOf,
} from './reader.ts';

const ROUTES = kindOf('networking.istio.io/v1', 'VirtualService', 'virtualservices');
const SUBSETS = kindOf('networking.istio.io/v1', 'DestinationRule', 'destinationrules');

interface VirtualService {
  readonly spec?: {
    readonly http?: readonly {
      readonly mirror?: object;
      readonly mirrors?: object;
      readonly route?: readonly Leg[];
    }[];
  };
}

interface Leg {
  readonly destination: { readonly host: string; readonly subset?: string };
  readonly weight?: number;
}

interface DestinationRule extends KubeObject {
  readonly spec?: {
    readonly subsets?: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[];
  };
}

/** The user's route is the last. */
export const istioRules: RulesOf = (name, read) => {
  const rule = read<DestinationRule>(resourceOf(SUBSETS), name);
  const all = read<VirtualService>(resourceOf(ROUTES), name)?.spec?.http ?? [];
  return all.map(({ route = [], mirror, mirrors }, index) => ({
    ...{ in: resourceOf(ROUTES), name },
    ...managedBy(mirror !== undefined || mirrors !== undefined, index < all.length - 1),
    parts: route.map((leg) => partOf(leg, rule)),
  }));
};

function partOf({ destination: { host, subset }, weight }: Leg, rule: DestinationRule | undefined): Part {
  if (subset === undefined) return { to: host, weight };
  const labels = rule?.spec?.subsets?.find((one) => one.name === subset)?.labels;
  return { to: subset, hash: labels?.[HASH] ?? '', weight };
}

const sides = (name: string): readonly [string, string] => [stableOf(name), canaryOf(name)];

const virtualService = (name: string, destinations: readonly object[]): object => {
  const route = destinations.map((destination, index) => ({ destination, weight: index === 0 ? 100 : 0 }));
  return objectOf(ROUTES, name, { hosts: [`${name}.example.com`], http: [{ name: 'primary', route, timeout: '5s' }] });
};

export const istioByHost: Form = {
  ...{ kinds: [ROUTES], can: ['header', 'mirror', 'ping-pong'] },
  routing: (name) => ({ istio: { virtualService: { name } } }),
  objects: (name) => [
    virtualService(
      name,
      sides(name).map((host) => ({ host })),
    ),
  ],
};

export const istioBySubset: Form = {
  ...{ kinds: [ROUTES, SUBSETS], can: ['header', 'mirror'] },
  routing: (name) => {
    const [stableSubsetName, canarySubsetName] = sides(name);
    return { istio: { virtualService: { name }, destinationRule: { name, canarySubsetName, stableSubsetName } } };
  },
  objects: (name) => {
    const subsets = [...sides(name), 'users'].map((one) => ({ name: one, labels: { app: name } }));
    return [
      virtualService(
        name,
        sides(name).map((subset) => ({ host: everyOf(name), subset })),
      ),
      objectOf(SUBSETS, name, { host: everyOf(name), subsets }),
    ];
  },
};

export const istioBySubsetAlone: Form = { ...istioBySubset, isWithoutServices: true };

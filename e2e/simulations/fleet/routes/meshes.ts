/** App Mesh, SMI and Kuma: meshes that name Services, or nodes with pods of their own choice. */
import {
  canaryOf,
  type Form,
  HASH,
  kindOf,
  managedBy,
  objectOf,
  type RulesOf,
  resourceOf,
  stableOf,
} from './reader.ts';

const SERVICE = kindOf('appmesh.k8s.aws/v1beta2', 'VirtualService', 'virtualservices');
const ROUTER = kindOf('appmesh.k8s.aws/v1beta2', 'VirtualRouter', 'virtualrouters');
const NODE = kindOf('appmesh.k8s.aws/v1beta2', 'VirtualNode', 'virtualnodes');

interface Router {
  readonly spec?: {
    readonly routes?: readonly {
      readonly httpRoute: {
        readonly action: {
          readonly weightedTargets: readonly {
            readonly virtualNodeRef: { readonly name: string };
            readonly weight: number;
          }[];
        };
      };
    }[];
  };
}

interface Node {
  readonly spec?: { readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> } };
}

export const appMeshRules: RulesOf = (name, read) => {
  const selected = (node: string) => read<Node>(resourceOf(NODE), node)?.spec?.podSelector?.matchLabels?.[HASH] ?? '';
  return (read<Router>(resourceOf(ROUTER), name)?.spec?.routes ?? []).map(({ httpRoute }) => ({
    ...{ in: resourceOf(ROUTER), name },
    parts: httpRoute.action.weightedTargets.map(({ virtualNodeRef: { name: to }, weight }) => ({
      ...{ to, hash: selected(to), weight },
    })),
  }));
};

export const appMesh: Form = {
  ...{ kinds: [SERVICE, ROUTER, NODE], can: [] },
  routing: (name) => ({
    appMesh: {
      virtualService: { name },
      virtualNodeGroup: {
        canaryVirtualNodeRef: { name: canaryOf(name) },
        stableVirtualNodeRef: { name: stableOf(name) },
      },
    },
  }),
  objects: (name) => {
    const nodes = [stableOf(name), canaryOf(name)];
    const weightedTargets = nodes.map((node, index) => ({
      ...{ virtualNodeRef: { name: node }, weight: index === 0 ? 100 : 0 },
    }));
    const httpRoute = { match: { prefix: '/' }, action: { weightedTargets } };
    return [
      objectOf(SERVICE, name, { provider: { virtualRouter: { virtualRouterRef: { name } } } }),
      objectOf(ROUTER, name, { routes: [{ name, httpRoute }] }),
      ...nodes.map((node) => objectOf(NODE, node, { podSelector: { matchLabels: { app: name } } })),
    ];
  },
};

const SPLIT = kindOf('split.smi-spec.io/v1alpha4', 'TrafficSplit', 'trafficsplits');

interface Split {
  readonly spec?: { readonly backends?: readonly { readonly service: string; readonly weight: number }[] };
}

/** Without it, requests for the stable Service stay there. */
export const smiRules: RulesOf = (name, read) => {
  const backends = read<Split>(resourceOf(SPLIT), name)?.spec?.backends ?? [{ service: stableOf(name), weight: 100 }];
  return [{ in: resourceOf(SPLIT), name, parts: backends.map(({ service: to, weight }) => ({ to, weight })) }];
};

export const smi: Form = { kinds: [SPLIT], can: [], routing: () => ({ smi: {} }), objects: () => [] };

const MESH_ROUTE = kindOf('kuma.io/v1alpha1', 'MeshHTTPRoute', 'meshhttproutes');
const DISPLAY_NAME = 'kuma.io/display-name';

interface MeshRoute {
  readonly spec?: {
    readonly to?: readonly {
      readonly rules: readonly {
        readonly default: {
          readonly filters?: readonly { readonly type: string }[];
          readonly backendRefs: readonly {
            readonly labels: Readonly<Record<string, string>>;
            readonly weight?: number;
          }[];
        };
      }[];
    }[];
  };
}

/** The user's rule is the last. */
export const kumaRules: RulesOf = (name, read) =>
  (read<MeshRoute>(resourceOf(MESH_ROUTE), name)?.spec?.to ?? []).flatMap(({ rules }) =>
    rules.map(({ default: { backendRefs, filters = [] } }, index) => ({
      ...{ in: resourceOf(MESH_ROUTE), name },
      ...managedBy(
        filters.some(({ type }) => type === 'RequestMirror'),
        index < rules.length - 1,
      ),
      parts: backendRefs.map(({ labels, weight }) => ({ to: labels[DISPLAY_NAME] ?? '', weight })),
    })),
  );

export const kuma: Form = {
  ...{ kinds: [MESH_ROUTE], can: ['header', 'mirror'] },
  routing: (name) => ({ kuma: { meshHTTPRoutes: [{ name }] } }),
  objects: (name) => {
    const serviceNamed = (service: string) => ({ kind: 'MeshService', labels: { [DISPLAY_NAME]: service } });
    const matches = [{ path: { type: 'PathPrefix', value: '/' } }];
    const rules = [{ matches, default: { backendRefs: [{ ...serviceNamed(stableOf(name)), port: 80 }] } }];
    return [
      objectOf(MESH_ROUTE, name, { targetRef: { kind: 'Mesh' }, to: [{ targetRef: serviceNamed(name), rules }] }),
    ];
  },
};

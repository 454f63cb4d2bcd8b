/** The objects a Rollout's spec refers to, as far as its validation looks at them. */
import type { AnalysisTemplateSpec } from '../../../crds/analysis/template.ts';
import type { KubeObject } from '../../../kube/types.ts';
import type { Service } from '../objects.ts';

export interface Ingress extends KubeObject {
  readonly spec?: {
    readonly rules?: readonly {
      readonly http?: {
        readonly paths?: readonly { readonly backend?: { readonly service?: { readonly name?: string } } }[];
      };
    }[];
  };
}

/** An HTTPRoute, GRPCRoute, TCPRoute or TLSRoute. */
export interface GatewayRoute extends KubeObject {
  readonly spec?: { readonly rules?: readonly { readonly backendRefs?: readonly BackendReference[] }[] };
}

export interface BackendReference {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
}

export interface AnalysisTemplate extends KubeObject {
  readonly spec?: Pick<AnalysisTemplateSpec, 'metrics' | 'templates'>;
}

/** All by name. What was looked for and is not there may be left out; of kinds that nobody looked for nothing is said. */
export interface Found {
  readonly services?: ReadonlyMap<string, Service | undefined>;
  readonly ingresses?: ReadonlyMap<string, Ingress | undefined>;
  /** By `routeKey`. */
  readonly routes?: ReadonlyMap<string, GatewayRoute | undefined>;
  /** Those that they refer to themselves included. */
  readonly analysisTemplates?: ReadonlyMap<string, AnalysisTemplate | undefined>;
  readonly clusterAnalysisTemplates?: ReadonlyMap<string, AnalysisTemplate | undefined>;
}

export const routeKey = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** Our fields in kinds of others, and which of them a cluster's definitions would drop. */
import type { KindName } from './kinds.ts';
import type { Node } from './structural.ts';

const METRICS: readonly string[] = [
  'spec.metrics[].evidence',
  'spec.metrics[].provider.azureMonitor',
  'spec.metrics[].provider.dynatrace',
  'spec.metrics[].provider.elasticsearch',
  'spec.metrics[].provider.googleCloudMonitoring',
  'spec.metrics[].provider.kubernetes',
  'spec.metrics[].provider.loki',
  'spec.metrics[].provider.signalFx',
  'spec.metrics[].provider.web.expectStatus',
  'spec.metrics[].provider.web.expectWithin',
  'spec.metrics[].provider.web.target',
];

/** The outermost ones; docs/extensions.md says what they mean. */
export const EXTENSIONS: Readonly<Partial<Record<KindName, readonly string[]>>> = {
  Rollout: [
    'spec.strategy.rollingUpdate',
    'spec.strategy.type',
    'spec.strategy.canary.trafficRouting.contour',
    'spec.strategy.canary.trafficRouting.gatewayAPI',
    'spec.strategy.canary.trafficRouting.gloo',
    'spec.strategy.canary.trafficRouting.kong',
    'spec.strategy.canary.trafficRouting.kuma',
    'spec.strategy.canary.trafficRouting.skipper',
    'spec.strategy.canary.trafficRouting.stickyCohorts',
  ],
  AnalysisTemplate: METRICS,
  ClusterAnalysisTemplate: METRICS,
  AnalysisRun: METRICS,
  Application: ['spec.syncPolicy.manual', 'spec.syncPolicy.syncWindows', 'spec.health'],
};

interface Definition {
  readonly spec?: {
    readonly versions?: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Node } }[];
  };
}

/** Extension fields that an API server with this definition does not store. */
export function lostFields(kind: KindName, definition: object): readonly string[] {
  const { versions = [] } = (definition as Definition).spec ?? {};
  const root = versions.find(({ name }) => name === 'v1alpha1')?.schema?.openAPIV3Schema;
  return (EXTENSIONS[kind] ?? []).filter((path) => !isStored(root, path.replaceAll('[]', '.[]').split('.')));
}

function isStored(node: Node | undefined, path: readonly string[]): boolean {
  if (!node) return false;
  const [name, ...rest] = path;
  if (name === undefined) return true;
  const child = name === '[]' ? node.items : node.properties?.[name];
  return child ? isStored(child, rest) : node['x-kubernetes-preserve-unknown-fields'] === true;
}

/** The tables of built-in types, one per API group and version; the notation is explained in notation.ts. */
import apiextensions from './apiextensions.json' with { type: 'json' };
import apps from './apps.json' with { type: 'json' };
import authorization from './authorization.json' with { type: 'json' };
import autoscalingV1 from './autoscaling-v1.json' with { type: 'json' };
import autoscalingV2 from './autoscaling-v2.json' with { type: 'json' };
import batch from './batch.json' with { type: 'json' };
import coordination from './coordination.json' with { type: 'json' };
import core from './core.json' with { type: 'json' };
import corePod from './core-pod.json' with { type: 'json' };
import discovery from './discovery.json' with { type: 'json' };
import meta from './meta.json' with { type: 'json' };
import networking from './networking.json' with { type: 'json' };
import policy from './policy.json' with { type: 'json' };
import rbac from './rbac.json' with { type: 'json' };
import scheduling from './scheduling.json' with { type: 'json' };

export interface TypeTable {
  /** The short name by which tables refer to one another. */
  readonly package: string;
  /** The fields of each type; the empty name stands for the type itself. */
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

// The compiler would otherwise work out a type for each of some 2,000 entries.
const table = (json: { readonly package: string; readonly types: object }): TypeTable => json as TypeTable;

export const TABLES: readonly TypeTable[] = [
  table(apiextensions),
  table(apps),
  table(authorization),
  table(autoscalingV1),
  table(autoscalingV2),
  table(batch),
  table(coordination),
  table(core),
  table(corePod),
  table(discovery),
  table(meta),
  table(networking),
  table(policy),
  table(rbac),
  table(scheduling),
];

/** What stands before the type in its full name. */
export const PACKAGES: Readonly<Record<string, string>> = {
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  apps: 'io.k8s.api.apps.v1',
  authorization: 'io.k8s.api.authorization.v1',
  'autoscaling-v1': 'io.k8s.api.autoscaling.v1',
  'autoscaling-v2': 'io.k8s.api.autoscaling.v2',
  batch: 'io.k8s.api.batch.v1',
  coordination: 'io.k8s.api.coordination.v1',
  core: 'io.k8s.api.core.v1',
  discovery: 'io.k8s.api.discovery.v1',
  meta: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  networking: 'io.k8s.api.networking.v1',
  policy: 'io.k8s.api.policy.v1',
  rbac: 'io.k8s.api.rbac.v1',
  scheduling: 'io.k8s.api.scheduling.v1',
};

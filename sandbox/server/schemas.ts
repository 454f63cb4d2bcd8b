/** The shape that a request's body has, by what it says it is. */
import type { SchemaFor } from './body.ts';
import type { World } from './call.ts';

const META_TYPES: Readonly<Record<string, string>> = {
  DeleteOptions: 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions',
  Eviction: 'io.k8s.api.policy.v1.Eviction',
  Scale: 'io.k8s.api.autoscaling.v1.Scale',
};

export const schemaFor =
  ({ kinds, types }: World): SchemaFor =>
  (apiVersion, kind) => {
    const meta = META_TYPES[kind];
    return meta === undefined ? kinds.named(apiVersion, kind)?.schema : types(meta);
  };

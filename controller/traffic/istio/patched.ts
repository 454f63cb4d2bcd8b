/** The patch of an object that belongs to the user, onto the version it was made from. */
import { type KubeObject, refOf } from '../../../kube/types.ts';
import { mergePatch } from '../../runtime/merge-patch.ts';
import { LEASES } from '../leases.ts';
import { type Fields, fieldsOf } from '../records.ts';

export interface Next {
  /** Only the fields that may change; undefined takes one away. */
  readonly spec: Fields;
  /** What the record of leases is to hold. */
  readonly lease: string | null;
  readonly annotations?: Readonly<Record<string, string | undefined>>;
}

/** Empty if nothing changes. */
export function patched(object: KubeObject & { readonly spec?: unknown }, next: Next, because: string) {
  const annotations = { ...next.annotations, [LEASES]: next.lease };
  const merge = mergePatch(
    {
      metadata: { annotations: picked(object.metadata.annotations, annotations) },
      spec: picked(object.spec, next.spec),
    },
    { metadata: { annotations }, spec: next.spec },
  );
  if (!merge) return [];
  const { resourceVersion } = object.metadata;
  return [
    {
      do: 'patch',
      ref: refOf(object),
      patch: { merge },
      ...(resourceVersion && { resourceVersion }),
      because,
    } as const,
  ];
}

function picked(value: unknown, like: Fields): Fields {
  const fields = fieldsOf(value);
  return Object.fromEntries(Object.keys(like).map((name) => [name, fields[name]]));
}

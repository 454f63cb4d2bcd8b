/** Objects without what a Rollout leases in them, to see that nothing else has changed. */
import { fingerprint, LEASES } from './leases.ts';
import { type Fields, fieldsOf, isRecord, listOf, recordsOf } from './records.ts';
import type { AnyObject } from './routers.testkit.ts';

interface Segment {
  readonly field: string;
  /** Of a field that users name. */
  readonly entry: string | undefined;
  readonly keys: readonly (readonly [path: readonly string[], value: string])[] | undefined;
}

/** The object as its user knows it: without the leased paths, and without the record of them. */
export function unleased(object: AnyObject, leases: readonly string[]): unknown {
  const rest = leases.reduce<unknown>((now, path) => without(now, segmentsOf(path)), object);
  const { metadata, ...fields } = rest as AnyObject;
  const { [LEASES]: _, ...annotations } = metadata.annotations ?? {};
  return { ...fields, metadata: { ...metadata, annotations, resourceVersion: 'any' } };
}

function segmentsOf(path: string): readonly Segment[] {
  return [...path.matchAll(/([^.[\]]+)(?:\[([^\]]*)\])?(?:\.|$)/g)].map(([, field = '', keys]) => ({
    field,
    entry: keys?.includes('=') === false ? keys : undefined,
    keys: keys?.split('|').map((key) => {
      const [name = '', value = ''] = key.split('=');
      return [name.split('.'), value] as const;
    }),
  }));
}

function without(value: unknown, [segment, ...rest]: readonly Segment[]): unknown {
  if (!segment || !isRecord(value)) return value;
  const { field, keys, entry } = segment;
  if (entry !== undefined) return { ...value, [field]: { ...fieldsOf(value[field]), [entry]: undefined } };
  if (!keys && rest.length === 0) return { ...value, [field]: undefined };
  if (!keys) return { ...value, [field]: without(value[field], rest) };
  const elements = listOf(value[field]).flatMap((element) => {
    if (!isMeant(fieldsOf(element), keys)) return [element];
    return rest.length === 0 ? [] : [without(element, rest)];
  });
  return { ...value, [field]: elements };
}

function isMeant(element: Fields, keys: NonNullable<Segment['keys']>): boolean {
  return keys.some(([path, value]) => valuesAt(element, path).some((found) => isValue(found, value)));
}

function valuesAt(element: Fields, [field = '', ...rest]: readonly string[]): readonly unknown[] {
  const found = element[field];
  if (rest.length === 0) return [found];
  return (isRecord(found) ? [found] : recordsOf(found)).flatMap((one) => valuesAt(one, rest));
}

function isValue(found: unknown, value: string): boolean {
  return value.startsWith('#') ? `#${fingerprint(found)}` === value : found === value;
}

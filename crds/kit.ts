/** Building blocks that keep zod schemas expressible as Kubernetes structural schemas. Anything else is refused by structural.ts. */
import { z } from 'zod';

/** What the API server has to be told beyond the zod type. */
export interface Traits {
  /** Contents belong to someone else: stored as they come, unknown fields included. */
  readonly preserve?: true;
  /** A number or a string on the wire. */
  readonly intOrString?: true;
  /** The value may also be a plain `true` or `false`. */
  readonly orBoolean?: true;
  /** Exactly one of these fields is set. */
  readonly exactlyOne?: readonly string[];
  /** A wrong word or a negative count is for `validate` to report; the API server stores it, as with other schemas. */
  readonly lenient?: true;
  /** The default is filled in by the API server and not only assumed by the controller. */
  readonly injected?: true;
}

declare module 'zod' {
  interface GlobalMeta {
    crd?: Traits;
  }
}

type Shape = Record<string, z.ZodType>;
type Optional<S extends Shape> = { [K in keyof S]: z.ZodOptional<S[K]> };

/**
 * A Kubernetes union: each variant is an optional field and exactly one is set.
 * `z.union` is off limits in CRDs, the API server rejects `type` below `anyOf` and `oneOf`.
 */
export function exactlyOne<S extends Shape, C extends Shape>(variants: S, common: C) {
  const names = Object.keys(variants);
  const fields = Object.fromEntries(names.map((name) => [name, variants[name]?.optional()])) as Optional<S>;
  return z
    .object({ ...common, ...fields })
    .refine((value) => names.filter((name) => (value as Record<string, unknown>)[name] !== undefined).length === 1, {
      error: `set exactly one of ${names.join(', ')}`,
    })
    .meta({ crd: { exactlyOne: names } });
}

/** A number or a string, such as `2`, `25%` or `{{args.limit}}`. */
export function intOrString() {
  return z.union([z.int32(), z.string()]).meta({ crd: { intOrString: true } });
}

/** An object whose contents belong to someone else, such as a pod template. */
export function preserved<T extends object>() {
  return z.looseObject({}).meta({ crd: { preserve: true } }) as unknown as z.ZodType<T>;
}

/** Checked here against `schema`, but stored by the API server as it comes (to end a recursion, or to keep a CRD small). */
export function preservedAs<S extends z.ZodType>(schema: S): S {
  return schema.meta({ crd: { preserve: true } });
}

/** Any JSON value. */
export function anyJson() {
  return z.unknown().meta({ crd: { preserve: true } });
}

/** A block that people also write as `true` or `false`. Unknown fields in it are stored, `validate` reports them. */
export function orBoolean<S extends Shape>(shape: S) {
  return z.union([z.looseObject(shape), z.boolean()]).meta({ crd: { orBoolean: true } });
}

/** One of a few words. The API server stores others too, `validate` reports them. */
export function words<const W extends readonly [string, ...string[]]>(list: W) {
  return z.enum(list).meta({ crd: { lenient: true } });
}

/** A number that is not negative. The API server stores negative ones, too, `validate` reports them. */
export function count() {
  return z
    .int32()
    .min(0)
    .meta({ crd: { lenient: true } });
}

/** A default that the API server fills in when the object is stored. */
export function injected<S extends z.ZodType>(schema: S, value: z.core.util.NoUndefined<z.core.output<S>>) {
  return schema.default(value).meta({ crd: { injected: true } });
}

/** A moment, RFC 3339. */
export function time() {
  return z.iso.datetime({ offset: true });
}

/** Named strings, such as labels. */
export function strings() {
  return z.record(z.string(), z.string());
}

/** A zod schema as the dialect reads it: the wrappers taken off, what they said kept. */
export interface Field {
  readonly type: z.core.$ZodTypes;
  readonly traits: Traits;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: unknown;
}

export function fieldOf(schema: z.core.$ZodType): Field {
  const type = schema as z.core.$ZodTypes;
  const meta = z.globalRegistry.get(schema) ?? {};
  const own = {
    ...(meta.description !== undefined && { description: meta.description }),
    ...(meta.crd && { traits: meta.crd }),
  };
  const definition = type._zod.def;
  if (definition.type === 'optional') return { ...fieldOf(definition.innerType), ...own, required: false };
  if (definition.type === 'default') {
    const inner = fieldOf(definition.innerType);
    const traits = { ...inner.traits, ...meta.crd };
    return { ...inner, ...own, traits, required: false, default: definition.defaultValue };
  }
  return { traits: {}, ...own, type, required: true };
}

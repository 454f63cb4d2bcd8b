/** How Go declares a built-in type, as far as it shows: in what decoding accepts, in error texts, and in which empty fields are written. */
import type { Schema } from '../schema/schema.ts';

/** Types that read and write themselves, each in its own way. */
export type Special =
  | 'quantity'
  | 'int-or-string'
  | 'time'
  | 'micro-time'
  | 'raw'
  | 'fields'
  | 'json'
  | 'schema-or-bool'
  | 'schema-or-array'
  | 'schema-or-strings';

export type Scalar = 'string' | 'int32' | 'int64' | 'bool' | 'double' | 'bytes';

export interface GoScalar {
  readonly shape: Scalar | Special;
  /** As Go names the type, `v1.RestartPolicy`. */
  readonly text: string;
}

export interface GoList {
  readonly shape: 'list';
  readonly text: string;
  readonly item: GoType;
}

export interface GoMap {
  readonly shape: 'map';
  readonly text: string;
  readonly value: GoType;
}

export interface GoField {
  readonly name: string;
  readonly type: GoType;
  /** Pointers tell an empty value from none. */
  readonly isPointer: boolean;
  /** Written even when empty. */
  readonly isShown: boolean;
}

export interface GoStruct {
  readonly shape: 'struct';
  readonly text: string;
  /** `DeploymentSpec` */
  readonly name: string;
  readonly fields: ReadonlyMap<string, GoField>;
  /** Those that are written even when the client sent nothing. */
  readonly shown: readonly GoField[];
  readonly wire: WireForm;
}

export interface WireField {
  readonly name: string;
  readonly type: GoType;
}

/** What stands under each number of a protobuf message: a field, or an embedded message whose fields are the outer one's. */
export type WireForm = ReadonlyMap<number, WireField | ReadonlyMap<number, WireField>>;

export type GoType = GoScalar | GoList | GoMap | GoStruct;

/** A schema node that remembers the Go type it stands for. */
export interface GoSchema extends Schema {
  readonly go: GoType;
}

export const goTypeOf = (schema: Schema): GoType | undefined => ('go' in schema ? (schema as GoSchema).go : undefined);

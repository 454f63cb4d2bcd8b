/** Where decoding stands: the path to what is being read, what was wrong so far, and how Go words it. */
import { badRequest } from '../api/api-error.ts';
import type { GoStruct } from '../types/go-type.ts';

/** A map's key on the way to a value: Go's errors skip it, strict decoding names it. */
interface Key {
  readonly key: string;
}

export interface Decoding {
  readonly what: { readonly kind: string; readonly version: string };
  /** Fields, indices and keys from the root to here. */
  readonly trail: (string | number | Key)[];
  readonly unknown: string[];
  /** The first value of a wrong type; reading goes on, as a later fatal error is told first. */
  mismatch: string | undefined;
  /** The struct whose field is being read. */
  owner: GoStruct;
  /** How many structs deep. */
  depth: number;
  /** Above 0 inside types that read themselves: nothing unknown is noticed, and errors name the outer field. */
  opaque: { readonly owner: GoStruct; readonly length: number } | undefined;
}

/** As many as Go's strict decoder notes. */
const MOST_UNKNOWN = 100;

export const DEEPEST = 100;

export function noteUnknown(state: Decoding, field: string): void {
  if (state.opaque !== undefined || state.unknown.length >= MOST_UNKNOWN) return;
  const path = strictPath(state);
  state.unknown.push(`unknown field "${path === '' ? field : `${path}.${field}`}"`);
}

/** `spec.ports[0].foo` */
function strictPath({ trail }: Decoding): string {
  let path = '';
  for (const step of trail) {
    if (typeof step === 'number') path += `[${step}]`;
    else path += `${path === '' ? '' : '.'}${typeof step === 'string' ? step : step.key}`;
  }
  return path;
}

/** A JSON value that Go cannot put into `type`; nothing is kept of it. */
export const noteMismatch = (state: Decoding, value: unknown, type: string): undefined =>
  noteProblem(state, mismatchText(state, value, type));

export function noteProblem(state: Decoding, problem: string): undefined {
  if (state.opaque !== undefined) throw refusal(state, problem);
  state.mismatch ??= problem;
  return undefined;
}

/** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32` */
export function mismatchText(state: Decoding, value: unknown, type: string): string {
  const literal = typeof value === 'number' && type.startsWith('int') ? ` ${value}` : '';
  return `json: cannot unmarshal ${jsonTypeOf(value)}${literal} into Go ${goPlace(state)} of type ${type}`;
}

function goPlace({ trail, owner, opaque }: Decoding): string {
  const steps = opaque ? trail.slice(0, opaque.length) : trail;
  const fields = steps.filter((step) => typeof step === 'string');
  return fields.length === 0 ? 'value' : `struct field ${(opaque?.owner ?? owner).name}.${fields.join('.')}`;
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The error that ends decoding at once. */
export const refusal = ({ what: { kind, version } }: Decoding, text: string): Error =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${text}`);

export function enterStruct(state: Decoding): void {
  state.depth += 1;
  if (state.depth > DEEPEST) throw refusal(state, 'exceeded max depth');
}

/** Values that are kept as they come are bounded too: others will walk them. */
export function checkDepth(state: Decoding, value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw refusal(state, 'exceeded max depth');
  if (Array.isArray(value)) {
    for (const item of value) checkDepth(state, item, depth + 1);
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const key in object) checkDepth(state, object[key], depth + 1);
}

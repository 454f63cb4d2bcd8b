/** What a Secret tells of whoever asks a metric system, and which address may be told. No value gets into an error. */
import { addressOf } from './address.ts';
import { basicAuthorization } from './headers.ts';
import type { Asking } from './provider.ts';

export interface SecretRef {
  readonly name?: string | undefined;
  readonly namespaced: boolean;
}

export interface Credentials {
  /** Undefined if it is not there, or empty. */
  optional(key: string): string | undefined;
  /** Throws one line that names the Secret and the key. */
  required(key: string): string;
  /** Undefined if the metric names no Secret. */
  readonly from?: Place;
}

interface Place {
  /** For errors. */
  readonly name: string;
  /** Whoever wrote the metric may be unable to read it. */
  readonly isOfController: boolean;
}

/** Rejects if there is no such Secret. Without a reference there are no credentials. */
export async function credentialsOf(ref: SecretRef | undefined, asking: Asking): Promise<Credentials> {
  const { name: secret, namespaced = false } = ref ?? {};
  if (!secret) return keysIn({}, 'there is no secretRef to a Secret with');
  const name = `Secret ${secret} in ${namespaced ? `namespace ${asking.run.namespace}` : "the controller's namespace"}`;
  const values = await asking.secret(secret, namespaced ? 'run' : 'controller');
  if (!values) throw new Error(`there is no ${name}`);
  return { ...keysIn(values, `${name} has no`), from: { name, isOfController: !namespaced } };
}

/** People write Secrets by editors that end the last line. */
function keysIn(values: Readonly<Record<string, string>>, missing: string): Credentials {
  const optional = (key: string) => (Object.hasOwn(values, key) ? values[key]?.trim() : undefined) || undefined;
  return {
    optional,
    required: (key) => {
      const value = optional(key);
      if (value === undefined) throw new Error(`${missing} key ${key}`);
      return value;
    },
  };
}

/**
 * The address to ask. A Secret of the controller's namespace goes to the address that it names itself and nowhere
 * else: otherwise whoever may write a metric could have it sent to a server of theirs.
 */
export function addressFor(system: string, given: string | undefined, { from, optional }: Credentials): string {
  const named = optional('address');
  const address = addressOf(system, given || (named ?? ''));
  if (!from || (!named && !from.isOfController)) return address;
  if (!named) throw new Error(`${from.name} has no key address: it is sent to no other address than its own`);
  if (new URL(addressOf(system, named)).origin === new URL(address).origin) return address;
  throw new Error(`${from.name} is for another address of ${system}`);
}

/** As the Secret has it: a token, or a user's name and password. */
export function authorizationIn({ optional, required }: Credentials): Readonly<Record<string, string>> {
  const token = optional('token');
  if (token) return { authorization: `Bearer ${token}` };
  const username = optional('username');
  return username ? { authorization: basicAuthorization(username, required('password')) } : {};
}

/** Secrets: their types, the keys that types ask for, and text that is written in the clear. */
import { type FieldError, invalid, required, tooLong } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { configKey, ruleErrors } from '../rules/names.ts';
import { decodedLength, frozenErrors, MOST_DATA } from './config-map.ts';

interface Secret {
  type?: string;
  data?: Stored;
  stringData?: Record<string, string>;
}

type Stored = Record<string, string | null>;
type Data = Readonly<Record<string, string>>;

const SERVICE_ACCOUNT = 'kubernetes.io/service-account.name';

export const secretBehaviour: Behaviour = { defaults, validate, validateUpdate };

function defaults(object: ApiObject): void {
  const secret = object as Secret;
  if (secret.stringData !== undefined) {
    secret.data = { ...secret.data, ...encoded(secret.stringData) };
    delete secret.stringData;
  }
  if (secret.data && Object.values(secret.data).includes(null)) secret.data = withEmptyForNull(secret.data);
  secret.type ||= 'Opaque';
}

/** As the values are once they were stored. */
const withEmptyForNull = (data: Stored): Stored =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, value ?? '']));

const encoded = (texts: Data): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));

function validate(object: ApiObject): FieldError[] {
  const { data = {}, type = '' } = object as { data?: Data; type?: string };
  const errors: FieldError[] = [];
  let size = 0;
  for (const key in data) {
    size += decodedLength(data[key] ?? '');
    errors.push(...ruleErrors(`data[${key}]`, key, configKey));
  }
  if (size > MOST_DATA) errors.push(tooLong('data', MOST_DATA));
  return [...errors, ...typeErrors(type, data, object)];
}

function typeErrors(type: string, data: Data, { metadata }: ApiObject): FieldError[] {
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return metadata.annotations?.[SERVICE_ACCOUNT] ? [] : [required(`metadata.annotations[${SERVICE_ACCOUNT}]`)];
    case 'kubernetes.io/dockercfg':
      return jsonErrors(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return jsonErrors(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return 'username' in data || 'password' in data ? [] : missing(data, ['username', 'password']);
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')];
    case 'kubernetes.io/tls':
      return missing(data, ['tls.crt', 'tls.key']);
    default:
      return [];
  }
}

const missing = (data: Data, keys: readonly string[]): FieldError[] =>
  keys.filter((key) => !(key in data)).map((key) => required(`data[${key}]`));

function jsonErrors(data: Data, key: string): FieldError[] {
  const value = data[key];
  if (value === undefined) return [required(`data[${key}]`)];
  const wrong = jsonProblem(Buffer.from(value, 'base64').toString());
  return wrong === undefined ? [] : [invalid(`data[${key}]`, '<secret contents redacted>', wrong)];
}

/** In the words of Go's decoder, for the commonest mistakes. */
function jsonProblem(text: string): string | undefined {
  if (text.trim() === '') return 'unexpected end of JSON input';
  try {
    const value: unknown = JSON.parse(text);
    const type = Array.isArray(value) ? 'array' : value === true || value === false ? 'bool' : typeof value;
    return type === 'object'
      ? undefined
      : `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  } catch {
    const first = text.trim().charAt(0);
    return /[[{"\d-]/.test(first)
      ? 'unexpected end of JSON input'
      : `invalid character '${first}' looking for beginning of value`;
  }
}

function validateUpdate(object: ApiObject, old: ApiObject): FieldError[] {
  const type = object['type'] === old['type'] ? [] : [invalid('type', object['type'], 'field is immutable')];
  return [...type, ...frozenErrors(object, old, ['data'])];
}

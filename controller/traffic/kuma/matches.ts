/** Narrows the matches of a MeshHTTPRoute's rule. They rank as in the Gateway API: what asks for more goes first. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { isEqual } from '../../runtime/merge-patch.ts';
import { type Fields, fieldsOf, recordsOf } from '../records.ts';
import { commonPath, type HeaderValue, isUnderSegments, type Narrowing } from '../rules/narrowing.ts';

/** All that the API has. */
const METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];
const PATH_TYPES = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const;

export function narrowed(rule: Fields, choices: readonly Narrowing[]): readonly Fields[] | string {
  const own = recordsOf(rule['matches']);
  const bases = own.length > 0 ? own : [{}];
  const made = bases.flatMap((base) => choices.map((choice) => withChoice(base, choice)));
  const cannot = made.find((one) => typeof one === 'string');
  if (typeof cannot === 'string') return cannot;
  const matches = made.flatMap((one) => (typeof one === 'string' ? [] : one));
  return matches.length > 0 ? [{ ...rule, matches }] : [];
}

function withChoice(base: Fields, { method, path, headers }: Narrowing): readonly Fields[] | string {
  if (method && !METHODS.includes(method)) return `match the method ${method}`;
  const common = path && commonPath(pathOf(base), path, isUnderSegments);
  if (common === 'unknown') return 'match a regular expression for a path within another path';
  const list = headers.reduce<readonly Fields[] | undefined>(withHeader, recordsOf(base['headers']));
  if ((path && !common) || !list || !isMethodOf(base, method)) return [];
  const fields = { method, path: common && pathMatch(common), headers: list.length > 0 ? list : undefined };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const match = { ...base, ...given };
  return isEqual(match, base) ? byMethod(base) : [match];
}

function isMethodOf({ method: own }: Fields, method: string | undefined): boolean {
  return method === undefined || own === undefined || own === method;
}

/** Rules with the same matches would be one: what takes all requests of another rule asks for each method in turn. */
function byMethod(base: Fields): readonly Fields[] | string {
  if (base['method'] !== undefined) return 'take all requests of a rule for one method';
  return METHODS.map((method) => ({ ...base, method }));
}

function pathOf({ path }: Fields): StringMatch | undefined {
  const { type, value } = fieldsOf(path);
  const field = Object.entries(PATH_TYPES).find(([name]) => name === type)?.[1];
  return field && typeof value === 'string' ? { [field]: value } : undefined;
}

function pathMatch({ exact, prefix, regex }: StringMatch): Fields {
  if (exact) return { type: 'Exact', value: exact };
  return prefix ? { type: 'PathPrefix', value: prefix } : { type: 'RegularExpression', value: regex };
}

/** Undefined if no request meets both. */
function withHeader(list: readonly Fields[] | undefined, [name, value]: HeaderValue): readonly Fields[] | undefined {
  const header = headerMatch(name.toLowerCase(), value);
  const same = list?.filter((one) => one['name'] === header['name'] && (one['type'] ?? 'Exact') === 'Exact') ?? [];
  if (!list || !value.exact || same.length === 0) return list && [...list, header];
  return same.every((one) => one['value'] === value.exact) ? list : undefined;
}

function headerMatch(name: string, { exact, prefix, regex }: StringMatch): Fields {
  if (exact) return { type: 'Exact', name, value: exact };
  return prefix ? { type: 'Prefix', name, value: prefix } : { type: 'RegularExpression', name, value: regex };
}

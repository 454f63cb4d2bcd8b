/** Narrows the matchers of a Gloo route. */
import type { StringMatch } from '../../../crds/rollout/steps.ts';
import { type Fields, listOf, recordsOf } from '../records.ts';
import { commonPath, type HeaderValue, isUnderText, type Narrowing, wholeRegex } from '../rules/narrowing.ts';

export function narrowed(route: Fields, choices: readonly Narrowing[]): readonly Fields[] | string {
  const own = recordsOf(route['matchers']);
  const bases = own.length > 0 ? own : [{}];
  const made = bases.flatMap((base) => choices.map((choice) => withChoice(base, choice)));
  const cannot = made.find((one) => typeof one === 'string');
  if (typeof cannot === 'string') return cannot;
  const matchers = made.filter((one) => typeof one === 'object');
  return matchers.length > 0 ? [{ ...route, matchers }] : [];
}

/** Undefined if no request meets both. */
function withChoice(base: Fields, { method, path, headers }: Narrowing): Fields | string | undefined {
  const methods = listOf(base['methods']);
  if (method && methods.length > 0 && !methods.includes(method)) return undefined;
  const common = path && commonPath(pathOf(base), path, isUnderText);
  if (common === 'unknown') return 'match a regular expression for a path within another path';
  const list = headers.reduce<readonly Fields[] | undefined>(withHeader, recordsOf(base['headers']));
  if ((path && !common) || !list) return undefined;
  const { exact: _, prefix: __, regex: ___, ...rest } = base;
  return {
    ...(common ? { ...rest, ...common } : base),
    ...(method && { methods: [method] }),
    ...(list.length > 0 && { headers: list }),
  };
}

function pathOf({ exact, prefix, regex }: Fields): StringMatch | undefined {
  if (typeof exact === 'string') return { exact };
  if (typeof regex === 'string') return { regex };
  return typeof prefix === 'string' ? { prefix } : undefined;
}

function withHeader(list: readonly Fields[] | undefined, [name, value]: HeaderValue): readonly Fields[] | undefined {
  const header = value.exact ? { name, value: value.exact } : { name, value: wholeRegex(value), regex: true };
  const same = list?.filter((one) => isFor(one, name) && one['regex'] !== true && one['invertMatch'] !== true) ?? [];
  if (!list || !value.exact || same.length === 0) return list && [...list, header];
  return same.every((one) => one['value'] === value.exact) ? list : undefined;
}

/** A header without a value only has to be there. */
function isFor({ name, value }: Fields, header: string): boolean {
  return typeof name === 'string' && name.toLowerCase() === header.toLowerCase() && Boolean(value);
}

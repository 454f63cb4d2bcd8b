/** Fills the placeholders of a case: names of the run, and values of earlier answers; `{?...}` where they may be missing. */
import { isObject } from '../api/object.ts';
import { mergePatched } from './merge.testkit.ts';

/** By name: strings of the run (`ns`, `id`, `group`, ...) and answers (`made`). */
export type Values = ReadonlyMap<string, unknown>;

const WHOLE = /^\{(\??[a-zA-Z]\w*(?:\.[\w-]+)*)\}$/;
const INSIDE = /\{(\??[a-zA-Z]\w*(?:\.[\w-]+)*)\}/g;

export function filled(template: unknown, values: Values): unknown {
  if (typeof template === 'string') return filledText(template, values);
  if (Array.isArray(template)) return template.map((item) => filled(item, values));
  if (!isObject(template) || template instanceof RegExp) return template;
  const entries = Object.entries(template).map(([key, value]) => [textOf(key, values), filled(value, values)]);
  const { $from, ...rest } = Object.fromEntries(entries) as Record<string, unknown>;
  return typeof $from === 'string' ? mergePatched(valueAt($from, values), rest) : { ...rest };
}

function filledText(text: string, values: Values): unknown {
  const whole = WHOLE.exec(text);
  return whole ? valueAt(whole[1] ?? '', values) : textOf(text, values);
}

export const textOf = (text: string, values: Values): string =>
  text.includes('{') ? text.replace(INSIDE, (_, path: string) => String(valueAt(path, values))) : text;

function valueAt(path: string, values: Values): unknown {
  const [name = '', ...keys] = path.replace('?', '').split('.');
  if (!values.has(name) && !path.startsWith('?')) throw new Error(`{${path}}: no such placeholder`);
  let value = values.get(name);
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}

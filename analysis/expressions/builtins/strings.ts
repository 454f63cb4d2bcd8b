/** Functions of texts. */
import { spend, spendSearch, spendText } from '../budget.ts';
import { fail } from '../problem.ts';
import type { Place } from '../relations.ts';
import { textOf } from '../text.ts';
import { typeName, type Value } from '../values.ts';
import { argument, BOOL, type Builtin, type Builtins, INT, LIST, listAt, TEXT, textAt, wholeAt } from './builtin.ts';

export const OF_TEXTS: Builtins = {
  string: { takes: [1, 1], gives: TEXT, value: (given, place) => textOf(argument(given, 0), place) },
  upper: changed(1, ([text]) => text.toUpperCase()),
  lower: changed(1, ([text]) => text.toLowerCase()),
  trim: { takes: [1, 2], gives: TEXT, value: trimmed },
  trimPrefix: changed(2, ([text, part = ' ']) => (text.startsWith(part) ? text.slice(part.length) : text), 1),
  trimSuffix: changed(
    2,
    ([text, part = ' ']) => (part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text),
    1,
  ),
  split: { takes: [2, 3], gives: LIST, value: (given, place) => split(given, place, false) },
  splitAfter: { takes: [2, 3], gives: LIST, value: (given, place) => split(given, place, true) },
  join: { takes: [1, 2], gives: TEXT, value: joined },
  replace: { takes: [3, 4], gives: TEXT, value: replaced },
  repeat: { takes: [2, 2], gives: TEXT, value: repeated },
  hasPrefix: tested((text, part) => text.startsWith(part)),
  hasSuffix: tested((text, part) => text.endsWith(part)),
  indexOf: found((text, part) => text.indexOf(part)),
  lastIndexOf: found((text, part) => text.lastIndexOf(part)),
  toBase64: changed(1, ([text]) => Buffer.from(text).toString('base64')),
  fromBase64: {
    takes: [1, 1],
    gives: TEXT,
    value: (given, place) => {
      const text = textAt(given, 0, place);
      spendText(place.run, text.length, place.at);
      const isBase64 = /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
      return isBase64 ? Buffer.from(text, 'base64').toString() : fail('illegal base64 data', place.at);
    },
  },
};

type Texts = readonly [text: string, ...others: string[]];

/** A function of texts to another text that is not much longer. */
function changed(most: number, change: (texts: Texts) => string, least = most): Builtin {
  const value: Builtin['value'] = (given, place) => {
    const [text = '', ...others] = given.map((_, index) => textAt(given, index, place));
    spendText(place.run, text.length, place.at);
    const after = change([text, ...others]);
    spendText(place.run, after.length, place.at);
    return after;
  };
  return { takes: [least, most], gives: TEXT, value };
}

function tested(holds: (text: string, part: string) => boolean): Builtin {
  const value: Builtin['value'] = (given, place) => {
    const [text, part] = [textAt(given, 0, place), textAt(given, 1, place)];
    spend(place.run, 1 + (text.length >> 4), place.at);
    return holds(text, part);
  };
  return { takes: [2, 2], gives: BOOL, value };
}

/** Counted in characters, as `len` does. */
function found(place: (text: string, part: string) => number): Builtin {
  const value: Builtin['value'] = (given, { run, at }) => {
    const [text, part] = [textAt(given, 0, { run, at }), textAt(given, 1, { run, at })];
    spendSearch(run, 4 * text.length, part.length, at);
    const index = place(text, part);
    return BigInt(index < 0 ? index : [...text.slice(0, index)].length);
  };
  return { takes: [2, 2], gives: INT, value };
}

const SPACE =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

function trimmed(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  const unwanted = new Set(given.length > 1 ? textAt(given, 1, place) : SPACE);
  spendText(place.run, text.length, place.at);
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  while (start < end && unwanted.has(characters[start] ?? '')) start += 1;
  while (end > start && unwanted.has(characters[end - 1] ?? '')) end -= 1;
  return characters.slice(start, end).join('');
}

/** No limit if it is negative; nothing if it is 0. */
function limitAt(given: readonly Value[], index: number, place: Place): number {
  const limit = given.length > index ? wholeAt(given, index, place) : -1;
  return limit < 0 ? Number.POSITIVE_INFINITY : limit;
}

function split(given: readonly Value[], place: Place, keepsSeparator: boolean): Value {
  const text = textAt(given, 0, place);
  const separator = textAt(given, 1, place);
  const limit = limitAt(given, 2, place);
  spend(place.run, text.length, place.at);
  spendSearch(place.run, text.length, separator.length, place.at);
  if (limit === 0) return [];
  const all = separator === '' ? [...text] : text.split(separator);
  const ending = keepsSeparator ? separator : '';
  const parts = all.slice(0, Math.max(0, Math.min(limit, all.length) - 1)).map((part) => part + ending);
  const rest = all.slice(parts.length);
  return rest.length === 0 ? parts : [...parts, rest.join(separator)];
}

function joined(given: readonly Value[], place: Place): Value {
  const items = listAt(given, 0, 'join', place).map((_, index, all) => textAt(all, index, place));
  const glue = given.length > 1 ? textAt(given, 1, place) : '';
  const length = items.reduce((sum, item) => sum + item.length + glue.length, 0);
  spendText(place.run, length, place.at);
  spend(place.run, items.length, place.at);
  return items.join(glue);
}

function replaced(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  const part = textAt(given, 1, place);
  const other = textAt(given, 2, place);
  const limit = limitAt(given, 3, place);
  spend(place.run, text.length, place.at);
  spendSearch(place.run, text.length, part.length, place.at);
  const parts = part === '' ? ['', ...text, ''] : text.split(part);
  const isWhole = part === '' && text === '';
  const pieces = isWhole ? ['', ''] : parts;
  const changes = Math.min(limit, pieces.length - 1);
  spendText(place.run, text.length + changes * other.length, place.at);
  return pieces.reduce((all, piece, index) => all + (index <= changes ? other : part) + piece);
}

function repeated(given: readonly Value[], place: Place): Value {
  const text = textAt(given, 0, place);
  const times = wholeAt(given, 1, place);
  if (!(times >= 0))
    fail(`invalid argument for repeat (expected positive integer, got ${typeNameOf(times)})`, place.at);
  spendText(place.run, text.length * times, place.at);
  return text.repeat(times);
}

function typeNameOf(times: number): string {
  return Number.isNaN(times) ? typeName(times) : String(times);
}

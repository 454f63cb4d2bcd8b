/** Reads single characters, escapes and bracketed classes of a pattern. */
import { anyOf, between, caseless, literal, not, perlClass, posixClass, unicodeClass } from './character-classes.ts';
import { isAtEnd, type Reader, rest, startsWith, takePoint, upcoming } from './reader.ts';
import { type CharacterTest, PatternError } from './syntax-tree.ts';

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const HIGHEST = 0x10ffff;

/** Takes an escape that stands for one character. */
export function takeEscape(reader: Reader): number {
  const start = reader.at;
  reader.at++;
  if (isAtEnd(reader)) throw new PatternError('trailing backslash at end of expression', '');
  const point = takePoint(reader);
  const letter = String.fromCodePoint(point);
  const escaped = escapedPoint(reader, letter);
  if (escaped !== undefined) return escaped;
  if (point < 128 && !/[A-Za-z0-9]/.test(letter)) return point;
  throw new PatternError('invalid escape sequence', reader.text.slice(start, reader.at));
}

function escapedPoint(reader: Reader, letter: string): number | undefined {
  if (letter === 'x') return takeHexadecimal(reader);
  if (letter === '0' || (letter >= '1' && letter <= '7' && /[0-7]/.test(upcoming(reader)))) {
    let value = Number(letter);
    for (let more = 0; more < 2 && /[0-7]/.test(upcoming(reader)); more++) value = value * 8 + takePoint(reader) - 48;
    return value;
  }
  return Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : undefined;
}

function takeHexadecimal(reader: Reader): number | undefined {
  const braced = upcoming(reader) === '{';
  const digits = (braced ? /^\{[0-9A-Fa-f]+\}/ : /^[0-9A-Fa-f]{2}/).exec(reader.text.slice(reader.at, reader.at + 20));
  const value = Number.parseInt((digits?.[0] ?? '').replace('{', ''), 16);
  if (!digits || value > HIGHEST) {
    skipBrokenHexadecimal(reader, braced);
    return undefined;
  }
  reader.at += digits[0].length;
  return value;
}

/** Takes what the message about it shows: up to and with the first character that is out of place. */
function skipBrokenHexadecimal(reader: Reader, braced: boolean): void {
  if (braced) reader.at++;
  const digits = /^[0-9A-Fa-f]*/.exec(rest(reader).slice(0, braced ? 6 : 1))?.[0] ?? '';
  reader.at += digits.length;
  if (!isAtEnd(reader) && !(Number.parseInt(digits, 16) > HIGHEST)) takePoint(reader);
}

/** Takes `\d`, `\p{L}` and the like; `undefined`, and nothing taken, if there is none. */
export function takeNamedClass(reader: Reader): CharacterTest | undefined {
  if (upcoming(reader) !== '\\') return undefined;
  const letter = reader.text[reader.at + 1] ?? '';
  if (letter === 'p' || letter === 'P') return takeUnicodeClass(reader, letter === 'P');
  const test = perlClass(letter);
  if (test) reader.at += 2;
  return test;
}

function takeUnicodeClass(reader: Reader, isOutside: boolean): CharacterTest {
  const start = reader.at;
  reader.at += 2;
  if (isAtEnd(reader)) throw new PatternError('invalid character class range', reader.text.slice(start));
  let name = String.fromCodePoint(takePoint(reader));
  if (name === '{') {
    const end = reader.text.indexOf('}', reader.at);
    if (end < 0) throw new PatternError('invalid character class range', reader.text.slice(start));
    name = reader.text.slice(reader.at, end);
    reader.at = end + 1;
  }
  const negated = name.startsWith('^');
  const test = unicodeClass(negated ? name.slice(1) : name);
  if (!test) throw new PatternError('invalid character class range', reader.text.slice(start, reader.at));
  return negated === isOutside ? test : not(test);
}

/** Takes `[...]`. */
export function takeClass(reader: Reader, ignoresCase: boolean): CharacterTest {
  const whole = rest(reader);
  reader.at++;
  const negated = upcoming(reader) === '^';
  if (negated) reader.at++;
  const tests: CharacterTest[] = [];
  for (let first = true; first || upcoming(reader) !== ']'; first = false) {
    tests.push(takePosixClass(reader) ?? takeNamedClass(reader) ?? takeRange(reader, whole));
  }
  reader.at++;
  const test = ignoresCase ? caseless(anyOf(tests)) : anyOf(tests);
  return negated ? not(test) : test;
}

function takePosixClass(reader: Reader): CharacterTest | undefined {
  if (!startsWith(reader, '[:')) return undefined;
  const end = reader.text.indexOf(':]', reader.at + 2);
  if (end < 0) return undefined;
  const text = reader.text.slice(reader.at, end + 2);
  const test = posixClass(text);
  if (!test) throw new PatternError('invalid character class range', text);
  reader.at = end + 2;
  return test;
}

function takeRange(reader: Reader, whole: string): CharacterTest {
  const start = reader.at;
  const low = takeClassCharacter(reader, whole);
  const next = reader.text[reader.at + 1];
  if (upcoming(reader) !== '-' || next === undefined || next === ']') return literal(low, false);
  reader.at++;
  const high = takeClassCharacter(reader, whole);
  if (high < low) throw new PatternError('invalid character class range', reader.text.slice(start, reader.at));
  return between(low, high);
}

function takeClassCharacter(reader: Reader, whole: string): number {
  if (isAtEnd(reader)) throw new PatternError('missing closing ]', whole);
  return upcoming(reader) === '\\' ? takeEscape(reader) : takePoint(reader);
}

/** What is wrong with text that is not JSON, in the words of Go's decoder. */

/** What may come next. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'rest';

interface Reader {
  readonly text: string;
  at: number;
  expected: Expected;
  /** The brackets that are open. */
  readonly open: string[];
}

/** The first thing that is wrong. */
type Problem = string | undefined;

const END = 'unexpected end of JSON input';
const WORDS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const SPACE = ' \t\r\n';
const MOST_DEPTH = 10_000;

/** For text that `JSON.parse` has refused. */
export function syntaxProblem(text: string): string {
  const reader: Reader = { text, at: 0, expected: 'value', open: [] };
  for (;;) {
    while (SPACE.includes(text[reader.at] ?? '-')) reader.at += 1;
    const character = text[reader.at];
    if (character === undefined) return END;
    const problem = problemAt(reader, character);
    if (problem !== undefined) return problem;
    if (reader.open.length > MOST_DEPTH) return 'exceeded max depth';
  }
}

function problemAt(reader: Reader, character: string): Problem {
  switch (reader.expected) {
    case 'value or end':
    case 'value':
      return character === ']' && reader.expected === 'value or end' ? close(reader) : valueProblem(reader, character);
    case 'key or end':
    case 'key':
      return character === '}' && reader.expected === 'key or end' ? close(reader) : keyProblem(reader, character);
    case 'colon':
      return character === ':' ? advance(reader, 'value') : unexpected(character, 'after object key');
    case 'rest':
      return restProblem(reader, character);
  }
}

function advance(reader: Reader, expected: Expected): undefined {
  reader.at += 1;
  reader.expected = expected;
}

function close(reader: Reader): undefined {
  reader.open.pop();
  advance(reader, 'rest');
}

function open(reader: Reader, bracket: string): undefined {
  reader.open.push(bracket);
  advance(reader, bracket === '{' ? 'key or end' : 'value or end');
}

function valueProblem(reader: Reader, character: string): Problem {
  if (character === '{' || character === '[') return open(reader, character);
  reader.expected = 'rest';
  if (character === '"') return stringProblem(reader);
  const word = WORDS[character];
  if (word !== undefined) return wordProblem(reader, word);
  if (character === '-' || isDigit(character)) return numberProblem(reader);
  return unexpected(character, 'looking for beginning of value');
}

function keyProblem(reader: Reader, character: string): Problem {
  if (character !== '"') return unexpected(character, 'looking for beginning of object key string');
  reader.expected = 'colon';
  return stringProblem(reader);
}

function restProblem(reader: Reader, character: string): Problem {
  switch (reader.open.at(-1)) {
    case undefined:
      return unexpected(character, 'after top-level value');
    case '{':
      if (character === ',') return advance(reader, 'key');
      return character === '}' ? close(reader) : unexpected(character, 'after object key:value pair');
    default:
      if (character === ',') return advance(reader, 'value');
      return character === ']' ? close(reader) : unexpected(character, 'after array element');
  }
}

function stringProblem(reader: Reader): Problem {
  reader.at += 1;
  while (reader.text[reader.at] !== '"') {
    const problem = characterProblem(reader, reader.text[reader.at]);
    if (problem !== undefined) return problem;
    reader.at += 1;
  }
  reader.at += 1;
  return undefined;
}

function characterProblem(reader: Reader, character: string | undefined): Problem {
  if (character === undefined) return END;
  if (character < ' ') return unexpected(character, 'in string literal');
  return character === '\\' ? escapeProblem(reader) : undefined;
}

function escapeProblem(reader: Reader): Problem {
  reader.at += 1;
  const character = reader.text[reader.at];
  if (character === undefined) return END;
  if (character !== 'u') {
    return '"\\/bfnrt'.includes(character) ? undefined : unexpected(character, 'in string escape code');
  }
  for (let digit = 0; digit < 4; digit++) {
    reader.at += 1;
    const hex = reader.text[reader.at];
    if (hex === undefined) return END;
    if (!/[0-9a-fA-F]/.test(hex)) return unexpected(hex, 'in \\u hexadecimal character escape');
  }
  return undefined;
}

function wordProblem(reader: Reader, word: string): Problem {
  for (let index = 0; index < word.length; index++) {
    const character = reader.text[reader.at + index];
    if (character === undefined) return END;
    if (character !== word[index]) return unexpected(character, `in literal ${word} (expecting '${word[index]}')`);
  }
  reader.at += word.length;
  return undefined;
}

const numberProblem = (reader: Reader): Problem =>
  integerProblem(reader) ?? fractionProblem(reader) ?? exponentProblem(reader);

function integerProblem(reader: Reader): Problem {
  if (reader.text[reader.at] === '-') return digitsProblem(reader, 1, 'in numeric literal');
  skipInteger(reader);
  return undefined;
}

const fractionProblem = (reader: Reader): Problem =>
  reader.text[reader.at] === '.' ? digitsProblem(reader, 1, 'after decimal point in numeric literal') : undefined;

function exponentProblem(reader: Reader): Problem {
  if (!/[eE]/.test(reader.text[reader.at] ?? '')) return undefined;
  const isSigned = /[-+]/.test(reader.text[reader.at + 1] ?? '');
  return digitsProblem(reader, isSigned ? 2 : 1, 'in exponent of numeric literal');
}

/** Digits that must follow the sign before them. */
function digitsProblem(reader: Reader, skipped: number, where: string): Problem {
  reader.at += skipped;
  const character = reader.text[reader.at];
  if (character === undefined) return END;
  if (!isDigit(character)) return unexpected(character, where);
  if (where === 'in numeric literal') skipInteger(reader);
  else skipDigits(reader);
  return undefined;
}

/** A zero stands alone: what follows it is not part of the number. */
function skipInteger(reader: Reader): void {
  if (reader.text[reader.at] === '0') reader.at += 1;
  else skipDigits(reader);
}

function skipDigits(reader: Reader): void {
  while (isDigit(reader.text[reader.at] ?? '')) reader.at += 1;
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9';

function unexpected(character: string, where: string): string {
  return `invalid character ${quoted(character)} ${where}`;
}

/** Go looks at bytes: of a character beyond ASCII it names the first. */
function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  const byte = character < '\u0080' ? character : String.fromCharCode(Buffer.from(character)[0] ?? 0);
  return `'${JSON.stringify(byte).slice(1, -1)}'`;
}

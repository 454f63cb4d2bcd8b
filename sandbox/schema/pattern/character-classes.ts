/** Sets of characters that patterns name: `\d`, `[:alpha:]`, `\p{Greek}`; and what ignoring case means. */
import type { CharacterTest } from './syntax-tree.ts';

export const NEWLINE = 10;

export const between =
  (low: number, high: number): CharacterTest =>
  (point) =>
    point >= low && point <= high;

export const not =
  (test: CharacterTest): CharacterTest =>
  (point) =>
    !test(point);

export const anyOf =
  (tests: readonly CharacterTest[]): CharacterTest =>
  (point) =>
    tests.some((test) => test(point));

export const isWord = (point: number): boolean =>
  (point >= 97 && point <= 122) || (point >= 65 && point <= 90) || (point >= 48 && point <= 57) || point === 95;

const isDigit = between(48, 57);
const isSpace: CharacterTest = (point) => point === 32 || point === 9 || point === 10 || point === 12 || point === 13;

/** Of `\d`, `\S` and so on, by their letter. */
export function perlClass(letter: string): CharacterTest | undefined {
  switch (letter) {
    case 'd':
      return isDigit;
    case 'D':
      return not(isDigit);
    case 's':
      return isSpace;
    case 'S':
      return not(isSpace);
    case 'w':
      return isWord;
    case 'W':
      return not(isWord);
    default:
      return undefined;
  }
}

const POSIX: Readonly<Record<string, readonly (readonly [low: number, high: number])[]>> = {
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  alpha: [
    [65, 90],
    [97, 122],
  ],
  ascii: [[0, 127]],
  blank: [
    [9, 9],
    [32, 32],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  digit: [[48, 57]],
  graph: [[33, 126]],
  lower: [[97, 122]],
  print: [[32, 126]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  space: [
    [9, 13],
    [32, 32],
  ],
  upper: [[65, 90]],
  word: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
};

/** Of `[:alpha:]` or `[:^alpha:]`. */
export function posixClass(text: string): CharacterTest | undefined {
  const negated = text.startsWith('[:^');
  const name = text.slice(negated ? 3 : 2, -2);
  const ranges = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (!ranges) return undefined;
  const test = anyOf(ranges.map(([low, high]) => between(low, high)));
  return negated ? not(test) : test;
}

/** Of the name within `\p{...}`: a category or a script. */
export function unicodeClass(name: string): CharacterTest | undefined {
  if (name === 'Any') return () => true;
  if (!/^[A-Za-z_]{1,40}$/.test(name)) return undefined;
  const expression =
    unicodeExpression(name.length <= 2 ? `\\p{${name}}` : undefined) ?? unicodeExpression(`\\p{Script=${name}}`);
  return expression && ((point) => expression.test(String.fromCodePoint(point)));
}

function unicodeExpression(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    return undefined;
  }
}

/** One form for characters that differ in case only. */
function folded(point: number): number {
  if (point < 128) return point >= 65 && point <= 90 ? point + 32 : point;
  const upper = [...String.fromCodePoint(point).toUpperCase()];
  const lower = [...(upper.length === 1 ? upper.join('') : String.fromCodePoint(point)).toLowerCase()];
  return lower.length === 1 ? (lower[0]?.codePointAt(0) ?? point) : point;
}

export function literal(point: number, ignoresCase: boolean): CharacterTest {
  if (!ignoresCase) return (other) => other === point;
  const form = folded(point);
  return (other) => folded(other) === form;
}

/** A class that also holds its characters' other cases. */
export function caseless(test: CharacterTest): CharacterTest {
  return (point) => {
    const form = folded(point);
    const upper = String.fromCodePoint(form).toUpperCase().codePointAt(0);
    return test(point) || test(form) || (upper !== undefined && test(upper));
  };
}

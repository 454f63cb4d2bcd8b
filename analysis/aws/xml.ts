/** Reads the XML that AWS answers: elements and their texts. Bounded, and without what makes XML dangerous. */

export interface Element {
  readonly name: string;
  /** Of the element itself, not of those in it. */
  readonly text: string;
  readonly children: readonly Element[];
}

interface Open {
  readonly name: string;
  text: string;
  readonly children: Element[];
}

const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_ELEMENTS = 200_000;
const DEEPEST = 32;

/** Tags with their attributes, and instructions. Whatever else begins like a tag is an error. */
const MARKUP = /<(?:\?[^<>]*\?|(?<end>\/)?(?<name>[A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(?<empty>\/)?)>/g;

/** Throws one line if the text is no such XML. */
export function elementIn(text: string): Element {
  if (text.length > MOST_CHARACTERS) throw notXml();
  const root: Open = { name: '', text: '', children: [] };
  const open = [root];
  let count = 0;
  let place = 0;
  for (const match of text.matchAll(MARKUP)) {
    addText(open, text.slice(place, match.index));
    place = match.index + match[0].length;
    count += 1;
    if (count > MOST_ELEMENTS) throw notXml();
    addMarkup(open, match.groups ?? {});
  }
  addText(open, text.slice(place));
  const [element, ...others] = root.children;
  if (!element || others.length > 0 || open.length > 1 || root.text.trim() !== '') throw notXml();
  return element;
}

const notXml = (): Error => new Error('the answer is no XML of the expected kind');

function addText(open: readonly Open[], text: string): void {
  if (text.includes('<')) throw notXml();
  const top = open.at(-1);
  if (top) top.text += unescaped(text);
}

function addMarkup(open: Open[], { end, name, empty }: Readonly<Record<string, string | undefined>>): void {
  if (name === undefined) return;
  if (!end) open.push({ name, text: '', children: [] });
  if (open.length > DEEPEST + 1) throw notXml();
  if (end || empty) close(open, name);
}

function close(open: Open[], name: string): void {
  const element = open.pop();
  const parent = open.at(-1);
  if (!element || !parent || element.name !== name) throw notXml();
  parent.children.push(element);
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A document may define no entities of its own: nothing else is replaced. */
function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (name !== undefined) return NAMED[name] ?? whole;
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** All that a path of names leads to. */
export function elementsAt(element: Element, ...path: readonly string[]): readonly Element[] {
  return path.reduce<readonly Element[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [element],
  );
}

/** Of the first that a path of names leads to; undefined if there is none. */
export const textAt = (element: Element, ...path: readonly string[]): string | undefined =>
  elementsAt(element, ...path)[0]?.text.trim();

/** Takes secrets out of texts that people will read. */

export const MASK = '*****';
/** What is shorter is in every text. */
const SHORTEST = 3;
/** What stands at the end of a text that was cut. */
const CUT = '…';

/** A secret may come back in any of the forms in which it went out, and in those in which servers repeat what they got. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const forms = [...new Set([...secrets].flatMap(formsOf))].filter(({ length }) => length >= SHORTEST);
  if (forms.length === 0) return (text) => text;
  // The longest first: one may be a part of another.
  const ordered = forms.sort((one, other) => other.length - one.length);
  return (text) =>
    withoutBeginnings(
      ordered.reduce((left, form) => left.replaceAll(form, MASK), text),
      ordered,
    );
}

function formsOf(secret: string): readonly string[] {
  const bare = secret.trim();
  // Of what is told, spaces and ends of lines become one space.
  const plain = [secret, bare, bare.replaceAll(/[\s\p{Cc}]+/gu, ' ')];
  const sent = plain.flatMap((text) => [text, ...percentForms(text)]);
  const parts = secret.match(PART) ?? [];
  return [
    ...[...sent, ...plain.flatMap(quotedForms), ...plain.flatMap(markupForms), ...parts],
    ...[...sent, ...parts].flatMap(base64Forms),
  ];
}

/** What every form leaves as it is, however many lie within each other; what is shorter is in many texts. */
const PART = /[\w.~-]{8,}/g;

/** In an address, in a form, and as servers write it again. */
function percentForms(text: string): readonly string[] {
  // Half of a character that takes two has no such form.
  const whole = Buffer.from(text).toString();
  const [path, query] = [new URL('http://host'), new URL('http://host')];
  path.pathname = whole;
  query.search = whole;
  const form = new URLSearchParams({ '': whole }).toString().slice(1);
  const forms = [encodeURIComponent(whole), form, path.pathname.slice(1), query.search.slice(1)];
  return [...forms, ...forms.map((one) => one.replaceAll(/%../g, (code) => code.toLowerCase()))];
}

/** JSON may escape more than it has to; and JSON may be a text in JSON. */
function quotedForms(text: string): readonly string[] {
  const usual = JSON.stringify(text).slice(1, -1);
  const careful = usual.replaceAll(/[&<>]/g, unicode);
  const ascii = usual.replaceAll(/[^ -~]/g, unicode);
  const once = [usual, careful, ascii, ascii.replaceAll('/', '\\/')];
  return [...once, ...once.map((one) => JSON.stringify(one).slice(1, -1))];
}

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

function markupForms(text: string): readonly string[] {
  const bare = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    bare,
    bare.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    bare.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    bare.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
  ];
}

/** By itself, and wherever it begins within something longer: what depends on its neighbours is left out. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const inside = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return whole.slice(Math.ceil((before * 4) / 3), Math.floor(((before + bytes.length) * 4) / 3));
  });
  const all = [bytes.toString('base64'), ...inside];
  return [...all, ...all.map((one) => one.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''))];
}

/** What was cut may end in the middle of a secret. */
function withoutBeginnings(text: string, forms: readonly string[]): string {
  if (!text.includes(CUT)) return text;
  const parts = text.split(CUT);
  return parts.map((part, index) => (index < parts.length - 1 ? withoutBeginning(part, forms) : part)).join(CUT);
}

function withoutBeginning(part: string, forms: readonly string[]): string {
  const most = Math.max(...forms.map((form) => begunAtEnd(part, form)));
  return most < SHORTEST ? part : part.slice(0, -most) + MASK;
}

/** How many characters at the end are the beginning of the form. */
function begunAtEnd(part: string, form: string): number {
  let count = Math.min(form.length - 1, part.length);
  while (count > 0 && !part.endsWith(form.slice(0, count))) count--;
  return count;
}

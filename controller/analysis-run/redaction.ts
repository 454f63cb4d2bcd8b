/** Takes secrets out of texts that people will read. */

export const MASK = '*****';
/** What is shorter is in every text. */
const SHORTEST = 3;

/** A secret may come back in any of the forms in which it went out. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const forms = [...new Set([...secrets].flatMap(formsOf))].filter(({ length }) => length >= SHORTEST);
  // The longest first: one may be a part of another.
  const ordered = forms.sort((one, other) => other.length - one.length);
  return (text) => ordered.reduce((left, form) => left.replaceAll(form, MASK), text);
}

function formsOf(secret: string): readonly string[] {
  const bare = secret.trim();
  const quoted = JSON.stringify(bare).slice(1, -1);
  return [secret, bare, quoted, encodeURIComponent(bare), Buffer.from(bare).toString('base64')];
}

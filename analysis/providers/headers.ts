/** Headers and credentials as blocks have them, which often come from files with a newline at their end. */

/** With lower-case names, so that each is there once; the last one counts. */
export function headersIn(
  list: readonly { readonly key: string; readonly value: string }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key.trim().toLowerCase(), value.trim()]));
}

export function basicAuthorization(name: string, password: string): string {
  return `Basic ${Buffer.from(`${withoutNewline(name)}:${withoutNewline(password)}`, 'utf8').toString('base64')}`;
}

export const withoutNewline = (text: string): string => text.replace(/[\r\n]+$/, '');

/** `{{args.name}}` and what stands in its place: in any text of a metric, however deep. */

const TAG = /\{\{([^{}]*)\}\}/g;
/** Characters of one text. */
const MOST_FILLED = 1024 * 1024;

/** What stands between the braces, without white space, each once. */
export function tagsIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(value, found);
  return found;
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    for (const [, tag = ''] of value.matchAll(TAG)) found.add(bare(tag));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      if (!Array.isArray(value)) collect(key, found);
      collect(child, found);
    }
  }
}

const bare = (tag: string): string => tag.replaceAll(/\s+/g, '');

/** The same value with all tags replaced; those that nobody knows stay as they are. Values that change nothing are shared. */
export function filled<T>(value: T, texts: ReadonlyMap<string, string>): T {
  return texts.size === 0 ? value : (filledIn(value, texts) as T);
}

function filledIn(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.includes('{{') ? filledText(value, texts) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((child) => filledIn(child, texts));
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [filledIn(key, texts), filledIn(child, texts)]),
  );
}

function filledText(text: string, texts: ReadonlyMap<string, string>): string {
  return text.replaceAll(TAG, (whole, tag: string) => texts.get(bare(tag)) ?? whole).slice(0, MOST_FILLED);
}

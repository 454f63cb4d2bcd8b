/** Server-sent events, as a whole answer holds them. */

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** In their order. The last one may be cut off, which its data show. */
export function eventsIn(text: string): readonly ServerEvent[] {
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/);
  return blocks.map(eventIn).filter(({ data }) => data !== '');
}

function eventIn(block: string): ServerEvent {
  const lines = block.split(/\r\n|\n|\r/);
  const field = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  return { event: field('event').at(-1) ?? 'message', data: field('data').join('\n') };
}

/** What happened, for people to read: one line for each write, decision and fault, with its moment. */

export interface Trace {
  readonly lines: readonly string[];
  note(who: string, what: string): void;
}

/** Of a body so much is shown. */
const SHOWN = 200;
const WHO = 12;
/** What a line says elsewhere, or nobody wants to read. */
const LEFT_OUT: readonly string[] = ['apiVersion', 'kind', 'name', 'namespace', 'ownerReferences', 'resourceVersion'];

/** `elapsed` tells the moment: milliseconds since the start. */
export function newTrace(elapsed: () => number): Trace {
  const lines: string[] = [];
  return {
    lines,
    note: (who, what) => {
      lines.push(`${momentText(elapsed())} ${who.padEnd(WHO)} ${what}`);
    },
  };
}

/** `1:02:03.456` */
function momentText(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const part = (size: number, below: number, digits: number) =>
    String(Math.floor(whole / size) % below).padStart(digits, '0');
  return `${Math.floor(whole / 3_600_000)}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

/** What a write carries, as people write such things. */
export function bodyText(body: string): string {
  const value: unknown = JSON.parse(body);
  const text = isEvent(value) ? eventText(value) : flow(Array.isArray(value) ? value : withoutNames(value as object));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

interface EventBody {
  readonly kind: 'Event';
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

const isEvent = (body: unknown): body is EventBody =>
  typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'Event';

const eventText = ({ reason, message, involvedObject: { kind, name } }: EventBody): string =>
  `${kind} ${name} ${reason}: ${message}`;

function withoutNames(body: object): object {
  const { metadata, ...rest } = body as { readonly metadata?: object };
  const kept = (part: object) => Object.fromEntries(Object.entries(part).filter(([name]) => !LEFT_OUT.includes(name)));
  const left = kept(metadata ?? {});
  return { ...(Object.keys(left).length > 0 && { metadata: left }), ...kept(rest) };
}

/** As YAML's flow style has it. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'string') return /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries.map(([name, one]) => `${name}: ${flow(one)}`).join(', ')}}`;
}

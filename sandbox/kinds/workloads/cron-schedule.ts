/** What is wrong with a schedule in cron's notation, in the words of the parser that real servers use. */

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const FIELDS: readonly Bounds[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const DESCRIPTORS: readonly string[] = [
  ...['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'],
];
const EVERY = '@every ';
const DURATION = /^[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const INTEGER = /^[+-]?[0-9]{1,18}$/;
/** No schedule is that long; it bounds the work. */
const LONGEST = 4096;

export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.length > LONGEST) return `expected at most ${LONGEST} characters, found ${schedule.length}`;
  const text = withoutZone(schedule);
  if (text.startsWith('@')) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length)
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [index, bounds] of FIELDS.entries()) {
    const problem = fieldProblem(fields[index] ?? '', bounds);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A zone in front is somebody else's complaint. */
function withoutZone(schedule: string): string {
  if (!schedule.startsWith('TZ=') && !schedule.startsWith('CRON_TZ=')) return schedule;
  const space = schedule.indexOf(' ');
  return space < 0 ? '' : schedule.slice(space).trim();
}

function descriptorProblem(text: string): string | undefined {
  if (DESCRIPTORS.includes(text)) return undefined;
  if (!text.startsWith(EVERY)) return `unrecognized descriptor: ${text}`;
  const duration = text.slice(EVERY.length);
  if (DURATION.test(duration)) return undefined;
  return `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(duration)}`;
}

function fieldProblem(field: string, bounds: Bounds): string | undefined {
  for (const range of field.split(',')) {
    const problem = range === '' ? undefined : rangeProblem(range, bounds);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A number, or what is wrong with it. */
type Figure = number | string;

function rangeProblem(range: string, bounds: Bounds): string | undefined {
  const [span = '', step, ...steps] = range.split('/');
  const ends = endsOf(span, range, bounds);
  if (typeof ends === 'string') return ends;
  const every = step === undefined ? 1 : numberOf(step, []);
  if (typeof every === 'string') return every;
  if (steps.length > 0) return `too many slashes: ${range}`;
  const isOpen = step !== undefined && !span.includes('-');
  return spanProblem({ start: ends.start, end: isOpen ? bounds.most : ends.end, every }, bounds, range);
}

function endsOf(span: string, range: string, bounds: Bounds): { start: number; end: number } | string {
  const [low = '', high, ...more] = span.split('-');
  if (low === '*' || low === '?') return { start: bounds.least, end: bounds.most };
  const start = numberOf(low, bounds.names);
  if (typeof start === 'string') return start;
  if (more.length > 0) return `too many hyphens: ${range}`;
  const end = high === undefined ? start : numberOf(high, bounds.names);
  return typeof end === 'string' ? end : { start, end };
}

function spanProblem(
  { start, end, every }: { start: number; end: number; every: number },
  { least, most }: Bounds,
  range: string,
): string | undefined {
  if (start < least) return `beginning of range (${start}) below minimum (${least}): ${range}`;
  if (end > most) return `end of range (${end}) above maximum (${most}): ${range}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${range}`;
  return every === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

function numberOf(text: string, names: readonly string[]): Figure {
  const name = names.indexOf(text.toLowerCase());
  if (name >= 0) return names === MONTHS ? name + 1 : name;
  if (!INTEGER.test(text))
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  const figure = Number(text);
  return figure < 0 ? `negative number (${figure}) not allowed: ${text}` : figure;
}

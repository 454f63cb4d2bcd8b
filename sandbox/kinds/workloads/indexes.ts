/** Lists of indexes of a job's pods, such as `1,3-5,7`. */

const INTEGER = /^[+-]?[0-9]{1,9}$/;

interface Indexes {
  readonly total: number;
  /** What is wrong with the text, if anything. */
  readonly problem?: string;
}

/** Each index must be below `completions`. */
export function indexesOf(text: string, completions: number): Indexes {
  let total = 0;
  let last: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = intervalOf(part, completions);
    if (typeof interval === 'string') return { total, problem: interval };
    const [first, end] = interval;
    if (last !== undefined && last >= first)
      return { total, problem: `non-increasing order, previous: ${last}, current: ${first}` };
    total += end - first + 1;
    last = end;
  }
  return { total };
}

function intervalOf(text: string, completions: number): readonly [number, number] | string {
  const [low = '', high, ...more] = text.split('-');
  if (more.length > 0)
    return `the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`;
  const first = indexOf(low, completions);
  if (typeof first === 'string' || high === undefined) return typeof first === 'string' ? first : [first, first];
  const end = indexOf(high, completions);
  if (typeof end === 'string') return end;
  return first >= end ? `non-increasing order, previous: ${first}, current: ${end}` : [first, end];
}

function indexOf(text: string, completions: number): number | string {
  if (!INTEGER.test(text)) return `cannot convert string to integer for index: ${JSON.stringify(text)}`;
  return Number(text) >= completions ? `too large index: ${JSON.stringify(text)}` : Number(text);
}

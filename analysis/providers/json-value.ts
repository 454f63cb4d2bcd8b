/** The one value that a JSONPath leads to, and its text for the status. */
import { valuesAt } from '../json-path.ts';
import { jsonText } from './json-answer.ts';
import type { Measured } from './provider.ts';

/** Of what the status shows. */
const MOST_CHARACTERS = 2_000;

/** The first of all values that are found. */
export function measuredAt(jsonPath: string, json: unknown, place: string): Measured {
  const found = valuesAt(jsonPath, json);
  if ('problem' in found) throw new Error(`could not find jsonPath in ${place}: ${found.problem}`);
  const [value] = found;
  if (value === undefined) throw new Error(`could not find jsonPath in ${place}: it leads to no value`);
  return { value, text: shortText(jsonText(value)) };
}

export const shortText = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;

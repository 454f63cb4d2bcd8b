/** Reads selectors of series: a name, matchers of labels, a range, an offset. */
import { matcher, patternFault } from '../schema/pattern/pattern.ts';
import { METRIC_NAME } from './labels.ts';
import { errorAt, isSign, isWord, type Parser, takeKind, takeSign, takeWord, unexpected, upcoming } from './parser.ts';
import { unsupported } from './query-error.ts';
import type { LabelMatcher, Range, Selector } from './syntax.ts';
import type { Token } from './tokens.ts';

const MOST_MATCHERS = 100;

/** Takes a selector with all that follows it. */
export function selectorFrom(parser: Parser): Selector | Range {
  const { at } = upcoming(parser);
  const matchers = takeMatchers(parser);
  if (matchesAll(matchers)) {
    throw errorAt(parser, at, 'vector selector must contain at least one non-empty matcher');
  }
  const length = isSign(upcoming(parser), '[') ? takeRange(parser) : undefined;
  const offset = takeWord(parser, 'offset') ? takeOffset(parser) : 0;
  const after = upcoming(parser);
  if (isWord(after, 'offset')) throw errorAt(parser, at, 'offset may not be set multiple times');
  if (isSign(after, '@')) throw unsupported('the @ modifier');
  if (isSign(after, '[')) {
    const isSecond = length !== undefined;
    throw errorAt(
      parser,
      after.at,
      isSecond ? 'ranges only allowed for vector selectors' : 'a range must stand before its offset',
    );
  }
  const selector: Selector = { is: 'selector', matchers, offset, at };
  return length === undefined ? selector : { is: 'range', selector, length, at };
}

/** Takes the name and the matchers of a selector alone, as lists of series are asked for with. */
export function takeMatchers(parser: Parser): readonly LabelMatcher[] {
  const first = upcoming(parser);
  const matchers: LabelMatcher[] = [];
  if (first.kind === 'identifier') {
    parser.next++;
    matchers.push(plainMatcher(METRIC_NAME, first.text));
  }
  if (takeSign(parser, '{')) matchers.push(...takeBraces(parser));
  const names = matchers.filter(({ name, operator }) => name === METRIC_NAME && operator === '=');
  if (first.kind === 'identifier' && names.length > 1) {
    throw errorAt(parser, first.at, `metric name must not be set twice: ${quoted(names[0])} or ${quoted(names[1])}`);
  }
  return matchers;
}

/** Whether all series would match, which nobody may ask for. */
export const matchesAll = (matchers: readonly LabelMatcher[]): boolean => matchers.every(({ test }) => test(''));

const quoted = (matcher: LabelMatcher | undefined): string => JSON.stringify(matcher?.value ?? '');

function takeBraces(parser: Parser): LabelMatcher[] {
  const matchers: LabelMatcher[] = [];
  while (!takeSign(parser, '}')) {
    if (matchers.length === MOST_MATCHERS) {
      throw errorAt(parser, upcoming(parser).at, `a selector may have ${MOST_MATCHERS} matchers at most`);
    }
    matchers.push(takeMatcher(parser));
    if (isSign(upcoming(parser), '}')) continue;
    if (!takeSign(parser, ',')) throw unexpected(parser, 'label matching, expected "," or "}"');
  }
  return matchers;
}

function takeMatcher(parser: Parser): LabelMatcher {
  const label = upcoming(parser);
  if (label.kind !== 'string' && !isLabelName(label)) {
    throw unexpected(parser, 'label matching, expected identifier or "}"');
  }
  parser.next++;
  const sign = upcoming(parser);
  const endsHere = isSign(sign, ',') || isSign(sign, '}');
  if (label.kind === 'string' && endsHere) return plainMatcher(METRIC_NAME, label.text);
  const operator = operatorOf(sign);
  if (!operator) throw unexpected(parser, 'label matching, expected label matching operator');
  parser.next++;
  const value = takeKind(parser, 'string', 'label matching, expected string');
  if (operator === '=' || operator === '!=') return plainMatcher(label.text, value.text, operator);
  return patternMatcher(parser, label.text, operator, value);
}

/** Words that are numbers elsewhere are names here. */
export const isLabelName = ({ kind, text }: Token): boolean =>
  (kind === 'identifier' && !text.includes(':')) || (kind === 'number' && /^[a-z]+$/i.test(text));

function operatorOf({ kind, text }: Token): LabelMatcher['operator'] | undefined {
  if (kind !== 'sign') return undefined;
  return text === '=' || text === '!=' || text === '=~' || text === '!~' ? text : undefined;
}

const plainMatcher = (name: string, value: string, operator: '=' | '!=' = '='): LabelMatcher => ({
  name,
  operator,
  value,
  test: operator === '=' ? (text) => text === value : (text) => text !== value,
});

function patternMatcher(parser: Parser, name: string, operator: '=~' | '!~', { text, at }: Token): LabelMatcher {
  const fault = patternFault(text);
  if (fault !== undefined) throw errorAt(parser, at, fault);
  const matches = matcher(`^(?s:${text})$`);
  const test = operator === '=~' ? matches : (value: string) => !matches(value);
  return { name, operator, value: text, test };
}

function takeRange(parser: Parser): number {
  takeSign(parser, '[');
  const length = takeKind(parser, 'number', 'subquery or range, expected number or duration');
  const after = upcoming(parser);
  if (after.kind === 'identifier' && after.text.startsWith(':')) throw unsupported('subqueries');
  if (!takeSign(parser, ']')) throw unexpected(parser, 'subquery or range, expected ":" or "]"');
  const milliseconds = millisecondsOf(length);
  if (!(milliseconds > 0)) throw errorAt(parser, length.at, 'duration must be greater than 0');
  return milliseconds;
}

function takeOffset(parser: Parser): number {
  const isNegative = takeSign(parser, '-') !== undefined;
  if (!isNegative) takeSign(parser, '+');
  const offset = millisecondsOf(takeKind(parser, 'number', 'offset, expected number or duration'));
  return isNegative ? -offset : offset;
}

const millisecondsOf = ({ value = 0 }: Token): number => Math.round(value * 1000);

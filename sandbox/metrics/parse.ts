/** Reads queries: the part of Prometheus' language that the sandbox knows, with a clear word about the rest. */
import { checkTypes } from './check-types.ts';
import { operatorOf, takeMatching, takeNames, UNARY_LEVEL } from './parse-matching.ts';
import { selectorFrom, takeMatchers } from './parse-selector.ts';
import {
  countOperator,
  deeper,
  errorAt,
  isSign,
  isWord,
  type Parser,
  parserOf,
  takeSign,
  takeWord,
  unexpected,
  upcoming,
} from './parser.ts';
import { type QueryError, unsupported } from './query-error.ts';
import { type Aggregator, type Call, type Expression, isFunctionName, type LabelMatcher } from './syntax.ts';
import type { Token } from './tokens.ts';
import { isAggregator, isAnyAggregator, isKnownElsewhere } from './unsupported-names.ts';

/** Throws a QueryError where the text is no query. */
export function queryIn(text: string): Expression {
  const parser = parserOf(text);
  if (upcoming(parser).kind === 'end') throw errorAt(parser, upcoming(parser).at, 'no expression found in input');
  const expression = takeExpression(parser, 1);
  if (upcoming(parser).kind !== 'end') throw unexpected(parser);
  checkTypes(expression, text);
  return expression;
}

/** The matchers of a selector that stands alone. */
export function selectorIn(text: string): readonly LabelMatcher[] {
  const parser = parserOf(text);
  const matchers = takeMatchers(parser);
  if (upcoming(parser).kind !== 'end') throw unexpected(parser);
  return matchers;
}

/** Takes operators that bind as tightly as a level, and all that bind more tightly. */
function takeExpression(parser: Parser, level: number): Expression {
  let left = deeper(parser, () => takeOperand(parser));
  for (;;) {
    const token = upcoming(parser);
    const operator = operatorOf(token);
    if (!operator || operator.level < level) return left;
    countOperator(parser);
    parser.next++;
    const asBool = takeWord(parser, 'bool') !== undefined;
    const matching = takeMatching(parser, { operator: operator.text, at: token.at, start: left.at });
    const rightLevel = operator.text === '^' ? operator.level : operator.level + 1;
    const right = deeper(parser, () => takeExpression(parser, rightLevel));
    const { at } = left;
    left = { is: 'binary', operator: operator.text, left, right, matching, asBool, at, operatorAt: token.at };
  }
}

function takeOperand(parser: Parser): Expression {
  const token = upcoming(parser);
  if (takeSign(parser, '-')) return { is: 'negation', of: takeExpression(parser, UNARY_LEVEL), at: token.at };
  if (takeSign(parser, '+')) return takeExpression(parser, UNARY_LEVEL);
  if (isSign(token, '{') || isMetric(parser)) return selectorFrom(parser);
  const operand = takePlain(parser, token);
  const after = upcoming(parser);
  if (isSign(after, '[')) throw misplacedRange(parser, token);
  if (isSign(after, '@')) throw unsupported('the @ modifier');
  if (isWord(after, 'offset')) throw errorAt(parser, token.at, MISPLACED_OFFSET);
  return operand;
}

const MISPLACED_OFFSET =
  'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery';

/** Names of functions and aggregators are names of metrics too, where nothing is called. */
function isMetric(parser: Parser): boolean {
  const [name, after] = [upcoming(parser), upcoming(parser, 1)];
  if (name.kind !== 'identifier' || isSign(after, '(') || isBinaryWord(name)) return false;
  return !((isWord(after, 'by') || isWord(after, 'without')) && isAnyAggregator(name.text.toLowerCase()));
}

const isBinaryWord = (token: Token): boolean =>
  ['bool', 'on', 'ignoring', 'group_left', 'group_right'].some((word) => isWord(token, word));

function takePlain(parser: Parser, token: Token): Expression {
  if (token.kind === 'string') throw unsupported('strings as values');
  if (token.kind === 'identifier' && !isBinaryWord(token)) {
    parser.next++;
    return takeCall(parser, token);
  }
  if (token.kind === 'number') {
    parser.next++;
    return { is: 'number', value: token.value ?? Number.NaN, at: token.at };
  }
  if (!takeSign(parser, '(')) throw unexpected(parser);
  const inner = takeExpression(parser, 1);
  if (!takeSign(parser, ')')) throw unexpected(parser);
  return { ...inner, at: token.at };
}

function takeCall(parser: Parser, { text, at }: Token): Expression {
  const word = text.toLowerCase();
  if (isAggregator(word)) return takeAggregation(parser, word, at);
  if (isAnyAggregator(word) || isKnownElsewhere(text)) throw unsupported(`${text}()`);
  if (!isFunctionName(text)) throw errorAt(parser, at, `unknown function with name ${JSON.stringify(text)}`);
  const call: Call = { is: 'call', name: text, arguments: takeArguments(parser), at };
  return call;
}

function takeAggregation(parser: Parser, aggregator: Aggregator, at: number): Expression {
  const before = takeGrouping(parser);
  const given = takeArguments(parser);
  const { without, labels } = before ?? takeGrouping(parser) ?? { without: false, labels: new Set<string>() };
  const [of] = given;
  if (!of) throw errorAt(parser, at, 'no arguments for aggregate expression provided');
  if (given.length > 1) {
    const message = `wrong number of arguments for aggregate expression provided, expected 1, got ${given.length}`;
    throw errorAt(parser, at, message);
  }
  return { is: 'aggregation', aggregator, of, without, labels, at };
}

function takeGrouping(parser: Parser): { readonly without: boolean; readonly labels: ReadonlySet<string> } | undefined {
  const without = takeWord(parser, 'without') !== undefined;
  if (!without && !takeWord(parser, 'by')) return undefined;
  return { without, labels: new Set(takeNames(parser)) };
}

function takeArguments(parser: Parser): Expression[] {
  const given: Expression[] = [];
  if (!takeSign(parser, '(')) throw unexpected(parser, 'aggregation');
  if (takeSign(parser, ')')) return given;
  for (;;) {
    given.push(takeExpression(parser, 1));
    if (takeSign(parser, ')')) return given;
    const comma = takeSign(parser, ',');
    if (!comma) throw unexpected(parser);
    if (isSign(upcoming(parser), ')')) {
      throw errorAt(parser, comma.at, 'trailing commas not allowed in function call args');
    }
  }
}

function misplacedRange(parser: Parser, { at }: Token): QueryError {
  const colon = upcoming(parser, 2);
  if (colon.kind === 'identifier' && colon.text.startsWith(':')) return unsupported('subqueries');
  return errorAt(parser, at, 'ranges only allowed for vector selectors');
}

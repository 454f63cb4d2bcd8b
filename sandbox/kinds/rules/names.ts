/** What names of all sorts may look like: each rule gives what a real API server says is wrong with a value, nothing if it is right. */
import { type FieldError, invalid } from '../../api/field-error.ts';

/** Several things may be wrong with one value; each is an error of its own. */
export type Rule = (value: string) => readonly string[];

interface Format {
  readonly text: string;
  readonly pattern: RegExp;
  /** What the text says besides, as a real server words it. */
  readonly shown: string;
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const format = (text: string, pattern: string, ...examples: readonly string[]): Format => ({
  text,
  pattern: new RegExp(`^${pattern}$`),
  shown: `${text} (e.g. ${examples.map((one) => `'${one}', `).join(' or ')}regex used for validation is '${pattern}')`,
});

const SUBDOMAIN = format(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  `${LABEL}(\\.${LABEL})*`,
  'example.com',
);
const DNS_LABEL = format(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
);
const DNS_LABEL_1035 = format(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  'my-name',
  'abc-123',
);
const QUALIFIED_NAME = format(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
);
const LABEL_VALUE = format(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${QUALIFIED})?`,
  'MyValue',
  'my_value',
  '12345',
);
const WILDCARD = format(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${LABEL}(\\.${LABEL})*`,
  '*.example.com',
);
const CONFIG_KEY = format(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  '[-._a-zA-Z0-9]+',
  'key.name',
  'KEY_NAME',
  'key-name',
);
const C_IDENTIFIER = format(
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  '[A-Za-z_][A-Za-z0-9_]*',
  'my_name',
  'MY_NAME',
  'MyName',
);
const HEADER_NAME = format(
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  '[-A-Za-z0-9]+',
  'X-Header-Name',
);

const RIGHT: readonly string[] = Object.freeze([]);
const EMPTY = 'must be non-empty';
const PRINTABLE = /^[\x20-\x3c\x3e-\x7e]*$/;

const checked =
  (rule: Format, most: number): Rule =>
  (value) => {
    const isLong = isLonger(value, most);
    const matches = rule.pattern.test(value);
    if (matches && !isLong) return RIGHT;
    return [...(isLong ? [tooManyCharacters(most)] : []), ...(matches ? [] : [rule.shown])];
  };

export const dnsSubdomain: Rule = checked(SUBDOMAIN, 253);
export const dnsLabel1035: Rule = checked(DNS_LABEL_1035, 63);
export const labelValue: Rule = checked(LABEL_VALUE, 63);
export const wildcardSubdomain: Rule = checked(WILDCARD, 253);
export const cIdentifier: Rule = checked(C_IDENTIFIER, Number.POSITIVE_INFINITY);
export const httpHeaderName: Rule = checked(HEADER_NAME, Number.POSITIVE_INFINITY);

const anyLabel = checked(DNS_LABEL, 63);

export const dnsLabel: Rule = (value) => {
  const wrong = anyLabel(value);
  if (wrong.length === 0 || !SUBDOMAIN.pattern.test(value)) return wrong;
  return wrong.map((text) => (text === DNS_LABEL.shown ? 'must not contain dots' : text));
};

const unprefixed = checked(QUALIFIED_NAME, 63);
const keyBody = checked(CONFIG_KEY, 253);

/** Keys of labels and annotations, finalizers: `name` or `domain/name`. */
export const qualifiedName: Rule = (value) => {
  const slash = value.indexOf('/');
  if (slash < 0) return namePart(value);
  if (value.indexOf('/', slash + 1) >= 0)
    return [
      `a qualified name ${QUALIFIED_NAME.shown} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const prefix = value.slice(0, slash);
  const wrong = prefix === '' ? [EMPTY] : dnsSubdomain(prefix);
  const rest = namePart(value.slice(slash + 1));
  return wrong.length === 0 ? rest : [...wrong.map((text) => `prefix part ${text}`), ...rest];
};

function namePart(name: string): readonly string[] {
  const wrong = unprefixed(name);
  if (wrong.length === 0) return RIGHT;
  return [...(name === '' ? [EMPTY] : []), ...wrong].map((text) => `name part ${text}`);
}

/** Keys of config maps and secrets. */
export const configKey: Rule = (value) => {
  const dots = dotted(value);
  return dots === undefined ? keyBody(value) : [...keyBody(value), dots];
};

function dotted(value: string): string | undefined {
  if (value === '.' || value === '..') return `must not be '${value}'`;
  return value.startsWith('..') ? "must not start with '..'" : undefined;
}

/** Names of environment variables, as servers since 1.32 see them. */
export const envVarName: Rule = (value) => {
  if (value === '') return [`environment variable name ${EMPTY}`];
  if (PRINTABLE.test(value)) return RIGHT;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** Names that only have to fit into a path: roles, bindings. */
export const pathSegment: Rule = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((one) => value.includes(one)).map((one) => `may not contain '${one}'`);
};

/** The rule for a name that more is appended to: it may end with a dash. */
export const beforeSuffix =
  (rule: Rule): Rule =>
  (value) =>
    rule(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -2)}a` : value);

export const ruleErrors = (field: string, value: string, rule: Rule): FieldError[] =>
  rule(value).map((text) => invalid(field, value, text));

export const tooManyCharacters = (most: number): string => `must be no more than ${most} characters`;

/** Go counts bytes. */
export const isLonger = (value: string, most: number): boolean =>
  value.length > most || (value.length * 3 > most && Buffer.byteLength(value) > most);

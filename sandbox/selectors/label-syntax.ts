/** What keys and values of labels may look like, and what the server says of others. */
const NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

const NAME_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character" +
  " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is" +
  " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const PREFIX_RULE =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must" +
  " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is" +
  " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end" +
  " with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is" +
  " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const MOST_NAME = 63;
const MOST_PREFIX = 253;

/** Several problems are joined by `; `; undefined if the key is fine. */
export function labelKeyProblem(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) {
    return `a qualified name ${NAME_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
  }
  const name = parts.at(-1) ?? '';
  const problems = [...(parts.length === 2 ? prefixProblems(parts[0] ?? '') : []), ...nameProblems(name)];
  return problems.length === 0 ? undefined : problems.join('; ');
}

function prefixProblems(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  // Length first: it bounds what the pattern has to look at.
  const tooLong = prefix.length > MOST_PREFIX;
  return [
    ...(tooLong ? [`prefix part must be no more than ${MOST_PREFIX} characters`] : []),
    ...(SUBDOMAIN.test(prefix) ? [] : [PREFIX_RULE]),
  ];
}

function nameProblems(name: string): string[] {
  const problems: string[] = [];
  if (name === '') problems.push('name part must be non-empty');
  else if (Buffer.byteLength(name) > MOST_NAME) problems.push(`name part must be no more than ${MOST_NAME} characters`);
  if (!NAME.test(name)) problems.push(`name part ${NAME_RULE}`);
  return problems;
}

export function labelValueProblem(value: string): string | undefined {
  const problems: string[] = [];
  if (Buffer.byteLength(value) > MOST_NAME) problems.push(`must be no more than ${MOST_NAME} characters`);
  if (value !== '' && !NAME.test(value)) problems.push(VALUE_RULE);
  return problems.length === 0 ? undefined : problems.join('; ');
}

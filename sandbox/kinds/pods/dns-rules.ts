/** How a pod may resolve names. */
import { isIP } from 'node:net';
import { type FieldError, invalid, required } from '../../api/field-error.ts';
import { dnsSubdomain, ruleErrors } from '../rules/names.ts';
import { invalidIf, NO_ERRORS } from './field-rules.ts';
import type { PodSpec } from './pod-spec.ts';

const MOST_SERVERS = 3;
const MOST_SEARCHES = 32;
const MOST_CHARACTERS = 2048;

export function dnsErrors({ dnsConfig, dnsPolicy }: PodSpec, field: string): readonly FieldError[] {
  if (dnsPolicy === 'None' && !dnsConfig) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  if (dnsPolicy === 'None' && !dnsConfig?.nameservers?.length)
    return [required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  if (!dnsConfig) return NO_ERRORS;
  const { nameservers = [], searches = [], options = [] } = dnsConfig;
  const tooMany = `must not have more than ${MOST_SERVERS} nameservers`;
  return [
    ...invalidIf(nameservers.length > MOST_SERVERS, `${field}.nameservers`, nameservers, tooMany),
    ...nameservers.flatMap((address, index) => addressErrors(address, `${field}.nameservers[${index}]`)),
    ...searchErrors(searches, `${field}.searches`),
    ...options.flatMap(({ name }, index) =>
      name ? [] : [required(`${field}.options[${index}]`, 'must not be empty')],
    ),
  ];
}

const searchErrors = (searches: readonly string[], field: string): readonly FieldError[] => [
  ...invalidIf(
    searches.length > MOST_SEARCHES,
    field,
    searches,
    `must not have more than ${MOST_SEARCHES} search paths`,
  ),
  ...invalidIf(
    searches.join(' ').length > MOST_CHARACTERS,
    field,
    searches,
    `must not have more than ${MOST_CHARACTERS} characters (including spaces) in the search list`,
  ),
  ...searches.flatMap((search, index) =>
    search === '.' ? [] : ruleErrors(`${field}[${index}]`, search.replace(/\.$/, ''), underscoredSubdomain),
  ),
];

/** Names of hosts that no host has, such as `_sip._tcp.example.com`, are searched for too. */
const underscoredSubdomain = (name: string): readonly string[] =>
  dnsSubdomain(name.replaceAll('_', 'a')).length === 0 ? [] : dnsSubdomain(name);

export const hostAliasErrors = (
  aliases: readonly { ip?: string; hostnames?: string[] }[],
  field: string,
): readonly FieldError[] =>
  aliases.flatMap(({ ip = '', hostnames = [] }, index) => [
    ...addressErrors(ip, `${field}[${index}].ip`),
    ...hostnames.flatMap((name, at) => ruleErrors(`${field}[${index}].hostnames[${at}]`, name, dnsSubdomain)),
  ]);

export const addressErrors = (address: string, field: string): readonly FieldError[] =>
  isIP(address) === 0
    ? [invalid(field, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]
    : NO_ERRORS;

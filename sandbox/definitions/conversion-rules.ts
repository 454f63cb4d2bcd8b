/** How a definition may say that its versions become each other. Webhooks are accepted, though nobody calls them here. */
import { type FieldError, forbidden, invalid, required, unsupported } from '../api/field-error.ts';
import { dnsLabel1035, dnsSubdomain } from '../kinds/rules/names.ts';
import type { Conversion, Webhook } from './definition.ts';

const REVIEWS = ['v1', 'v1beta1'] as const;
const FORM = '; desired format: https://host[/path]';

export function conversionErrors({ strategy = '', webhook }: Conversion, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (strategy === '') errors.push(required(`${path}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook')
    errors.push(unsupported(`${path}.strategy`, strategy, ['None', 'Webhook']));
  if (strategy === 'Webhook') return [...errors, ...webhookErrors(webhook ?? {}, path)];
  const what = 'should not be set when strategy is not set to Webhook';
  if (webhook?.clientConfig) errors.push(forbidden(`${path}.webhookClientConfig`, what));
  if (webhook?.conversionReviewVersions?.length) errors.push(forbidden(`${path}.conversionReviewVersions`, what));
  return errors;
}

function webhookErrors({ clientConfig, conversionReviewVersions: versions = [] }: Webhook, path: string): FieldError[] {
  const field = `${path}.webhookClientConfig`;
  const reviews = reviewErrors(versions, `${path}.conversionReviewVersions`);
  if (!clientConfig) return [required(field, 'required when strategy is set to Webhook'), ...reviews];
  const { url, service } = clientConfig;
  if ((url === undefined) === (service === undefined))
    return [required(field, 'exactly one of url or service is required'), ...reviews];
  const target = url === undefined ? serviceErrors(service ?? {}, `${field}.service`) : urlErrors(url, `${field}.url`);
  return [...target, ...reviews];
}

function urlErrors(text: string, field: string): FieldError[] {
  if (!URL.canParse(text)) return [invalid(field, '', `'https' is the only allowed URL scheme${FORM}`)];
  const { protocol, host, username, hash, search } = new URL(text);
  const errors: FieldError[] = [];
  if (protocol !== 'https:')
    errors.push(invalid(field, protocol.slice(0, -1), `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') errors.push(invalid(field, '', `host must be specified${FORM}`));
  if (username !== '') errors.push(invalid(field, username, 'user information is not permitted in the URL'));
  if (hash !== '') errors.push(invalid(field, hash.slice(1), 'fragments are not permitted in the URL'));
  if (search !== '') errors.push(invalid(field, search.slice(1), 'query parameters are not permitted in the URL'));
  return errors;
}

interface Service {
  readonly name?: string;
  readonly namespace?: string;
  readonly path?: string;
  readonly port?: number;
}

function serviceErrors({ name, namespace, path = '', port = 443 }: Service, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!name) errors.push(required(`${field}.name`, 'service name is required'));
  if (!namespace) errors.push(required(`${field}.namespace`, 'service namespace is required'));
  if (port < 1 || port > 65535)
    errors.push(invalid(`${field}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
  return [...errors, ...pathErrors(path, `${field}.path`)];
}

function pathErrors(path: string, field: string): FieldError[] {
  if (path === '' || path === '/') return [];
  if (path === '//') return [invalid(field, path, 'segment[0] may not be empty')];
  const start = path.startsWith('/') ? [] : [invalid(field, path, "must start with a '/'")];
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  return segments.reduce<FieldError[]>((errors, segment, at) => {
    const faults = segment === '' ? [`segment[${at}] may not be empty`] : [];
    const wrong = segment === '' ? [] : dnsSubdomain(segment).map((fault) => `segment[${at}]: ${fault}`);
    errors.push(...[...faults, ...wrong].map((fault) => invalid(field, path, fault)));
    return errors;
  }, start);
}

function reviewErrors(versions: readonly string[], field: string): FieldError[] {
  if (versions.length === 0) return [required(field)];
  const errors = versions.flatMap((version, at) => {
    if (versions.indexOf(version) < at) return [invalid(`${field}[${at}]`, version, 'duplicate version')];
    return dnsLabel1035(version).map((fault) => invalid(`${field}[${at}]`, version, fault));
  });
  if (!versions.some((version) => REVIEWS.some((one) => one === version)))
    errors.push(invalid(field, versions, `must include at least one of ${REVIEWS.join(', ')}`));
  return errors;
}

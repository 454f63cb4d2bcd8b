/** What the names that a definition gives to its resource may look like. */
import { type FieldError, invalid, required } from '../api/field-error.ts';
import { dnsLabel1035, dnsSubdomain } from '../kinds/rules/names.ts';
import type { Names } from './definition.ts';

/** The server writes singular and listKind before anybody looks. */
export function requiredNameErrors(names: Names, path: string): FieldError[] {
  return (['plural', 'singular', 'kind', 'listKind'] as const)
    .filter((name) => !names[name])
    .map((name) => required(`${path}.${name}`));
}

export function nameErrors(names: Names, path: string): FieldError[] {
  const { kind, listKind = '' } = names;
  return [
    ...labelErrors(names.plural, `${path}.plural`),
    ...labelErrors(names.singular, `${path}.singular`),
    ...kindErrors(kind, `${path}.kind`),
    ...kindErrors(listKind, `${path}.listKind`),
    ...(names.shortNames ?? []).flatMap((name, at) => labelErrors(name, `${path}.shortNames[${at}]`, true)),
    ...(kind && kind === listKind
      ? [invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...(names.categories ?? []).flatMap((name, at) => labelErrors(name, `${path}.categories[${at}]`, true)),
  ];
}

function labelErrors(name: string | undefined, path: string, evenEmpty = false): FieldError[] {
  const wrong = name || evenEmpty ? dnsLabel1035(name ?? '') : [];
  return wrong.length === 0 ? [] : [invalid(path, name, wrong.join(','))];
}

function kindErrors(name: string, path: string): FieldError[] {
  const wrong = name ? dnsLabel1035(name.toLowerCase()) : [];
  if (wrong.length === 0) return [];
  return [invalid(path, name, `may have mixed case, but should otherwise match: ${wrong.join(',')}`)];
}

export function groupErrors(group: string | undefined, path: string): FieldError[] {
  if (!group) return [required(path)];
  const wrong = dnsSubdomain(group);
  if (wrong.length > 0) return [invalid(path, group, wrong.join(','))];
  return group.includes('.') ? [] : [invalid(path, group, 'should be a domain with at least one dot')];
}

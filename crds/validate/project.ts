/** The rules of an AppProject. */
import type { AppProjectSpec } from '../project.ts';
import { duplicate, type Finding, invalid, when } from './finding.ts';
import { windowFindings } from './sync-window.ts';

interface Project {
  readonly metadata?: { readonly name?: string };
  readonly spec: AppProjectSpec;
}

export function projectFindings({ metadata, spec }: Project): Finding[] {
  return [
    ...destinationFindings(spec.destinations),
    ...roleFindings(spec.roles, metadata?.name ?? ''),
    ...(spec.syncWindows ?? []).flatMap((window, index) => {
      const path = `spec.syncWindows[${index}]`;
      const selectors = [window.applications, window.namespaces, window.clusters].flatMap((globs) => globs ?? []);
      return [
        ...windowFindings(window, path),
        ...when(selectors.length === 0, () =>
          invalid(path, window, 'must have at least one of applications, namespaces and clusters'),
        ),
      ];
    }),
  ];
}

function destinationFindings(destinations: AppProjectSpec['destinations']): Finding[] {
  return (destinations ?? []).flatMap((destination, index) =>
    (['server', 'name', 'namespace'] as const).flatMap((field) =>
      when(destination[field] === '!*', () =>
        invalid(`spec.destinations[${index}].${field}`, '!*', 'would deny everything'),
      ),
    ),
  );
}

function roleFindings(roles: AppProjectSpec['roles'], project: string): Finding[] {
  const names = (roles ?? []).map(({ name }) => name);
  return (roles ?? []).flatMap(({ name, policies = [] }, index) => {
    const path = `spec.roles[${index}]`;
    const subject = `proj:${project}:${name}`;
    return [
      ...when(names.indexOf(name) < index, () => duplicate(`${path}.name`, name)),
      ...policies.flatMap((policy, line) => policyFindings(policy, { subject, project }, `${path}.policies[${line}]`)),
    ];
  });
}

function policyFindings(
  policy: string,
  { subject, project }: { subject: string; project: string },
  path: string,
): Finding[] {
  const [type, who, resource, action, object, effect] = policy.split(',').map((part) => part.trim());
  if (type !== 'p' || !resource || !action || !object || (effect !== 'allow' && effect !== 'deny'))
    return [invalid(path, policy, 'must be p, SUBJECT, RESOURCE, ACTION, OBJECT, allow or deny')];
  return [
    ...when(who !== subject, () => invalid(path, policy, `subject must be ${subject}`)),
    ...when(object !== '*' && !object.startsWith(`${project}/`), () =>
      invalid(path, policy, `object must start with ${project}/`),
    ),
  ];
}

/** What can be said of a pod template without an API server: the rest is found out by a dry run. */
import { isObject } from '../defaults.ts';
import type { LabelSelector, PodTemplate } from '../kubernetes.ts';
import { type Fields, POD_TEMPLATE_FIELDS } from '../pod-fields.ts';
import { duplicate, type Finding, forbidden, invalid, required, unsupported, when } from './finding.ts';
import { matches } from './selector.ts';
import { unknownField } from './unknown.ts';

interface PodSpec {
  readonly restartPolicy?: unknown;
  readonly activeDeadlineSeconds?: unknown;
  readonly containers?: unknown;
}

export function podTemplateFindings(
  template: PodTemplate | undefined,
  selector: LabelSelector | undefined,
  path: string,
): Finding[] {
  const labels = template?.metadata?.labels ?? {};
  const spec: PodSpec = template?.spec ?? {};
  return [
    ...when(selector !== undefined && matches(selector, labels) === false, () =>
      invalid(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`'),
    ),
    ...containerFindings(spec.containers, `${path}.spec.containers`),
    ...when(spec.restartPolicy !== undefined && spec.restartPolicy !== 'Always', () =>
      unsupported(`${path}.spec.restartPolicy`, spec.restartPolicy, ['Always']),
    ),
    ...when(spec.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds !== null, () =>
      forbidden(`${path}.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'),
    ),
  ];
}

function containerFindings(containers: unknown, path: string): Finding[] {
  if (containers === undefined || containers === null) return [required(path)];
  if (!Array.isArray(containers)) return [invalid(path, containers, 'must be a list')];
  if (containers.length === 0) return [required(path)];
  return containers.flatMap((container: unknown, index) => {
    if (!isObject(container)) return [invalid(`${path}[${index}]`, container, 'must be an object')];
    const { name, image } = container;
    const before = containers.slice(0, index).some((other: unknown) => isObject(other) && other['name'] === name);
    return [
      ...when(!name, () => required(`${path}[${index}].name`)),
      ...when(Boolean(name) && before, () => duplicate(`${path}[${index}].name`, name)),
      ...when(!image, () => required(`${path}[${index}].image`)),
    ];
  });
}

export function unknownPodFields(template: unknown, path: string): Finding[] {
  return unknownIn(POD_TEMPLATE_FIELDS, template, path);
}

function unknownIn(fields: Fields, value: unknown, path: string): Finding[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => unknownIn(fields, element, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (known === undefined) return [unknownField(`${path}.${name}`, name, Object.keys(fields))];
    return known === 'any' ? [] : unknownIn(known, child, `${path}.${name}`);
  });
}

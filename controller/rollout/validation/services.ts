/** What is wrong with the Services that a Rollout names. */
import { type Finding, invalid, when } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';
import { HASH_LABEL, MANAGED_BY } from '../keys.ts';
import type { PodTemplate, Service } from '../objects.ts';
import type { Found } from './found.ts';

/** A Service by name, and the field that names it. */
interface Named {
  readonly path: string;
  readonly name: string;
}

export function missingServices(spec: Completed, { services }: Found): Finding[] {
  return namedServices(spec)
    .filter(({ name }) => services && services.get(name) === undefined)
    .map(({ path, name }) => invalid(path, name, `service "${name}" not found`));
}

export function unfitServices(
  spec: Completed,
  { services }: Found,
  { rollout, template }: { readonly rollout: string; readonly template: PodTemplate | undefined },
): Finding[] {
  return namedServices(spec).flatMap((named) => {
    const service = services?.get(named.name);
    if (!service) return [];
    return [...unmatchedLabels(named, service, template), ...foreignMaster(named, service, rollout)];
  });
}

function namedServices({ strategy }: Completed): readonly Named[] {
  const { blueGreen, canary } = strategy ?? {};
  const path = `spec.strategy.${blueGreen ? 'blueGreen' : 'canary'}`;
  const { pingService, pongService } = canary?.pingPong ?? {};
  const fields = blueGreen
    ? { activeService: blueGreen.activeService, previewService: blueGreen.previewService }
    : {
        ...{ stableService: canary?.stableService, canaryService: canary?.canaryService },
        ...{ 'pingPong.pingService': pingService, 'pingPong.pongService': pongService },
      };
  return Object.entries(fields).flatMap(([field, name]) => (name ? [{ path: `${path}.${field}`, name }] : []));
}

/** Such a Service would have no endpoints once it also selects a revision. */
function unmatchedLabels({ path, name }: Named, { spec }: Service, template: PodTemplate | undefined): Finding[] {
  if (!template) return [];
  const labels = template.metadata?.labels ?? {};
  return Object.entries(spec.selector ?? {})
    .filter(([key, value]) => key !== HASH_LABEL && labels[key] !== value)
    .map(([key]) => invalid(path, name, `Service "${name}" has unmatch label "${key}" in rollout`));
}

function foreignMaster({ path, name }: Named, { metadata }: Service, rollout: string): Finding[] {
  const master = metadata.annotations?.[MANAGED_BY];
  return when(master !== undefined && master !== rollout, () =>
    invalid(path, name, `Service "${name}" is managed by another Rollout`),
  );
}
